import { openFrames, sealFrames } from '../../crypto/frames.ts';
import type { TenantObjects } from '../../files/objects.ts';
import type { Id } from '../../kernel/ids.ts';
import { newId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { load, parts } from '../../rights/steps/store.ts';
import { requestBinding, requestKey } from '../../rights/request/sealed.ts';
import { PARTS } from '../../rights/request/stored.ts';
import { ABSENT, any, PRESENT } from '../../store/clauses.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';

/** What a package is made with. */
export interface Exporting {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
}

/** A sealed object of a package. Its item is written before it, so that whatever was cut off is found. */
export interface Stored {
  readonly id: Id;
  readonly objectKey: string;
}

/** A package that is made or being made: the item from which its objects are reached. */
export interface Root {
  readonly id: string;
  readonly holds: readonly Stored[];
}

/** Where a package, its making or one of its objects is noted; an erasure follows `objectKey` of each. */
export const packageKey = (workspace: Pick<Workspace, 'keys'>, request: Id, id: string) =>
  workspace.keys.requestPart(request, PARTS.package, id);

/** A place for an object, and the write by which it is known. */
export function newStored(
  { workspace, objects }: Exporting,
  request: Id,
): { readonly stored: Stored; readonly write: Write } {
  const stored = { id: newId(workspace.random), objectKey: objects.newKey(workspace.random) };
  return { stored, write: { put: stored, at: packageKey(workspace, request, stored.id), if: ABSENT } };
}

/** What the frames of an object are bound to; `section` says which part of the whole it is. */
const bindingOf = (request: Id, { id }: Stored, section: string) => requestBinding(request, id, section);

/** Seals a stream into its place, under the request's key: it ends with the request's content at the latest. */
export async function writeStored(
  { workspace, objects }: Exporting,
  request: RequestItem,
  stored: Stored,
  section: string,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const key = await requestKey(workspace, request);
  const sealed = sealFrames(workspace, key, bindingOf(request.id, stored, section), source);
  await objects.write('vault', stored.objectKey, sealed, 'application/octet-stream');
}

/** Opens what `writeStored` sealed; `gone` when it is not there. */
export async function readStored(
  { workspace, objects }: Exporting,
  request: RequestItem,
  stored: Stored,
  section: string,
): Promise<AsyncIterable<Uint8Array>> {
  const sealed = await objects.read('vault', stored.objectKey);
  if (!sealed) throw new Problem('gone');
  const key = await requestKey(workspace, request);
  return openFrames(workspace, key, bindingOf(request.id, stored, section), sealed);
}

/** Deletions of one transaction. */
const TOGETHER = 100;

/** The newest of the packages that are made. */
export function newestOf(items: readonly Item[]): Item | undefined {
  const made = items.filter((item) => typeof item['createdAt'] === 'string');
  return made.toSorted((a, b) => (String(a['createdAt']) < String(b['createdAt']) ? 1 : -1))[0];
}

/**
 * Takes away what is noted at a request and belongs neither to its package nor to a making under way, the bytes first:
 * what was cut off, what was replaced. With `'everything'` the package goes, too.
 */
export async function takeAway(
  { workspace, objects }: Exporting,
  request: Id,
  what: 'what is left over' | 'everything' = 'what is left over',
): Promise<void> {
  // In this order: a package that is made in between is seen, and a making that is begun in between has a later attempt.
  const { state, attempt } = await load(workspace, request);
  const items = await parts(workspace, request, 'package');
  const least = state === 'preparing' ? attempt : attempt + 1;
  const newest = what === 'everything' ? undefined : newestOf(items);
  const roots = items.filter((item) => item === newest || Number(item['attempt']) >= least);
  const kept = new Set<unknown>(
    (roots as unknown as Root[]).flatMap(({ id, holds }) => [id, ...holds.map((stored) => stored.id)]),
  );
  const over = items.filter((item) => !kept.has(item['id']));
  for (const item of over) {
    const objectKey = item['objectKey'];
    if (typeof objectKey !== 'string') continue;
    await objects.remove('handover', objectKey);
    await objects.remove('vault', objectKey);
  }
  for (let from = 0; from < over.length; from += TOGETHER)
    await workspace.tables.write(
      over.slice(from, from + TOGETHER).map(({ pk, sk }): Write => ({
        delete: true,
        at: { table: 'data', pk, sk },
        if: any(ABSENT, PRESENT),
      })),
    );
}
