import { ID_LENGTH, type Id, type RecordId, type SubjectId } from '../../kernel/ids.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import type { ItemKey } from '../../store/grammar.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import type { PlanItem } from '../request/model.ts';
import { PARTS } from '../request/stored.ts';

/** Further parts of an erasure request, by the beginning of their keys; opaque ids and keyed tokens only. */
export const TRACES = {
  /** A lookup token of the person; removed once the independent sweep has found nothing. */
  token: 'TKN',
  /** A token of an external id of one of the person's records; removed like the former. */
  external: 'XID',
  /** Stored bytes of one of the person's files, or an opened copy of them. */
  object: 'OBJ',
  /** What is listed without being an item: counts, candidates, what expires by itself. */
  summary: 'PLS',
} as const;

/** The same thing may be written again; nothing else is written there. */
export const ANYHOW = any(ABSENT, PRESENT);

/** The record's own id: the id of its plan item, so that planning twice plans once. */
export function ownId(record: RecordId): Id {
  return record.slice(1 + ID_LENGTH) as Id;
}

/** The key of the plan item of a record. */
export function planKey(workspace: Pick<Workspace, 'keys'>, request: Id, record: RecordId): ItemKey {
  return workspace.keys.requestPart(request, PARTS.plan, ownId(record));
}

/** The write of a plan item. */
export function planWrite(workspace: Pick<Workspace, 'keys'>, request: Id, item: PlanItem): Write {
  return { put: { ...item }, at: planKey(workspace, request, item.target), if: ANYHOW };
}

/** Reads a plan item. */
export function planFrom(item: Item | undefined): PlanItem | undefined {
  if (!item) return undefined;
  const { pk: _pk, sk: _sk, ...plan } = item;
  return plan as unknown as PlanItem;
}

/** What the independent sweep will look for although a record is gone: its external id and its stored bytes. */
export function traceWrites(
  workspace: Pick<Workspace, 'keys'>,
  request: Id,
  item: Item,
  record: RecordId,
): Write[] {
  const external = item['external'];
  const objectKey = (item['plain'] as Record<string, unknown> | undefined)?.['objectKey'];
  const { keys } = workspace;
  return [
    ...(typeof external === 'string'
      ? [{ put: { record }, at: keys.requestPart(request, TRACES.external, external), if: ANYHOW }]
      : []),
    ...(typeof objectKey === 'string'
      ? [{ put: { objectKey }, at: keys.requestPart(request, TRACES.object, ownId(record)), if: ANYHOW }]
      : []),
  ];
}

/** The trace of a token of the person. */
export function tokenTrace(
  workspace: Pick<Workspace, 'keys'>,
  request: Id,
  token: string,
  kind: string,
): Write {
  return { put: { kind }, at: workspace.keys.requestPart(request, TRACES.token, token), if: ANYHOW };
}

/** A person with the request that asks for the erasure. */
export interface Erased {
  readonly request: Id;
  readonly person: SubjectId;
}

/** Parts of one transaction that are left to the items themselves. */
const TOGETHER = 90;

/** Writes many parts, as few transactions as possible. */
export async function writeAll(
  workspace: Pick<Workspace, 'tables'>,
  writes: readonly Write[],
): Promise<void> {
  for (let from = 0; from < writes.length; from += TOGETHER)
    await workspace.tables.write(writes.slice(from, from + TOGETHER));
}
