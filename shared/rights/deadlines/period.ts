import type { HolidayCalendar } from './calendars.ts';
import type { Day } from './day.ts';
import { addDays, addMonths } from './day.ts';
import { workingDayFrom } from './holidays.ts';

/**
 * The last day of a period of months under Regulation (EEC, Euratom) 1182/71 Art. 3: the day of the event is not
 * counted (1), the period ends with the day of the same date or the month's last one (2)(c), holidays and weekends
 * inside count (3), and a last day that is one moves to the next working day (4). `suspended` days lengthen it before
 * the last day moves.
 */
export function monthPeriod(event: Day, months: number, calendar: HolidayCalendar, suspended = 0): Day {
  return workingDayFrom(addDays(addMonths(event, months), suspended), calendar);
}
