import type { RequestItem } from '../../rights/request/model.ts';
import { ABSENT, versionIs } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { newStored, packageKey, type Exporting, type Root, type Stored } from './package-objects.ts';

/** What one turn writes: its bytes of the archive, and what the next turn has to know. */
export interface TurnObjects {
  readonly bytes: Stored;
  readonly notes: Stored;
}

/** A package that is being made on one attempt; it holds opaque ids only. */
export interface Making extends Root {
  readonly attempt: number;
  readonly version: number;
  /** When the making began, epoch milliseconds. */
  readonly madeAt: number;
  /** True once an entry has needed more than 32 bits for its size. */
  readonly wide: boolean;
  /** The turns that are done. */
  readonly turns: readonly TurnObjects[];
}

/** Where the making of an attempt is noted. */
export const makingKey = (workspace: Workspace, { id, attempt }: RequestItem) =>
  packageKey(workspace, id, String(attempt));

/** The making of a request's attempt, if it has begun. */
export async function findMaking(workspace: Workspace, request: RequestItem): Promise<Making | undefined> {
  const [found] = await workspace.tables.get([makingKey(workspace, request)]);
  return found as unknown as Making | undefined;
}

const objectsOf = (turns: readonly TurnObjects[]) => turns.flatMap(({ bytes, notes }) => [bytes, notes]);

function makingWrite(workspace: Workspace, request: RequestItem, next: Making): Write {
  const condition = next.version === 1 ? ABSENT : versionIs(next.version - 1);
  return { put: { ...next }, at: makingKey(workspace, request), if: condition };
}

/** The write that ends a making, in the transaction of what it came to. */
export function endWrite(workspace: Workspace, request: RequestItem, { version }: Making): Write {
  return { delete: true, at: makingKey(workspace, request), if: versionIs(version) };
}

/**
 * Notes what a turn will write before it does; `WriteRefusal` when another run of the same turn is ahead. What a turn
 * that was cut off has left is held by nothing afterwards.
 */
export async function beginTurn(
  exporting: Exporting,
  request: RequestItem,
  before: Making | undefined,
): Promise<{ readonly making: Making; readonly turn: TurnObjects }> {
  const { workspace } = exporting;
  const bytes = newStored(exporting, request.id);
  const notes = newStored(exporting, request.id);
  const turn = { bytes: bytes.stored, notes: notes.stored };
  const { version, ...rest } = before ?? { version: 0, madeAt: workspace.now(), wide: false, turns: [] };
  const making: Making = {
    ...rest,
    id: String(request.attempt),
    attempt: request.attempt,
    version: version + 1,
    holds: objectsOf([...rest.turns, turn]),
  };
  await workspace.tables.write([makingWrite(workspace, request, making), bytes.write, notes.write]);
  return { making, turn };
}

/** Notes what has become of a turn: done, or to be written anew in another way. */
export async function endTurn(
  workspace: Workspace,
  request: RequestItem,
  making: Making,
  change: Pick<Making, 'turns'> | Pick<Making, 'wide'>,
): Promise<void> {
  const turned = { ...making, ...change, version: making.version + 1 };
  const next = { ...turned, holds: objectsOf(turned.turns) };
  await workspace.tables.write([makingWrite(workspace, request, next)]);
}
