import type { TenantId } from '../kernel/ids.ts';
import { DAY, MINUTE, SECOND, day, instant } from '../kernel/time.ts';
import { ABSENT, any, PRESENT } from '../store/clauses.ts';
import type { Due } from '../store/due.ts';
import { cancelDue, dueOfSystemKey, systemDueEnd, systemDueKey } from '../store/due.ts';
import type { DueKind } from '../store/grammar.ts';
import { DUE_SHARDS, SYSTEM_KEYS } from '../store/grammar.ts';
import { itemsOf } from '../store/pages.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Workspace } from '../store/workspace.ts';
import { inTurns } from './in-turns.ts';

/** Due work with the tenant whose it is. */
export type TenantDue = Due & { readonly tenant: TenantId };

/** Does one piece of due work; false leaves it for the next sweep. Doing it twice must do nothing more. */
export type Handler = (due: TenantDue) => Promise<boolean>;

/** What a sweep is made of. */
export interface Sweep {
  /** Name of the cursor: each sweeper has its own. */
  readonly name: string;
  readonly system: SystemTables;
  readonly workspace: (tenant: TenantId) => Workspace;
  readonly handlers: Readonly<Partial<Record<DueKind, Handler>>>;
  readonly now: () => number;
  /** True once no further work should be begun. */
  readonly over: () => boolean;
  /** Told of a piece that failed, by the name of the error only. */
  readonly failed: (due: TenantDue, error: unknown) => void;
}

/** What a sweep came to. */
export interface Swept {
  readonly done: number;
  readonly left: number;
}

/** Copies reach the system namespace late, at most as late as the stream keeps its records. */
const LATEST_COPY = 2 * DAY;
const PAGE = 500;
/** Strands that are worked at together. */
const LANES = 16;
/** How long what was found is taken to be there still. */
const FRESH = 20 * SECOND;

/** The first day that may hold something: from the cursor, or as far back as copies can be late. */
async function firstDay({ system, name, now }: Sweep): Promise<string> {
  const [cursor] = await system.get([SYSTEM_KEYS.cursor(name)]);
  const latest = day(now() - LATEST_COPY);
  const from = cursor?.['day'] as string | undefined;
  return from !== undefined && from < latest ? from : latest;
}

async function advance({ system, name, now }: Sweep, emptyUntil: string): Promise<void> {
  const latest = day(now() - LATEST_COPY);
  const to = emptyUntil < latest ? emptyUntil : latest;
  await system.write([{ put: { day: to }, at: SYSTEM_KEYS.cursor(name), if: any(ABSENT, PRESENT) }]);
}

function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); day(at) <= last; at += DAY) days.push(day(at));
  return days;
}

/** Handles one piece and takes it away, in both namespaces; a failure stays with its piece. */
async function handle(sweep: Sweep, due: TenantDue): Promise<boolean> {
  try {
    const done = await sweep.handlers[due.kind]?.(due);
    if (!done) return false;
    const workspace = sweep.workspace(due.tenant);
    await workspace.tables.write([cancelDue(workspace, due)]);
    await sweep.system.write([systemDueEnd(due.tenant, due)]);
    return true;
  } catch (error) {
    sweep.failed(due, error);
    return false;
  }
}

/** Everything that is due in one shard of a day and that this sweep has a handler for. */
async function dueIn({ system, handlers, now }: Sweep, of: string, shard: number): Promise<TenantDue[]> {
  const { pk } = SYSTEM_KEYS.due(of, shard, '', '' as TenantId, 'request', '' as never);
  const found: TenantDue[] = [];
  const until = `${instant(now())}~`;
  for await (const item of itemsOf(system, { table: 'data', pk, skBetween: ['0', until], limit: PAGE })) {
    const due = dueOfSystemKey(item);
    if (due && handlers[due.kind]) found.push(due);
  }
  return found;
}

/** True unless another sweep has taken the piece away since this one began to look. */
async function isOpen({ system }: Sweep, due: TenantDue): Promise<boolean> {
  const [item] = await system.get([systemDueKey(due.tenant, due)]);
  return item !== undefined;
}

/**
 * Handles what has become due and remembers until which day nothing is left. Tenants take turns, and so do the days and
 * kinds of each: a thousand pieces of one, or pieces that fail for ever, hold up nobody else's. Time that runs out leaves
 * the rest for the next minute; a sweep that lasts longer than that overlaps with the next one, which begins elsewhere.
 */
export async function sweepDue(sweep: Sweep): Promise<Swept> {
  const begun = sweep.now();
  const today = day(begun);
  const found: TenantDue[] = [];
  for (const of of daysFrom(await firstDay(sweep), today)) {
    const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => dueIn(sweep, of, shard));
    found.push(...(await Promise.all(shards)).flat());
  }
  const left: TenantDue[] = [];
  let done = 0;
  const attend = async (due: TenantDue) => {
    if (sweep.over()) return left.push(due);
    if (sweep.now() - begun > FRESH && !(await isOpen(sweep, due))) return undefined;
    return (await handle(sweep, due)) ? (done += 1) : left.push(due);
  };
  const waiting = inTurns(found, Math.floor(begun / MINUTE));
  const lane = async () => {
    for (let strand = waiting.shift(); strand; strand = waiting.shift())
      for (const due of strand) await attend(due);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const oldest = Math.min(begun, ...left.map(({ at }) => at));
  await advance(sweep, day(oldest));
  return { done, left: left.length };
}
