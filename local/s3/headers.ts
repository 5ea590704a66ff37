import type { Call } from '../front/service.ts';
import { refusal } from './refusal.ts';

/** Request headers by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** Headers that an object keeps and gives back. */
const KEPT = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires'] as const;
const META = 'x-amz-meta-';
/** User metadata may hold 2 KB. */
const MOST_METADATA = 2048;

/** Request headers that change what is stored in ways that the local S3 does not emulate. */
const NOT_EMULATED = [
  /^x-amz-server-side-encryption-customer-/,
  /^x-amz-copy-source-server-side-encryption-customer-/,
  /^x-amz-server-side-encryption-context$/,
  /^x-amz-website-redirect-location$/,
  /^x-amz-write-offset-bytes$/,
  /^x-amz-if-match-/,
  /^x-amz-rename-source/,
  /^x-amz-mfa$/,
];

/** Overrides of response headers that a signed GET may carry in its query. */
export const RESPONSE_OVERRIDES = {
  'response-content-type': 'content-type',
  'response-content-language': 'content-language',
  'response-expires': 'expires',
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
} as const;

/** Headers of a call; in presigned calls AWS reads `x-amz-…` query parameters as headers, and so do we. */
export function headersOf(call: Call): Headers {
  const entries = Object.entries(call.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : value] as const,
  );
  const hoisted = call.presigned
    ? [...call.query]
        .filter(([name]) => name.startsWith('x-amz-'))
        .map(([name, value]) => [name, value] as const)
    : [];
  const headers = Object.fromEntries([...hoisted, ...entries]);
  for (const name of Object.keys(headers))
    if (NOT_EMULATED.some((pattern) => pattern.test(name))) throw refusal('NotImplemented', name);
  const storage = headers['x-amz-storage-class'];
  if (storage !== undefined && storage !== 'STANDARD') throw refusal('NotImplemented', 'storage class');
  return headers;
}

/** What an object keeps of the headers it was written with. */
export function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) if (headers[name]) kept[name] = headers[name];
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',');
  if (encoding !== '') kept['content-encoding'] = encoding;
  let metadata = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(META) || value === undefined) continue;
    metadata += name.length - META.length + Buffer.byteLength(value);
    kept[name] = value;
  }
  if (metadata > MOST_METADATA) throw refusal('MetadataTooLarge');
  return kept;
}

/** Tags from the query-string form of `x-amz-tagging`. */
export function taggingHeader(value: string | undefined): Record<string, string> {
  return checkedTags(value === undefined ? [] : [...new URLSearchParams(value)]);
}

/** At most ten tags, each key once. */
export function checkedTags(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const tags = Object.fromEntries(entries);
  const fits = ([key, value]: readonly [string, string]) =>
    key.length > 0 && key.length <= 128 && value.length <= 256;
  if (entries.length > 10 || Object.keys(tags).length !== entries.length || !entries.every(fits))
    throw refusal('InvalidArgument', 'tags');
  return tags;
}
