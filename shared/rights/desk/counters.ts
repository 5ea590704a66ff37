import { DAY, instant } from '../../kernel/time.ts';
import { clockInput, clocksOf } from '../request/clocks.ts';
import { clockOf } from '../deadlines/due-dates.ts';
import { localDay } from '../deadlines/local-day.ts';
import type { RequestItem } from '../request/model.ts';

/** A period of recording, first and last day (YYYY-MM-DD, UTC). */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** How often each thing that statistics tell of occurred, by `group:name`; nobody is in it. */
export type Counters = Readonly<Record<string, number>>;

/** Groups of counters; ages are in tenths of a day. */
export type CounterGroup = 'right' | 'outcome' | 'channel' | 'closedAge' | 'openAge' | 'law' | 'promise';

/** Against a day: true in time, false late, undefined while it is open and not due yet. */
function inTime(request: RequestItem, dueOn: string, now: number): boolean | undefined {
  const { timeZone } = clockOf(clockInput(request));
  const closed = request.closedAt !== undefined;
  const on = localDay(request.closedAt ?? instant(now), timeZone, '');
  if (on > dueOn) return false;
  return closed ? true : undefined;
}

/** The counters of one request: its right, state and channel, its age, and whether it was in time. */
export function countersOf(request: RequestItem, now: number): Counters {
  const { type, state, channel, receivedAt, closedAt } = request;
  const age = (closedAt ? Date.parse(closedAt) : now) - Date.parse(receivedAt);
  const { law, promise } = clocksOf(request);
  const verdicts = Object.entries({ law, promise }).flatMap(([clock, dueOn]) => {
    const verdict = inTime(request, dueOn, now);
    return verdict === undefined ? [] : [`${clock}:${verdict ? 'onTime' : 'late'}`];
  });
  const names = [
    `right:${type}`,
    `outcome:${state}`,
    `channel:${channel}`,
    `${closedAt ? 'closedAge' : 'openAge'}:${Math.round((age / DAY) * 10)}`,
    ...verdicts,
  ];
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Several counters as one. */
export function summed(all: Iterable<Counters>): Counters {
  const sum: Record<string, number> = {};
  for (const counters of all)
    for (const [name, count] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** The counters of one group, by name in order. */
export function ofGroup(counters: Counters, group: CounterGroup): Record<string, number> {
  const prefix = `${group}:`;
  const found = Object.entries(counters).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    found
      .map(([name, count]) => [name.slice(prefix.length), count] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
