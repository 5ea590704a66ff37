import * as z from 'zod';

/** Key id, key ARN, alias name or alias ARN. */
export const keyName = z.string().min(1).max(2048);

/** `alias/…`; names under `alias/aws/` belong to AWS. */
export const aliasName = z
  .string()
  .max(256)
  .regex(/^alias\/[a-zA-Z0-9/_-]+$/);

/** Base64 bytes, `min` to `max` of them. */
export const blob = (min: number, max: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((bytes) => bytes.length >= min && bytes.length <= max);

/** Encryption context; AWS bounds its JSON to 8,192 bytes. */
export const encryptionContext = z
  .record(z.string().min(1), z.string().min(1))
  .refine((context) => Buffer.byteLength(JSON.stringify(context)) <= 8192)
  .default({});

/** Up to 50 tags. Keys beginning with `aws:` belong to AWS. */
export const tagList = z
  .array(
    z.strictObject({
      TagKey: z
        .string()
        .min(1)
        .max(128)
        .refine((key) => !key.toLowerCase().startsWith('aws:')),
      TagValue: z.string().max(256),
    }),
  )
  .max(50);

/** Tags as requests list them. */
export type TagList = z.infer<typeof tagList>;

/** Tags by key. */
export const tagRecord = (tags: TagList): Record<string, string> =>
  Object.fromEntries(tags.map((tag) => [tag.TagKey, tag.TagValue]));

/** `Limit` and `Marker` of list operations; the marker is the last entry of the page before. */
export const page = (most: number, usual: number) => ({
  Limit: z.int().min(1).max(most).default(usual),
  Marker: z.string().min(1).max(1024).optional(),
});

/** Output members of one page, given `limit + 1` fetched entries. */
export function pageOf<T>(fetched: readonly T[], limit: number, marker: (entry: T) => string) {
  const entries = fetched.slice(0, limit);
  const last = entries.at(-1);
  const truncated = fetched.length > limit && last !== undefined;
  return { entries, rest: { Truncated: truncated, ...(truncated && { NextMarker: marker(last) }) } };
}
