import { Problem } from '../../kernel/problems.ts';
import { DAY } from '../../kernel/time.ts';

declare const brand: unique symbol;
/** A day of the civil calendar, `YYYY-MM-DD`, years 1900 to 9998; it has no hour and no time zone. */
export type Day = string & { readonly [brand]: 'day' };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days of a month (1 to 12) of the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** True for a day that exists. */
export function isDay(value: string): value is Day {
  const match = SHAPE.exec(value);
  if (!match) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || year > 9998 || month < 1 || month > 12) return false;
  return date >= 1 && date <= daysInMonth(year, month);
}

/** Reads a day; `rule.violated` at `pointer` for one that does not exist. */
export function dayFrom(value: string, pointer: string): Day {
  if (!isDay(value)) throw new Problem('rule.violated', { violations: [{ pointer, rule: 'day' }] });
  return value;
}

/** Year, month (1 to 12) and day of the month. */
export function partsOf(day: Day): readonly [year: number, month: number, date: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** The day with these parts, which have to name one that exists. */
export function dayOf(year: number, month: number, date: number): Day {
  const two = (part: number) => String(part).padStart(2, '0');
  return dayFrom(`${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`, '');
}

/** Days since 1 January 1970; UTC days have no daylight saving, so every one lasts 24 hours. */
function ordinal(day: Day): number {
  const [year, month, date] = partsOf(day);
  return Date.UTC(year, month - 1, date) / DAY;
}

/** The day `count` days later, or earlier if negative. */
export function addDays(day: Day, count: number): Day {
  return dayFrom(new Date((ordinal(day) + count) * DAY).toISOString().slice(0, 10), '');
}

/** Days from `start` to `end`; negative when `end` comes first. */
export function daysBetween(start: Day, end: Day): number {
  return ordinal(end) - ordinal(start);
}

/** The day of the same date `count` months later, or the month's last day if it has no such date (Reg. 1182/71 Art. 3(2)(c)). */
export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = partsOf(day);
  const months = year * 12 + (month - 1) + count;
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1];
  return dayOf(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)));
}

/** Day of the week: 0 is Sunday, 6 is Saturday. */
export function weekdayOf(day: Day): number {
  return (((ordinal(day) + 4) % 7) + 7) % 7;
}

/** True on Saturdays and Sundays. */
export function isWeekend(day: Day): boolean {
  return weekdayOf(day) % 6 === 0;
}

/** The earlier of days: ISO days sort as text. */
export function earlierOf(first: Day, ...others: readonly Day[]): Day {
  return others.reduce((earliest, day) => (day < earliest ? day : earliest), first);
}
