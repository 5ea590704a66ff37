import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { HOUR, instant } from '../../kernel/time.ts';
import { any, equals, lacks } from '../../store/clauses.ts';
import { DUE_SHARDS } from '../../store/grammar.ts';
import type { Clause, Workspace } from '../../store/workspace.ts';
import { clockInput } from '../request/clocks.ts';
import { dayFrom, daysBetween } from '../deadlines/day.ts';
import { clockOf } from '../deadlines/due-dates.ts';
import { localDay } from '../deadlines/local-day.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { requestBody } from './request-view.ts';
import { requestFrom } from '../request/stored.ts';
import { entryFrom, placeOf, queuePartition, type QueueEntry } from '../steps/queue-entry.ts';
import { WAITS_FOR } from './waits.ts';

/** Whose requests a queue shows. */
export const WHOSE = ['everybody', 'mine', 'unassigned'] as const;

/** What the queue is asked for. */
export interface QueueQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly whose?: (typeof WHOSE)[number];
  /** Only what is due on this day or before. */
  readonly dueBy?: string;
}

function filterOf(workspace: Workspace, { whose }: QueueQuery): Clause | undefined {
  const me = workspace.actor.id;
  if (whose === 'mine') return any(equals('assignee', me), equals('deputy', me));
  return whose === 'unassigned' ? lacks('assignee') : undefined;
}

/** The first entries of one shard behind a place, as many as are asked for. */
async function shardOf(
  workspace: Workspace,
  shard: number,
  query: QueueQuery,
  behind: string,
): Promise<QueueEntry[]> {
  const filter = filterOf(workspace, query);
  const found: QueueEntry[] = [];
  let after: Readonly<Record<string, unknown>> | undefined;
  do {
    const page = await workspace.tables.query({
      table: 'data',
      index: 'list',
      pk: queuePartition(workspace, shard),
      // No place is the beginning of another one, so that this is the first one behind.
      skBetween: [`${behind}!`, `${query.dueBy ?? ''}~`],
      limit: query.limit + 1,
      ...(filter ? { filter } : {}),
      ...(after ? { after } : {}),
    });
    found.push(...page.items.map(entryFrom));
    after = page.next;
  } while (after && found.length <= query.limit);
  return found;
}

/** Days until the earliest clock runs out, in the zone of the clocks; negative once it is over. */
export function daysLeft(request: RequestItem, day: string, now: number): number {
  const { timeZone } = clockOf(clockInput(request));
  return daysBetween(localDay(instant(now), timeZone, ''), dayFrom(day, ''));
}

function shown(workspace: Workspace, request: RequestItem) {
  const body = requestBody(request);
  const left = daysLeft(request, body.clocks.earliest, workspace.now());
  return { ...body, daysLeft: left, overdue: left < 0, waitsFor: WAITS_FOR[request.state] };
}

/**
 * One page of open requests by their earliest clock, what is overdue first, each with whom it waits for. The order may
 * lag up to two seconds; what is said about each request is read consistently, and what has closed meanwhile is left out.
 */
export async function readQueue(workspace: Workspace, query: QueueQuery) {
  const { whose = 'everybody', dueBy = '' } = query;
  const scope = ['queue', whose, dueBy, workspace.actor.id].join('|');
  const behind = query.cursor === undefined ? '' : await workspace.vault.openCursor(scope, query.cursor);
  if (typeof behind !== 'string')
    throw new Problem('cursor.invalid', { detail: 'Start the list again without it.' });
  const shards = await Promise.all(
    Array.from({ length: DUE_SHARDS }, (_, shard) => shardOf(workspace, shard, query, behind)),
  );
  const inOrder = shards.flat().sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const page = inOrder.slice(0, query.limit);
  const items = await workspace.tables.get(page.map(({ request }) => workspace.keys.request(request as Id)));
  const requests = items.flatMap((item) => (item ? [requestFrom(item)] : []));
  const last = inOrder.length > page.length ? page.at(-1) : undefined;
  const cursor =
    last && (await workspace.vault.sealCursor(scope, placeOf(last), workspace.now() + 24 * HOUR));
  return {
    items: requests.filter((request) => !isClosed(request)).map((request) => shown(workspace, request)),
    ...(cursor ? { cursor } : {}),
  };
}
