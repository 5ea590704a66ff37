import type { HolidayCalendar } from './calendar.ts';
import type { Day } from './day.ts';
import type { Period } from './period.ts';
import { periodEnd } from './period.ts';

interface Duty {
  readonly period: Period;
  readonly source: string;
}

/** What 152-FZ demands after a finding or a request, each from the day of that event; nothing prolongs it. */
export const DUTIES = {
  'block-unlawful': { period: { days: 0 }, source: '152-FZ Art. 21(1)' },
  'stop-unlawful': { period: { workingDays: 3 }, source: '152-FZ Art. 21(3)' },
  'destroy-unlawful': { period: { workingDays: 10 }, source: '152-FZ Art. 21(3)' },
  'correct-inaccurate': { period: { workingDays: 7 }, source: '152-FZ Art. 21(2)' },
  'destroy-purpose-reached': { period: { days: 30 }, source: '152-FZ Art. 21(4)' },
  'destroy-consent-withdrawn': { period: { days: 30 }, source: '152-FZ Art. 21(5)' },
  /** Blocked meanwhile. */
  'destroy-when-impossible': { period: { months: 6, moves: false }, source: '152-FZ Art. 21(6)' },
} as const satisfies Record<string, Duty>;
/** The name of a duty. */
export type DutyName = keyof typeof DUTIES;

/** The last day on which a duty can be done in time. */
export function dutyDue(duty: DutyName, event: Day, calendar: HolidayCalendar): Day {
  return periodEnd(event, DUTIES[duty].period, calendar);
}
