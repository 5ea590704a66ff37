/** When a period begins to run. */
export type Anchor =
  /** On the day of what it is counted from. */
  | 'day'
  /** At the end of the calendar year of that day. */
  | 'calendar-year'
  /** At the end of the fiscal year of that day. */
  | 'fiscal-year'
  /** At the end of the calendar year in which that fiscal year ended. */
  | 'calendar-year-of-fiscal-year';

/** A statute by which a business keeps a thing although its person asks for erasure (Art. 17(3)). */
export interface Statute {
  /** ISO 3166-1 alpha-2 of the business. */
  readonly country: string;
  readonly reference: string;
  readonly years: number;
  readonly anchor: Anchor;
}

/**
 * Statutes for invoices and other vouchers, the longest of tax and commercial law where both apply. A country without
 * a row is asked of the officer (`law.missing`).
 */
export const FINANCIAL_STATUTES: readonly Statute[] = [
  { country: 'AT', reference: '§ 132(1) BAO', years: 7, anchor: 'calendar-year-of-fiscal-year' },
  { country: 'BE', reference: 'Art. 60 Code de la TVA / Wbtw', years: 10, anchor: 'calendar-year' },
  {
    country: 'DE',
    reference: '§ 147(3) AO, § 14b UStG (vouchers)',
    years: 8,
    anchor: 'calendar-year',
  },
  { country: 'DK', reference: '§ 12 bogføringsloven', years: 5, anchor: 'fiscal-year' },
  { country: 'EE', reference: '§ 12 raamatupidamise seadus', years: 7, anchor: 'fiscal-year' },
  { country: 'ES', reference: 'Art. 30 Código de Comercio', years: 6, anchor: 'fiscal-year' },
  {
    country: 'FI',
    reference: 'Kirjanpitolaki 2:10 (tositteet)',
    years: 6,
    anchor: 'calendar-year-of-fiscal-year',
  },
  { country: 'FR', reference: 'Art. L123-22 Code de commerce', years: 10, anchor: 'fiscal-year' },
  { country: 'IT', reference: 'Art. 2220 Codice civile', years: 10, anchor: 'fiscal-year' },
  { country: 'LU', reference: 'Art. 16 Code de commerce', years: 10, anchor: 'fiscal-year' },
  { country: 'NL', reference: 'Art. 52(4) AWR', years: 7, anchor: 'fiscal-year' },
  {
    country: 'SE',
    reference: '7 kap. 2 § bokföringslagen',
    years: 7,
    anchor: 'calendar-year-of-fiscal-year',
  },
];

/** The statute of a country, or undefined when the officer has to name one. */
export function financialStatute(country: string): Statute | undefined {
  return FINANCIAL_STATUTES.find((statute) => statute.country === country);
}

/**
 * Periods in which a claim for damages can still be brought: as long as that the controller may have to prove what it
 * was allowed to do. A country without a row is asked of the officer.
 */
export const LIMITATION_STATUTES: readonly Statute[] = [
  { country: 'AT', reference: '§ 1489 ABGB', years: 3, anchor: 'day' },
  { country: 'BE', reference: 'Art. 2262bis ancien Code civil / oud BW', years: 5, anchor: 'day' },
  { country: 'DE', reference: '§§ 195, 199(1) BGB', years: 3, anchor: 'calendar-year' },
  { country: 'DK', reference: '§ 3 forældelsesloven', years: 3, anchor: 'day' },
  { country: 'FR', reference: 'Art. 2224 Code civil', years: 5, anchor: 'day' },
  { country: 'IE', reference: 'Statute of Limitations 1957, s. 11', years: 6, anchor: 'day' },
  { country: 'IT', reference: 'Art. 2947 Codice civile', years: 5, anchor: 'day' },
  { country: 'NL', reference: 'Art. 3:310 BW', years: 5, anchor: 'day' },
  { country: 'PL', reference: 'Art. 442¹ Kodeks cywilny', years: 3, anchor: 'day' },
];

/** The limitation period of a country, or undefined when the officer has to name one. */
export function limitationStatute(country: string): Statute | undefined {
  return LIMITATION_STATUTES.find((statute) => statute.country === country);
}

/**
 * How long it is remembered that an address must not be used for a purpose: at least the three years for which the
 * French authority wants objections to be heeded, and not for ever (Art. 5(1)(e)).
 */
export const SUPPRESSION_STATUTE: Statute = {
  country: 'EU',
  reference: 'Art. 7(3), 21(3) GDPR',
  years: 3,
  anchor: 'day',
};

/** The last day of a fiscal year, `MM-DD`; a business that says nothing ends its years with the calendar's. */
export const CALENDAR_YEAR = '12-31';

/** `MM-DD` in a year; the end of February is its last day in every year. */
function dayIn(year: number, monthDay: string): string {
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${monthDay < '02-28' || monthDay > '02-29' ? monthDay : `02-${leap ? 29 : 28}`}`;
}

/** The day at whose end the period begins. */
const BEGINS: Readonly<Record<Anchor, (issued: string, fiscalEnd: string) => string>> = {
  day: (issued) => issued,
  'calendar-year': (issued) => `${issued.slice(0, 4)}-${CALENDAR_YEAR}`,
  'fiscal-year': (_, fiscalEnd) => fiscalEnd,
  'calendar-year-of-fiscal-year': (_, fiscalEnd) => `${fiscalEnd.slice(0, 4)}-${CALENDAR_YEAR}`,
};

/**
 * The last day on which something of `issued` (YYYY-MM-DD) is kept: `years` after what the statute counts from, for a business whose fiscal years end on `fiscalYearEnd` (MM-DD).
 */
export function keepUntil(
  { years, anchor }: Pick<Statute, 'years' | 'anchor'>,
  issued: string,
  fiscalYearEnd: string = CALENDAR_YEAR,
): string {
  const year = Number(issued.slice(0, 4));
  const same = dayIn(year, fiscalYearEnd);
  const fiscalEnd = issued <= same ? same : dayIn(year + 1, fiscalYearEnd);
  const begins = BEGINS[anchor](issued, fiscalEnd);
  return dayIn(Number(begins.slice(0, 4)) + years, begins.slice(5));
}
