import type { KeyObject } from 'node:crypto';
import { createHmac } from 'node:crypto';
import type { CountryCode } from 'libphonenumber-js/min';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

function countryCode(country: string | undefined): CountryCode | undefined {
  return country !== undefined && isSupportedCountry(country) ? country : undefined;
}

/** Upper case first, so that `ß` and `ss` meet: the nearest to Unicode case folding that the language has. */
const foldCase = (value: string) => value.toUpperCase().toLowerCase();

/** How a value is written before it becomes a token: what people write differently but mean alike becomes equal. */
const NORMAL_FORMS: Record<LookupKind, (value: string, country?: string) => string | undefined> = {
  email: (value) => {
    const address = value.trim().normalize('NFC').toLowerCase();
    return ADDRESS.test(address) ? address : undefined;
  },
  // E.164; national writing needs the country of the row.
  phone: (value, country) => {
    const number = parsePhoneNumberFromString(value, countryCode(country));
    return number?.isPossible() ? number.number : undefined;
  },
  name: (value) =>
    foldCase(value.normalize('NFC').trim().replace(/\s+/gu, ' ')).normalize('NFC') || undefined,
  number: (value) => value.trim().normalize('NFC').toUpperCase() || undefined,
};

/** True for a kind of the normalisation table. */
export function isLookupKind(kind: string): kind is LookupKind {
  return Object.hasOwn(NORMAL_FORMS, kind);
}

/** The normal form of an identifier; undefined when the value has none. `country` is ISO 3166-1 alpha-2. */
export function normalForm(kind: LookupKind, value: string, country?: string): string | undefined {
  return NORMAL_FORMS[kind](value, country);
}

/** Bytes of a token: 192 bits, so that a collision within a tenant does not happen. */
const TOKEN_LENGTH = 24;

/** HMAC-SHA-256 over a domain and its members, as 32 base64url characters; without the key nobody can guess along. */
export function token(key: KeyObject, domain: string, members: readonly string[]): string {
  return createHmac('sha256', key)
    .update(canonicalJson([domain, ...members]))
    .digest()
    .subarray(0, TOKEN_LENGTH)
    .toString('base64url');
}
