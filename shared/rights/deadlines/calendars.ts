import { Problem } from '../../kernel/problems.ts';

/**
 * One public holiday. `date`: the same date every year (`MM-DD`); `easter`: days after Easter Sunday; `weekday`: the
 * first or last such weekday of a month. A holiday on a weekend moves only where the row says so.
 */
export type Holiday = { readonly name: string } & (
  | { readonly date: string; readonly moves?: 'to-next-free-weekday' | 'sunday-to-saturday' }
  | { readonly easter: number }
  | { readonly weekday: number; readonly which: 'first' | 'last'; readonly month: number }
);

/** A calendar of public holidays, for the places where all of a country's businesses rest. */
export interface HolidayCalendar {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA time zone in which the day of receipt is read unless the business has another one. */
  readonly timeZone: string;
  readonly source: string;
  readonly holidays: readonly Holiday[];
}

const NEW_YEAR = { name: "New Year's Day", date: '01-01' } as const;
const GOOD_FRIDAY = { name: 'Good Friday', easter: -2 } as const;
const EASTER_MONDAY = { name: 'Easter Monday', easter: 1 } as const;
const LABOUR_DAY = { name: 'Labour Day', date: '05-01' } as const;
const ASCENSION = { name: 'Ascension Day', easter: 39 } as const;
const WHIT_MONDAY = { name: 'Whit Monday', easter: 50 } as const;
const CHRISTMAS = { name: 'Christmas Day', date: '12-25' } as const;
const SECOND_CHRISTMAS = { name: 'Second day of Christmas', date: '12-26' } as const;

/**
 * Holidays of each calendar. Easter and Whit Sunday need no row. Holidays of one region and single days decreed for one
 * year are left out: without them the date is the earlier one, which is never late (docs/decisions/0001-deadlines.md).
 * Holds for periods that end from 2024 on; earlier years had single holidays that are not here.
 */
export const CALENDARS = {
  DE: {
    country: 'DE',
    timeZone: 'Europe/Berlin',
    source: 'holidays common to all sixteen states; Art. 2(2) EinigVtr for 3 October',
    holidays: [
      NEW_YEAR,
      GOOD_FRIDAY,
      EASTER_MONDAY,
      LABOUR_DAY,
      ASCENSION,
      WHIT_MONDAY,
      { name: 'German Unity Day', date: '10-03' },
      CHRISTMAS,
      SECOND_CHRISTMAS,
    ],
  },
  FR: {
    country: 'FR',
    timeZone: 'Europe/Paris',
    source: 'Art. L3133-1 Code du travail',
    holidays: [
      NEW_YEAR,
      EASTER_MONDAY,
      LABOUR_DAY,
      { name: 'Victory in Europe Day', date: '05-08' },
      ASCENSION,
      WHIT_MONDAY,
      { name: 'Bastille Day', date: '07-14' },
      { name: 'Assumption', date: '08-15' },
      { name: "All Saints' Day", date: '11-01' },
      { name: 'Armistice Day', date: '11-11' },
      CHRISTMAS,
    ],
  },
  NL: {
    country: 'NL',
    timeZone: 'Europe/Amsterdam',
    source: 'Art. 3 Algemene termijnenwet; Good Friday is equated by its second paragraph',
    holidays: [
      NEW_YEAR,
      GOOD_FRIDAY,
      EASTER_MONDAY,
      { name: "King's Day", date: '04-27', moves: 'sunday-to-saturday' },
      { name: 'Liberation Day', date: '05-05' },
      ASCENSION,
      WHIT_MONDAY,
      CHRISTMAS,
      SECOND_CHRISTMAS,
    ],
  },
  UK: {
    country: 'GB',
    timeZone: 'Europe/London',
    source: 'Banking and Financial Dealings Act 1971, England and Wales, with the proclaimed days',
    holidays: [
      { ...NEW_YEAR, moves: 'to-next-free-weekday' },
      GOOD_FRIDAY,
      EASTER_MONDAY,
      { name: 'Early May bank holiday', weekday: 1, which: 'first', month: 5 },
      { name: 'Spring bank holiday', weekday: 1, which: 'last', month: 5 },
      { name: 'Summer bank holiday', weekday: 1, which: 'last', month: 8 },
      { ...CHRISTMAS, moves: 'to-next-free-weekday' },
      { ...SECOND_CHRISTMAS, moves: 'to-next-free-weekday' },
    ],
  },
} as const satisfies Record<string, HolidayCalendar>;
/** The name of a calendar. */
export type CalendarName = keyof typeof CALENDARS;

/** The calendar with this name or of this country (ISO 3166-1 alpha-2); `rule.violated` names the known ones otherwise. */
export function calendarNamed(name: string, pointer = '/calendar'): HolidayCalendar {
  if (Object.hasOwn(CALENDARS, name)) return CALENDARS[name as CalendarName];
  const ofCountry = Object.values(CALENDARS).find((calendar) => calendar.country === name);
  if (ofCountry) return ofCountry;
  throw new Problem('rule.violated', {
    detail: `The known calendars are ${Object.keys(CALENDARS).join(', ')}.`,
    violations: [{ pointer, rule: 'known calendar' }],
  });
}
