import type { Holiday, HolidayCalendar } from './calendar.ts';
import type { Day } from './day.ts';
import { addDays, dayFrom, daysBetween, isWeekend, weekdayOf } from './day.ts';
import { easterSunday, orthodoxEaster } from './easter.ts';

const [SUNDAY, SATURDAY] = [0, 6] as const;
const HOLY_WEEK = 6;

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** Where a row falls in a year before it moves; undefined in a year that does not have it. */
function placed(holiday: Holiday, year: number): Day | undefined {
  const { since = year, until = year } = holiday;
  if (year < since || year > until) return undefined;
  if ('from' in holiday) {
    const from = dayFrom(`${year}-${holiday.from}`, '');
    const day = addDays(from, (holiday.weekday - weekdayOf(from) + 7) % 7);
    return day.slice(5) === holiday.notOn ? undefined : day;
  }
  const day = dayFrom(`${year}-${holiday.date}`, '');
  if (holiday.onlyOn !== undefined && weekdayOf(day) !== holiday.onlyOn) return undefined;
  if (!holiday.outsideHolyWeek) return day;
  const toEaster = daysBetween(day, orthodoxEaster(year));
  return toEaster >= 0 && toEaster <= HOLY_WEEK ? undefined : day;
}

/** Substitutes come after all others have their day, so that Christmas on a Sunday goes past Boxing Day to the 27th. */
function computed(calendar: HolidayCalendar, year: number): ReadonlySet<Day> {
  const { dates, easter = [], orthodox = [], others = [], decreed } = calendar;
  const [western, eastern] = [easterSunday(year), orthodoxEaster(year)];
  const kept = new Set<Day>([
    ...words(dates).map((date) => dayFrom(`${year}-${date}`, '')),
    ...easter.map((after) => addDays(western, after)),
    ...orthodox.map((after) => addDays(eastern, after)),
    ...words(decreed?.off ?? '').flatMap((day) => (day.startsWith(String(year)) ? dayFrom(day, '') : [])),
  ]);
  const moving: Day[] = [];
  for (const holiday of others) {
    const day = placed(holiday, year);
    if (!day) continue;
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

/** True on a weekend, but for the Saturdays on which an order lets people work, or may do so. */
function restsAtWeekend(day: Day, { decreed }: HolidayCalendar): boolean {
  if (!decreed || weekdayOf(day) !== SATURDAY) return isWeekend(day);
  return Number(day.slice(0, 4)) <= decreed.until && !decreed.worked.includes(day);
}

/** True when businesses of the calendar work: no weekend, no holiday. */
export function isWorkingDay(day: Day, calendar: HolidayCalendar): boolean {
  return !restsAtWeekend(day, calendar) && !holidaysIn(calendar, Number(day.slice(0, 4))).has(day);
}

/** The day itself if it is a working day, or the next one. */
export function workingDayFrom(day: Day, calendar: HolidayCalendar): Day {
  let next = day;
  while (!isWorkingDay(next, calendar)) next = addDays(next, 1);
  return next;
}

/** The `count`th working day after `day`, which itself is not counted; `day` for none. */
export function workingDaysFrom(day: Day, count: number, calendar: HolidayCalendar): Day {
  let end = day;
  for (let left = count; left > 0; left--) end = workingDayFrom(addDays(end, 1), calendar);
  return end;
}
