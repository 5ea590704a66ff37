import { describe, expect, test } from 'vitest';
import { CALENDARS, calendarNamed } from '../../../shared/rights/deadlines/calendars.ts';
import { dayFrom, isDay, isWeekend } from '../../../shared/rights/deadlines/day.ts';
import { easterSunday, orthodoxEaster } from '../../../shared/rights/deadlines/easter.ts';
import { holidaysIn, isWorkingDay } from '../../../shared/rights/deadlines/holidays.ts';

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

/** For each calendar days on which nobody works, and days on which the country, or most of it, does. */
const KNOWN = [
  ['AT', '2025-06-19 2026-12-08 2027-10-26', '2026-04-03'],
  ['BE', '2025-07-21 2026-11-11 2027-05-06', '2026-11-02'],
  ['BG', '2025-04-18 2026-04-13 2027-05-03', '2026-11-02 2026-05-25'],
  ['CY', '2025-03-03 2026-04-01 2027-06-21', '2026-12-24'],
  ['CZ', '2025-11-17 2026-07-06 2027-09-28', '2026-11-02'],
  ['DE', '2025-10-03 2026-05-14 2027-05-17', '2026-06-04'],
  ['DK', '2025-04-17 2026-05-14 2027-05-17', '2025-05-16'],
  ['EE', '2025-06-23 2026-08-20 2027-02-24', '2026-04-06'],
  ['ES', '2025-12-08 2026-10-12 2027-12-06', '2026-04-06'],
  ['FI', '2025-06-20 2026-06-19 2027-12-24', '2026-05-25'],
  ['FR', '2025-11-11 2026-07-14 2027-05-06', '2026-04-03'],
  ['GR', '2025-03-03 2026-06-01 2027-03-15', '2026-05-25'],
  ['HR', '2025-05-30 2026-06-04 2027-06-22', '2026-06-25'],
  ['HU', '2025-10-23 2026-08-20 2027-03-15', '2026-08-21'],
  ['IE', '2025-02-03 2026-10-26 2027-06-07', '2026-04-03'],
  ['IS', '2025-04-24 2026-08-03 2027-06-17', '2026-12-24'],
  ['IT', '2025-04-25 2026-06-02 2027-10-04', '2024-10-04'],
  ['LI', '2025-09-08 2026-06-04 2027-12-08', '2026-04-03'],
  ['LT', '2025-03-11 2026-06-24 2027-07-06', '2026-05-25'],
  ['LU', '2025-05-09 2026-06-23 2027-05-17', '2026-04-03'],
  ['LV', '2025-05-05 2026-12-31 2027-11-18 2028-11-20', '2026-06-22'],
  ['MT', '2025-03-31 2026-06-29 2027-09-08', '2026-04-06'],
  ['NL', '2025-05-29 2026-04-27 2027-05-05', '2025-05-30'],
  ['NO', '2025-04-17 2026-05-14 2027-05-17', '2026-06-19'],
  ['PL', '2025-12-24 2026-06-04 2027-05-03', '2024-12-24'],
  ['PT', '2025-06-10 2026-12-01 2027-10-05', '2026-04-06'],
  ['RO', '2025-01-24 2026-04-13 2027-06-21', '2026-04-03'],
  ['RU', '2025-05-08 2026-01-09 2027-02-23', '2025-02-24'],
  ['SE', '2025-06-06 2026-01-06 2027-05-06', '2026-06-19'],
  ['SI', '2025-01-02 2026-04-27 2027-02-08', '2026-04-03'],
  ['SK', '2025-05-08 2026-01-06 2027-07-05', '2025-11-17 2026-09-15'],
  ['UK', '2025-08-25 2026-12-28 2027-12-27', '2026-11-30'],
] as const;
const days = (text: string) => text.split(' ').map((day) => dayFrom(day, ''));

describe('calendars', () => {
  test.for(KNOWN)('part of DSR-09: %s rests on %s, and works on %s', ([name, holidays, workdays]) => {
    for (const day of days(holidays)) expect([day, isWorkingDay(day, CALENDARS[name])]).toEqual([day, false]);
    for (const day of days(workdays)) expect([day, isWorkingDay(day, CALENDARS[name])]).toEqual([day, true]);
  });

  test('part of DSR-09: every member state has a calendar, and each calendar is its country’s with a zone that exists', () => {
    const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(
      ' ',
    );
    expect(Object.keys(CALENDARS)).toEqual(expect.arrayContaining(union));
    expect(KNOWN.map(([name]) => name).toSorted()).toEqual(Object.keys(CALENDARS).toSorted());
    for (const [name, { country, timeZone }] of Object.entries(CALENDARS)) {
      expect(country).toBe(name === 'UK' ? 'GB' : name);
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    }
  });

  test('Greece works on a 1 May in Holy Week, which a minister moves, and rests on any other', () => {
    for (const [day, works] of [
      ['2024-05-01', true],
      ['2029-05-01', false],
      ['2025-05-01', false],
    ] as const)
      expect([day, isWorkingDay(dayFrom(day, ''), CALENDARS.GR)]).toEqual([day, works]);
  });

  test('Ireland keeps St Brigid on the Friday when 1 February is one, and then not on the Monday', () => {
    expect(holidaysIn(CALENDARS.IE, 2030).has(dayFrom('2030-02-01', ''))).toBe(true);
    expect(holidaysIn(CALENDARS.IE, 2030).has(dayFrom('2030-02-04', ''))).toBe(false);
    expect(holidaysIn(CALENDARS.IE, 2031).has(dayFrom('2031-02-03', ''))).toBe(true);
  });

  test('Russia works on a Saturday that an order names, and on any Saturday of a year whose order is not known', () => {
    for (const [day, works] of [
      ['2024-04-27', true],
      ['2025-11-01', true],
      ['2025-11-08', false],
      ['2026-11-07', false],
      ['2027-01-16', true],
      ['2027-01-17', false],
    ] as const)
      expect([day, isWorkingDay(dayFrom(day, ''), CALENDARS.RU)]).toEqual([day, works]);
  });

  test.for(PUBLISHED)('part of DSR-09: holidays of %s in %i are those listed', ([name, year, listed]) => {
    const kept = [...holidaysIn(CALENDARS[name], year)].toSorted();
    expect(kept).toEqual(listed.split(' ').map((day) => `${year}-${day}`));
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

  test.for([
    '1983-05-08',
    '2010-04-04',
    '2024-05-05',
    '2025-04-20',
    '2026-04-12',
    '2027-05-02',
    '2028-04-16',
    '2100-05-02',
  ])('Easter Sunday of the Orthodox churches is %s', (easter) => {
    expect(orthodoxEaster(Number(easter.slice(0, 4)))).toBe(easter);
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
        members: expect.objectContaining({
          detail: expect.stringMatching(/^The known calendars are AT, BE, .*, RU\.$/),
        }),
      }),
    );
  });

  test('a day that does not exist is refused', () => {
    expect(isDay('2024-02-29')).toBe(true);
    for (const none of ['2025-02-29', '2025-13-01', '2025-00-10', '2025-04-31', '2025-4-1', '20250401', ''])
      expect(() => dayFrom(none, '/day')).toThrow(expect.objectContaining({ code: 'rule.violated' }));
  });
});
