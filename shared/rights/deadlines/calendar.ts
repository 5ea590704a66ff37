/**
 * A holiday that needs more than a date. `date`: the same one every year (`MM-DD`), or in years when it falls on the
 * weekday `onlyOn`, or outside the Holy Week of the Orthodox churches. `from`: the first such weekday (0 is Sunday) on
 * or after a date, unless that is `notOn`. `since` and `until` are the first and the last year of the holiday.
 */
export type Holiday = { readonly name: string; readonly since?: number; readonly until?: number } & (
  | {
      readonly date: string;
      /** Where a holiday on a weekend goes; it stays there without this. */
      readonly moves?: 'to-next-free-weekday' | 'sunday-to-saturday';
      readonly onlyOn?: number;
      readonly outsideHolyWeek?: true;
    }
  | { readonly weekday: number; readonly from: string; readonly notOn?: string }
);

/** Days (`YYYY-MM-DD`, parted by blanks) that a yearly order of a government takes from one week and gives to another. */
export interface Decreed {
  readonly off: string;
  /** Saturdays on which is worked. */
  readonly worked: string;
  /** Last year of which the order is known; any Saturday of a later one may be declared a working day. */
  readonly until: number;
}

/**
 * A calendar of public holidays, for the places where all of a country's businesses rest. What is always on a weekend
 * needs no row: Easter and Whit Sunday, Midsummer's Day and All Saints' Day in the north.
 */
export interface HolidayCalendar {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA time zone in which the day of receipt is read unless the business has another one. */
  readonly timeZone: string;
  /** The act that lists the days. */
  readonly source: string;
  /** `MM-DD`, parted by blanks: the same days every year. */
  readonly dates: string;
  /**
   * Days after Easter Sunday of the western churches: -3 Maundy Thursday, -2 Good Friday, 1 Easter Monday, 39 Ascension
   * Day, 50 Whit Monday, 60 Corpus Christi.
   */
  readonly easter?: readonly number[];
  /** Days after Easter Sunday of the Orthodox churches: -48 Clean Monday, -2 Good Friday, 1 Easter Monday, 50 Whit Monday. */
  readonly orthodox?: readonly number[];
  readonly others?: readonly Holiday[];
  readonly decreed?: Decreed;
}
