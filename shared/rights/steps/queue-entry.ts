import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import { dueShard } from '../../store/due.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import { clocksOf } from '../request/clocks.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';

/** An open request as the queue has it: when it is due, and who sees to it. */
export interface QueueEntry {
  readonly request: Id;
  /** The earliest of its clocks (YYYY-MM-DD). */
  readonly day: string;
  readonly assignee?: Id;
  readonly deputy?: Id;
}

function entryOf(request: RequestItem): QueueEntry | undefined {
  if (isClosed(request)) return undefined;
  const { id, assignee, deputy } = request;
  return {
    request: id,
    day: clocksOf(request).earliest,
    ...(assignee ? { assignee } : {}),
    ...(deputy ? { deputy } : {}),
  };
}

/** Where an entry is in the order of the queue: by day, and by request within a day. */
export function placeOf({ day, request }: QueueEntry): string {
  return `${day}#${request}`;
}

/** The partition of the queue in which a shard's entries are. */
export function queuePartition({ keys }: Pick<Workspace, 'keys'>, shard: number): string {
  return keys.list('queue', shard);
}

/**
 * The writes by which the queue follows a request, for the transaction that changes it: none unless its day or the
 * people who see to it change; a closed request leaves the queue. `before` is the request as it was, if it was.
 */
export function queueWrites(
  workspace: Pick<Workspace, 'keys'>,
  request: RequestItem,
  before?: RequestItem,
): Write[] {
  const entry = entryOf(request);
  if (before && canonicalJson(entry ?? null) === canonicalJson(entryOf(before) ?? null)) return [];
  const place = { at: workspace.keys.queueEntry(request.id), if: any(ABSENT, PRESENT) };
  if (!entry) return [{ delete: true, ...place }];
  const listPk = queuePartition(workspace, dueShard(request.id));
  return [{ put: { ...entry, listPk, listSk: placeOf(entry) }, ...place }];
}

/** Reads an entry. */
export function entryFrom(item: Item): QueueEntry {
  const { pk: _pk, sk: _sk, listPk: _list, listSk: _place, ...entry } = item;
  return entry as unknown as QueueEntry;
}
