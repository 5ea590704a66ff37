import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINANCIAL_STATUTES, financialStatute, keepUntil } from '../../../shared/catalogue/statutes.ts';
import { day } from '../../../shared/kernel/time.ts';

const law = (country: string) => {
  const found = financialStatute(country);
  if (!found) throw new Error(country);
  return found;
};

describe('part of RET-04: an invoice is kept to the day of its statute', () => {
  test.each([
    // A voucher of Germany counts from the calendar year in which it arose, whatever the fiscal year.
    ['DE', '2026-06-30', '12-31', '2034-12-31'],
    ['DE', '2026-06-30', '03-31', '2034-12-31'],
    ['FR', '2026-06-30', '12-31', '2036-12-31'],
    ['FR', '2026-06-30', '03-31', '2037-03-31'],
    ['FR', '2026-03-31', '03-31', '2036-03-31'],
    ['NL', '2026-07-01', '06-30', '2034-06-30'],
    ['SE', '2026-07-01', '06-30', '2034-12-31'],
    ['AT', '2026-06-30', '06-30', '2033-12-31'],
    ['NL', '2028-02-29', '02-28', '2035-02-28'],
    ['NL', '2028-03-01', '02-29', '2036-02-29'],
  ])('in %s, issued on %s, fiscal year to %s: until %s', (country, issued, fiscalYearEnd, until) => {
    expect(keepUntil(law(country), issued, fiscalYearEnd)).toBe(until);
  });

  test('whatever the year: never shorter than the statute from its issue, never two years longer', () => {
    const days = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-12-31') }).map(day);
    const ends = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2025-12-31') });
    fc.assert(
      fc.property(fc.constantFrom(...FINANCIAL_STATUTES), days, ends, (statute, issued, end) => {
        const until = keepUntil(statute, issued, day(end).slice(5));
        const later = (years: number) => `${Number(issued.slice(0, 4)) + years}${issued.slice(4)}`;
        expect(new Date(until).toISOString().slice(0, 10)).toBe(until);
        expect(until >= later(statute.years).replace('-02-29', '-02-28')).toBe(true);
        expect(until < later(statute.years + 2)).toBe(true);
      }),
    );
  });

  test('a country without a row has no statute: the officer is asked', () => {
    expect(financialStatute('PT')).toBeUndefined();
  });

  test('a country has one row', () => {
    const countries = FINANCIAL_STATUTES.map(({ country }) => country);
    expect(new Set(countries).size).toBe(countries.length);
  });
});
