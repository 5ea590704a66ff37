/** From a day on, from which age children of a country consent themselves to online services. */
interface AgeRow {
  readonly since: string;
  readonly age: number;
}

const GDPR = '2018-05-25';
const since2018 = (age: number): readonly AgeRow[] => [{ since: GDPR, age }];

/** Art. 8(1): the age where no law sets another one, and the lowest that a law may set. */
export const DEFAULT_AGE = 16;
export const LOWEST_AGE = 13;

/** Ages of consent of Art. 8(1), by country (ISO 3166-1 alpha-2); oldest row first. */
export const AGES_OF_CONSENT: Readonly<Record<string, readonly AgeRow[]>> = {
  AT: since2018(14),
  BE: since2018(13),
  BG: since2018(14),
  CY: since2018(14),
  CZ: since2018(15),
  DE: since2018(16),
  // Databeskyttelsesloven § 6(2) as changed in December 2023; read for every service, not the largest alone.
  DK: [...since2018(13), { since: '2024-01-01', age: 15 }],
  EE: since2018(13),
  ES: since2018(14),
  FI: since2018(13),
  FR: since2018(15),
  GB: since2018(13),
  GR: since2018(15),
  HR: since2018(16),
  HU: since2018(16),
  IE: since2018(16),
  IT: since2018(14),
  LT: since2018(14),
  LU: since2018(16),
  LV: since2018(13),
  MT: since2018(13),
  NL: since2018(16),
  PL: since2018(16),
  PT: since2018(13),
  RO: since2018(16),
  SE: since2018(13),
  // ZVOP-2 applies since then.
  SI: [...since2018(16), { since: '2023-01-26', age: 15 }],
  SK: since2018(16),
};

/** The age of consent in a country on a day (YYYY-MM-DD): 16 where no row says otherwise, never below 13. */
export function ageOfConsent(country: string, on: string): number {
  const rows = Object.hasOwn(AGES_OF_CONSENT, country) ? (AGES_OF_CONSENT[country] ?? []) : [];
  const age = rows.findLast(({ since }) => since <= on)?.age ?? DEFAULT_AGE;
  return Math.max(age, LOWEST_AGE);
}

/**
 * True from the birthday on which the age of consent is reached; days are YYYY-MM-DD. Who was born on 29 February has
 * the birthday on 1 March in other years.
 */
export function mayConsent(birthDate: string, country: string, on: string): boolean {
  const year = Number(birthDate.slice(0, 4)) + ageOfConsent(country, on);
  return `${String(year).padStart(4, '0')}${birthDate.slice(4)}` <= on;
}
