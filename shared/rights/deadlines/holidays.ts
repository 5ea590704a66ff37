import type { Holiday, HolidayCalendar } from './calendars.ts';
import type { Day } from './day.ts';
import { addDays, dayFrom, dayOf, daysInMonth, isWeekend, weekdayOf } from './day.ts';
import { easterSunday } from './easter.ts';

/** Where a row falls in a year, before it moves. */
function placed(holiday: Holiday, year: number): Day {
  if ('easter' in holiday) return addDays(easterSunday(year), holiday.easter);
  if ('date' in holiday) return dayFrom(`${year}-${holiday.date}`, '');
  if (holiday.which === 'first') {
    const first = dayOf(year, holiday.month, 1);
    return addDays(first, (holiday.weekday - weekdayOf(first) + 7) % 7);
  }
  const last = dayOf(year, holiday.month, daysInMonth(year, holiday.month));
  return addDays(last, -((weekdayOf(last) - holiday.weekday + 7) % 7));
}

const SUNDAY = 0;

/** Substitutes come after all others have their day, so that Christmas on a Sunday goes past Boxing Day to the 27th. */
function computed(calendar: HolidayCalendar, year: number): ReadonlySet<Day> {
  const kept = new Set<Day>();
  const moving: Day[] = [];
  for (const holiday of calendar.holidays) {
    const day = placed(holiday, year);
    const moves = 'moves' in holiday ? holiday.moves : undefined;
    if (moves === 'to-next-free-weekday' && isWeekend(day)) moving.push(day);
    else if (moves === 'sunday-to-saturday' && weekdayOf(day) === SUNDAY) kept.add(addDays(day, -1));
    else kept.add(day);
  }
  for (let day of moving) {
    while (isWeekend(day) || kept.has(day)) day = addDays(day, 1);
    kept.add(day);
  }
  return kept;
}

/** Holidays by calendar and year; a memo of pure values, since every clock asks several times for the same year. */
const memo = new WeakMap<HolidayCalendar, Map<number, ReadonlySet<Day>>>();
const YEARS_KEPT = 16;

/** The days on which a calendar's holidays are kept in a year. */
export function holidaysIn(calendar: HolidayCalendar, year: number): ReadonlySet<Day> {
  const years = memo.get(calendar) ?? new Map<number, ReadonlySet<Day>>();
  const known = years.get(year);
  if (known) return known;
  if (years.size >= YEARS_KEPT) years.clear();
  const kept = computed(calendar, year);
  memo.set(calendar, years.set(year, kept));
  return kept;
}

/** True when businesses of the calendar work: no weekend, no holiday. */
export function isWorkingDay(day: Day, calendar: HolidayCalendar): boolean {
  return !isWeekend(day) && !holidaysIn(calendar, Number(day.slice(0, 4))).has(day);
}

/** The day itself if it is a working day, or the next one. */
export function workingDayFrom(day: Day, calendar: HolidayCalendar): Day {
  let next = day;
  while (!isWorkingDay(next, calendar)) next = addDays(next, 1);
  return next;
}

/** The `count`th working day after `day`, which itself is not counted. */
export function workingDaysAfter(day: Day, count: number, calendar: HolidayCalendar): Day {
  let end = day;
  for (let left = count; left > 0; left--) end = workingDayFrom(addDays(end, 1), calendar);
  return end;
}
