import { Problem } from '../../kernel/problems.ts';
import { DAY, instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { clockInput, clocksOf } from '../clocks.ts';
import { clockOf } from '../deadlines/due-dates.ts';
import { localDay } from '../deadlines/local-day.ts';
import type { RequestItem } from '../model.ts';
import { requestFrom } from '../stored.ts';

/** Requests that are counted at most, and days that a period has at most. */
const MOST = { requests: 20_000, days: 3 * 366 } as const;

/** A period of recording, first and last day (YYYY-MM-DD, UTC). */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const tooMuch = () =>
  new Problem('rule.violated', {
    detail: 'Ask for a shorter period.',
    violations: [{ pointer: '/query/to', rule: 'period' }],
  });

/** The requests that were recorded within a period, oldest first, as the list has them; `rule.violated` for too many. */
export async function* recordedWithin(
  workspace: Workspace,
  { from, to }: Period,
): AsyncGenerator<RequestItem> {
  const days = (Date.parse(to) - Date.parse(from)) / DAY;
  if (!(days >= 0 && days < MOST.days)) throw tooMuch();
  let after: Readonly<Record<string, unknown>> | undefined;
  let seen = 0;
  do {
    const page = await workspace.tables.query({
      table: 'data',
      index: 'list',
      pk: workspace.keys.list('request', 0),
      skBetween: [from, `${to}~`],
      ...(after ? { after } : {}),
    });
    seen += page.items.length;
    if (seen > MOST.requests) throw tooMuch();
    for (const item of page.items) yield requestFrom(item);
    after = page.next;
  } while (after);
}

function counted(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** True in time, false late, undefined while it is open and not due yet. */
function inTime(request: RequestItem, dueOn: string, now: number): boolean | undefined {
  const { timeZone } = clockOf(clockInput(request));
  const closed = request.closedAt !== undefined;
  const on = localDay(request.closedAt ?? instant(now), timeZone, '');
  if (on > dueOn) return false;
  return closed ? true : undefined;
}

function timeliness(verdicts: readonly (boolean | undefined)[]) {
  const known = verdicts.filter((verdict) => verdict !== undefined);
  const onTime = known.filter(Boolean).length;
  return { of: known.length, onTime, share: known.length > 0 ? onTime / known.length : null };
}

/** Days, with one digit behind the point. */
const inDays = (milliseconds: number) => Math.round((milliseconds / DAY) * 10) / 10;

/** Counts requests without looking at whose they are: by right, state and channel, their age, and what was in time. */
export function countRequests(requests: readonly RequestItem[], now: number) {
  const age = ({ receivedAt, closedAt }: RequestItem) =>
    inDays((closedAt ? Date.parse(closedAt) : now) - Date.parse(receivedAt));
  const [closed, open] = [true, false].map((is) =>
    requests.filter(({ closedAt }) => (closedAt !== undefined) === is).map(age),
  ) as [number[], number[]];
  const against = (dueOn: (request: RequestItem) => string) =>
    timeliness(requests.map((request) => inTime(request, dueOn(request), now)));
  return {
    count: requests.length,
    open: open.length,
    byRight: counted(requests.map(({ type }) => type)),
    byOutcome: counted(requests.map(({ state }) => state)),
    byChannel: counted(requests.map(({ channel }) => channel)),
    days: { medianClosed: median(closed), oldestOpen: open.length > 0 ? Math.max(...open) : null },
    law: against((request) => clocksOf(request).law),
    promise: against((request) => clocksOf(request).promise),
  };
}

/** Statistics of the requests that were recorded within a period; the list lags up to two seconds. */
export async function requestStatistics(workspace: Workspace, period: Period) {
  const requests: RequestItem[] = [];
  for await (const request of recordedWithin(workspace, period)) requests.push(request);
  return { ...period, ...countRequests(requests, workspace.now()) };
}
