import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AGES_OF_CONSENT,
  DEFAULT_AGE,
  LOWEST_AGE,
  ageOfConsent,
  mayConsent,
} from '../../../shared/rights/children/ages.ts';
import { UNION_CALENDARS } from '../../../shared/rights/deadlines/union-calendars.ts';

const DAY = '2026-06-15';
const UNION_STATES = Object.keys(UNION_CALENDARS);

/** Ages in each member state and the United Kingdom on that day. */
const EXPECTED: Readonly<Record<number, string>> = {
  13: 'BE EE FI GB LV MT PT SE',
  14: 'AT BG CY ES IT LT',
  15: 'CZ DK FR GR SI',
  16: 'DE HR HU IE LU NL PL RO SK',
};

const before = (date: string) =>
  new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

describe('part of CHI-01: the age at which a child consents itself', () => {
  test('every member state has a row, so that no child is taken for older by an omission', () => {
    expect(UNION_STATES).toHaveLength(27);
    expect(UNION_STATES.filter((state) => !Object.hasOwn(AGES_OF_CONSENT, state))).toEqual([]);
  });

  const rows = Object.entries(EXPECTED).flatMap(([age, states]) =>
    states.split(' ').map((state) => [state, Number(age)] as const),
  );
  test.each(rows)('%s: one day short of %i is a child, on the birthday not any more', (state, age) => {
    const birth = `${2026 - age}-06-15`;
    expect(mayConsent(birth, state, before(DAY))).toBe(false);
    expect(mayConsent(birth, state, DAY)).toBe(true);
  });

  test('a law counts from the day on which it applies', () => {
    expect([ageOfConsent('DK', '2023-12-31'), ageOfConsent('DK', '2024-01-01')]).toEqual([13, 15]);
    expect([ageOfConsent('SI', '2023-01-25'), ageOfConsent('SI', '2023-01-26')]).toEqual([16, 15]);
  });

  test('where no law is known it is 16, and so it was before the Regulation applied', () => {
    expect(ageOfConsent('US', DAY)).toBe(DEFAULT_AGE);
    expect(ageOfConsent('toString', DAY)).toBe(DEFAULT_AGE);
    expect(ageOfConsent('BE', '2018-05-24')).toBe(DEFAULT_AGE);
  });

  test('who was born on 29 February is of age on 1 March of a year without that day', () => {
    expect(mayConsent('2012-02-29', 'BE', '2025-02-28')).toBe(false);
    expect(mayConsent('2012-02-29', 'BE', '2025-03-01')).toBe(true);
    expect(mayConsent('2012-02-29', 'DE', '2028-02-29')).toBe(true);
  });

  test('nowhere and never below 13, and once of age always of age', () => {
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2050-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const country = fc.constantFrom(...Object.keys(AGES_OF_CONSENT), 'XX');
    fc.assert(
      fc.property(country, day, day, (where, birth, on) => {
        expect(ageOfConsent(where, on)).toBeGreaterThanOrEqual(LOWEST_AGE);
        const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4));
        if (years < LOWEST_AGE) expect(mayConsent(birth, where, on)).toBe(false);
        if (years > DEFAULT_AGE) expect(mayConsent(birth, where, on)).toBe(true);
      }),
    );
  });
});
