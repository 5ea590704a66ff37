import { Problem } from '../../kernel/problems.ts';
import { DAY } from '../../kernel/time.ts';
import { pagesOf } from '../../store/pages.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { requestFrom } from '../request/stored.ts';
import { countersOf, ofGroup, summed, type Counters, type Period } from './counters.ts';
import { tallied } from './tally.ts';

/** Requests that are counted at most, and days that a period has at most. */
const MOST = { requests: 20_000, days: 3 * 366 } as const;

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
  const pages = pagesOf(workspace.tables, {
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('request', 0),
    skBetween: [from, `${to}~`],
  });
  let seen = 0;
  for await (const items of pages) {
    seen += items.length;
    if (seen > MOST.requests) throw tooMuch();
    yield* items.map(requestFrom);
  }
}

/** The value in the middle of counted ones, and the mean of two when there is no such one; null of none. */
function median(counted: readonly (readonly [value: number, count: number])[]): number | null {
  const total = counted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const nth = (position: number) => {
    let passed = 0;
    return counted.find(([, count]) => (passed += count) > position)?.[0] ?? 0;
  };
  return (nth(Math.floor((total - 1) / 2)) + nth(Math.floor(total / 2))) / 2;
}

/** Ages in days, youngest first, each with how often it occurred. */
function ages(counters: Counters, group: 'closedAge' | 'openAge') {
  const found = Object.entries(ofGroup(counters, group));
  return found.map(([tenths, count]) => [Number(tenths) / 10, count] as const).toSorted(([a], [b]) => a - b);
}

function timeliness(counters: Counters, clock: 'law' | 'promise') {
  const { onTime = 0, late = 0 } = ofGroup(counters, clock);
  const of = onTime + late;
  return { of, onTime, share: of > 0 ? onTime / of : null };
}

const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);

/** Tells of counted requests: by right, state and channel, their age, and what was in time. */
function told(counters: Counters) {
  const open = ages(counters, 'openAge');
  const byRight = ofGroup(counters, 'right');
  return {
    count: total(Object.values(byRight)),
    open: total(open.map(([, count]) => count)),
    byRight,
    byOutcome: ofGroup(counters, 'outcome'),
    byChannel: ofGroup(counters, 'channel'),
    days: { medianClosed: median(ages(counters, 'closedAge')), oldestOpen: open.at(-1)?.[0] ?? null },
    law: timeliness(counters, 'law'),
    promise: timeliness(counters, 'promise'),
  };
}

/** Counts requests without looking at whose they are. */
export function countRequests(requests: readonly RequestItem[], now: number) {
  return told(summed(requests.map((request) => countersOf(request, now))));
}

/**
 * Statistics of the requests that were recorded within a period, those whose records have ended as well; the list lags
 * up to two seconds.
 */
export async function requestStatistics(workspace: Workspace, period: Period) {
  const counted: Counters[] = [];
  for await (const request of recordedWithin(workspace, period))
    counted.push(countersOf(request, workspace.now()));
  for await (const counters of tallied(workspace, period)) counted.push(counters);
  return { ...period, ...told(summed(counted)) };
}
