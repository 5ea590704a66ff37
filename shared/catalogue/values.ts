import * as z from 'zod';

/** Free of control characters and lone surrogates, so that it survives JSON, CSV and HTML. */
const PRINTABLE = /^(?:[^\p{Cc}\p{Cs}]|[\t\n])*$/u;

// Shared by every text, and given all at once: each step of a chain copies the schema, which a cold start pays for.
const [TRIMMED, COMPOSED, SOME] = [z.trim(), z.normalize('NFC'), z.minLength(1)];
const PLAIN = z.regex(PRINTABLE);

/** Text of 1 to `max` characters, trimmed, in Unicode normal form C. */
export const text = (max: number) => z.string().check(TRIMMED, COMPOSED, SOME, z.maxLength(max), PLAIN);

/** A calendar day `YYYY-MM-DD` that exists. */
export const date = z.iso.date();

/** An e-mail address of at most 254 characters (RFC 5321). */
export const emailAddress = z.email().max(254);

/** A telephone number as its owner writes it; normalised to E.164 only for lookup. */
export const phoneNumber = z
  .string()
  .trim()
  .max(40)
  .regex(/^[+(]?[0-9][0-9 ()./+-]{2,}$/);

/** ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/);

/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** Money in integer minor units of its currency; up to ten trillion. */
export const minorUnits = z.int().min(-1e15).max(1e15);

/** A reference to a record by id. */
export const recordReference = z.string().regex(/^[SN][0-9A-HJKMNP-TV-Z]{52}$/);

/** A postal address. */
export const address = z.strictObject({
  street: text(200).optional(),
  city: text(100).optional(),
  region: text(100).optional(),
  postalCode: text(20).optional(),
  country: country.optional(),
});
