/** The year at whose end a period begins to run. */
export type Anchor =
  /** The calendar year in which the record arose. */
  | 'calendar-year'
  /** The fiscal year in which it arose. */
  | 'fiscal-year'
  /** The calendar year in which that fiscal year ended. */
  | 'calendar-year-of-fiscal-year';

/** A statute that obliges a business to keep a record although its person asks for erasure (Art. 17(3)(b)). */
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

/** The last day of a fiscal year, `MM-DD`; a business that says nothing ends its years with the calendar's. */
export const CALENDAR_YEAR = '12-31';

/** `MM-DD` in a year; the end of February is its last day in every year. */
function dayIn(year: number, monthDay: string): string {
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${monthDay < '02-28' || monthDay > '02-29' ? monthDay : `02-${leap ? 29 : 28}`}`;
}

/** From the fiscal year's last day (YYYY-MM-DD) to the day at whose end the period begins. */
const BEGINS: Readonly<Record<Anchor, (issued: string, fiscalEnd: string) => string>> = {
  'calendar-year': (issued) => `${issued.slice(0, 4)}-${CALENDAR_YEAR}`,
  'fiscal-year': (_, fiscalEnd) => fiscalEnd,
  'calendar-year-of-fiscal-year': (_, fiscalEnd) => `${fiscalEnd.slice(0, 4)}-${CALENDAR_YEAR}`,
};

/**
 * The last day on which a record of `issued` (YYYY-MM-DD) is kept: `years` after the end of the year that the statute
 * counts from, for a business whose fiscal years end on `fiscalYearEnd` (MM-DD).
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
