/** A statute that obliges a business to keep a record although its person asks for erasure (Art. 17(3)(b)). */
export interface Statute {
  /** ISO 3166-1 alpha-2 of the business. */
  readonly country: string;
  readonly reference: string;
  readonly years: number;
  /** The period starts at the end of the fiscal year (the calendar year unless the tenant says otherwise). */
  readonly anchor: 'end-of-year';
}

/** Statutes for financial records; a country without a row is asked of the officer (`law.missing`). */
export const FINANCIAL_STATUTES: readonly Statute[] = [
  { country: 'DE', reference: '§ 147(3) AO, § 14b UStG (vouchers)', years: 8, anchor: 'end-of-year' },
  { country: 'FR', reference: 'Art. L123-22 Code de commerce', years: 10, anchor: 'end-of-year' },
  { country: 'NL', reference: 'Art. 52(4) AWR', years: 7, anchor: 'end-of-year' },
];

/** The statute of a country, or undefined when the officer has to name one. */
export function financialStatute(country: string): Statute | undefined {
  return FINANCIAL_STATUTES.find((statute) => statute.country === country);
}

/** The last day on which the record is kept: `years` after the end of the year of `issued` (YYYY-MM-DD). */
export function keepUntil(statute: Pick<Statute, 'years'>, issued: string): string {
  return `${Number(issued.slice(0, 4)) + statute.years}-12-31`;
}
