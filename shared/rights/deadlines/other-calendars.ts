import type { HolidayCalendar } from './calendar.ts';

const [MONDAY, THURSDAY] = [1, 4] as const;

/** Holidays of the other states of the EEA, of the United Kingdom and of Russia, by the rules of those of the Union. */
export const OTHER_CALENDARS = {
  IS: {
    country: 'IS',
    timeZone: 'Atlantic/Reykjavik',
    source: '6. gr. lög um 40 stunda vinnuviku nr. 88/1971',
    dates: '01-01 05-01 06-17 12-25 12-26',
    easter: [-3, -2, 1, 39, 50],
    others: [
      { name: 'First Day of Summer', weekday: THURSDAY, from: '04-19' },
      { name: "Merchants' Day", weekday: MONDAY, from: '08-01' },
    ],
  },
  LI: {
    country: 'LI',
    timeZone: 'Europe/Vaduz',
    source:
      'list of the EEA EFTA states (OJ C 455, 18.12.2014), without bank holidays, Candlemas and St Joseph',
    dates: '01-01 01-06 05-01 08-15 09-08 11-01 12-08 12-25 12-26',
    easter: [1, 39, 50, 60],
  },
  NO: {
    country: 'NO',
    timeZone: 'Europe/Oslo',
    source: '§ 2 lov om helligdager og helligdagsfred (1995 nr. 12); lov 1947 nr. 1 for 1 and 17 May',
    dates: '01-01 05-01 05-17 12-25 12-26',
    easter: [-3, -2, 1, 39, 50],
  },
  UK: {
    country: 'GB',
    timeZone: 'Europe/London',
    source: 'Banking and Financial Dealings Act 1971, England and Wales, with the proclaimed days',
    dates: '',
    easter: [-2, 1],
    others: [
      { name: "New Year's Day", date: '01-01', moves: 'to-next-free-weekday' },
      { name: 'Early May bank holiday', weekday: MONDAY, from: '05-01' },
      { name: 'Spring bank holiday', weekday: MONDAY, from: '05-25' },
      { name: 'Summer bank holiday', weekday: MONDAY, from: '08-25' },
      { name: 'Christmas Day', date: '12-25', moves: 'to-next-free-weekday' },
      { name: 'Boxing Day', date: '12-26', moves: 'to-next-free-weekday' },
    ],
  },
  /**
   * The order of the government may replace the Monday after a holiday on a weekend, so that one comes from the order
   * too. Businesses outside Moscow's time have to name their zone.
   */
  RU: {
    country: 'RU',
    timeZone: 'Europe/Moscow',
    source: 'ст. 112 Трудового кодекса; orders of 10 August 2023, 4 October 2024 and 24 September 2025',
    dates: '01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-09 06-12 11-04',
    decreed: {
      off:
        '2024-04-29 2024-04-30 2024-05-10 2024-12-30 2024-12-31 ' +
        '2025-05-02 2025-05-08 2025-06-13 2025-11-03 2025-12-31 ' +
        '2026-01-09 2026-03-09 2026-05-11 2026-12-31',
      worked: '2024-04-27 2024-11-02 2024-12-28 2025-11-01',
      until: 2026,
    },
  },
} as const satisfies Record<string, HolidayCalendar>;
