import { describe, expect, test } from 'vitest';
import { CALENDARS, calendarNamed } from '../../../shared/rights/deadlines/calendars.ts';
import { dayFrom, isDay, isWeekend } from '../../../shared/rights/deadlines/day.ts';
import { easterSunday } from '../../../shared/rights/deadlines/easter.ts';
import { holidaysIn } from '../../../shared/rights/deadlines/holidays.ts';

/**
 * The Union: state lists of the MIT-licensed eu-time-limit-calculator, without Easter and Whit Sunday and without the
 * Friday that the Netherlands decreed for 2025 only (30 May). The United Kingdom: bank holidays as published for England
 * and Wales; 2033 follows from the rule for Christmas on a Sunday.
 */
const PUBLISHED = [
  ['DE', 2025, '01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26'],
  ['DE', 2026, '01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26'],
  ['FR', 2025, '01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25'],
  ['FR', 2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25'],
  ['NL', 2025, '01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26'],
  ['NL', 2026, '01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26'],
  ['UK', 2024, '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26'],
  ['UK', 2025, '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'],
  ['UK', 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
  ['UK', 2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
  ['UK', 2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
  ['UK', 2033, '01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27'],
] as const;

describe('calendars', () => {
  test.for(PUBLISHED)('part of DSR-09: holidays of %s in %i are those listed', ([name, year, days]) => {
    const kept = [...holidaysIn(CALENDARS[name], year)].toSorted();
    expect(kept).toEqual(days.split(' ').map((day) => `${year}-${day}`));
  });

  test.for([
    '2000-04-23',
    '2008-03-23',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
    '2285-03-22',
  ])('Easter Sunday of its year is %s', (easter) => {
    expect(easterSunday(Number(easter.slice(0, 4)))).toBe(easter);
  });

  test('a substitute of the United Kingdom is never on a weekend, whatever the year', () => {
    for (let year = 2024; year < 2424; year++)
      for (const day of holidaysIn(CALENDARS.UK, year)) expect(isWeekend(day)).toBe(false);
  });

  test('a calendar is found by its name and by the country of the business', () => {
    expect(calendarNamed('UK')).toBe(calendarNamed('GB'));
    expect(calendarNamed('DE').timeZone).toBe('Europe/Berlin');
  });

  test.for(['XX', '', 'de', 'toString', '__proto__'])('an unknown calendar is refused: "%s"', (name) => {
    expect(() => calendarNamed(name)).toThrow(
      expect.objectContaining({
        code: 'rule.violated',
        members: expect.objectContaining({ detail: 'The known calendars are DE, FR, NL, UK.' }),
      }),
    );
  });

  test('a day that does not exist is refused', () => {
    expect(isDay('2024-02-29')).toBe(true);
    for (const none of ['2025-02-29', '2025-13-01', '2025-00-10', '2025-04-31', '2025-4-1', '20250401', ''])
      expect(() => dayFrom(none, '/day')).toThrow(expect.objectContaining({ code: 'rule.violated' }));
  });
});
