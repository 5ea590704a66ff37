import type { HolidayCalendar } from './calendar.ts';
import type { Day } from './day.ts';
import { addDays, addMonths } from './day.ts';
import { workingDayFrom, workingDaysFrom } from './holidays.ts';

/**
 * The length of a period after the day of an event, which is not counted. `months` ends on the day of the same date or
 * the month's last one, and on the next working day if it `moves`; `days` count every day and do not move.
 */
export type Period =
  | { readonly months: number; readonly moves: boolean }
  | { readonly days: number }
  | { readonly workingDays: number };

/**
 * The last day of a period of months under Regulation (EEC, Euratom) 1182/71 Art. 3: the day of the event is not
 * counted (1), the period ends with the day of the same date or the month's last one (2)(c), holidays and weekends
 * inside count (3), and a last day that is one moves to the next working day (4). `suspended` days lengthen it before
 * the last day moves.
 */
export function monthPeriod(event: Day, months: number, calendar: HolidayCalendar, suspended = 0): Day {
  return workingDayFrom(addDays(addMonths(event, months), suspended), calendar);
}

/** The last day of a period after an event, lengthened by `suspended` days. */
export function periodEnd(event: Day, period: Period, calendar: HolidayCalendar, suspended = 0): Day {
  if ('days' in period) return addDays(event, period.days + suspended);
  if ('workingDays' in period)
    return workingDaysFrom(addDays(event, suspended), period.workingDays, calendar);
  if (period.moves) return monthPeriod(event, period.months, calendar, suspended);
  return addDays(addMonths(event, period.months), suspended);
}
