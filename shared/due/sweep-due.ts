import type { TenantId } from '../kernel/ids.ts';
import { DAY, day, instant } from '../kernel/time.ts';
import { ABSENT, any, PRESENT } from '../store/clauses.ts';
import type { Due } from '../store/due.ts';
import { cancelDue, dueOfSystemKey, systemDueEnd } from '../store/due.ts';
import type { DueKind } from '../store/grammar.ts';
import { DUE_SHARDS, SYSTEM_KEYS } from '../store/grammar.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Workspace } from '../store/workspace.ts';

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
const PAGE = 100;

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

async function sweepShard(sweep: Sweep, of: string, shard: number): Promise<Swept> {
  const { pk } = SYSTEM_KEYS.due(of, shard, '', '' as TenantId, 'request', '' as never);
  const swept = { done: 0, left: 0 };
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await sweep.system.query({
      table: 'data',
      pk,
      skBetween: ['0', `${instant(sweep.now())}~`],
      limit: PAGE,
      ...(after ? { after } : {}),
    });
    for (const item of page.items) {
      const due = dueOfSystemKey(item);
      if (!due || !sweep.handlers[due.kind]) continue;
      if (!sweep.over() && (await handle(sweep, due))) swept.done += 1;
      else swept.left += 1;
    }
    after = page.next;
  } while (after && !sweep.over());
  return after ? { ...swept, left: swept.left + 1 } : swept;
}

/**
 * Handles what has become due, oldest day first, and remembers until which day nothing is left. One piece that fails
 * stops no other one; time that runs out leaves the rest for the next minute.
 */
export async function sweepDue(sweep: Sweep): Promise<Swept> {
  const today = day(sweep.now());
  let done = 0;
  let left = 0;
  let backlog: string | undefined;
  for (const of of daysFrom(await firstDay(sweep), today)) {
    const shards = await Promise.all(
      Array.from({ length: DUE_SHARDS }, (_, shard) => sweepShard(sweep, of, shard)),
    );
    done += shards.reduce((sum, each) => sum + each.done, 0);
    const open = shards.reduce((sum, each) => sum + each.left, 0);
    left += open;
    if (open > 0) backlog ??= of;
    if (sweep.over()) {
      backlog ??= of;
      break;
    }
  }
  await advance(sweep, backlog ?? today);
  return { done, left };
}
