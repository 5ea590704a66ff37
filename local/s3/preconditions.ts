import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';
import type { Version } from './version.ts';

const matches = (header: string, etag: string): boolean =>
  header
    .split(',')
    .map((entry) => entry.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((entry) => entry === '*' || entry === etag);

/** Conditional writes: `If-None-Match: *` wants no object, `If-Match` wants that one. */
export function assertWritable(headers: Headers, current: Version | undefined): void {
  const existing = current?.marker ? undefined : current;
  const none = headers['if-none-match'];
  const match = headers['if-match'];
  if (none !== undefined && none !== '*')
    throw refusal('NotImplemented', 'If-None-Match with an ETag on writes');
  if (none !== undefined && existing) throw refusal('PreconditionFailed');
  if (match === undefined) return;
  if (!existing) throw refusal('NoSuchKey');
  if (!matches(match, existing.etag)) throw refusal('PreconditionFailed');
}

/** Conditional reads (RFC 9110, section 13.2.2); answers true when the caller's copy is still good (304). */
export function isUnchanged(headers: Headers, version: Version): boolean {
  const match = headers['if-match'];
  const none = headers['if-none-match'];
  const modified = Math.floor(version.modified / 1000) * 1000;
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '');
  const modifiedSince = Date.parse(headers['if-modified-since'] ?? '');
  if (match !== undefined && !matches(match, version.etag)) throw refusal('PreconditionFailed');
  if (match === undefined && modified > unmodifiedSince) throw refusal('PreconditionFailed');
  if (none !== undefined) return matches(none, version.etag);
  return modified <= modifiedSince;
}

/** The inclusive bytes that a `Range` header asks for; undefined for the whole, `InvalidRange` for none. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly first: number; readonly last: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  // As on AWS, a header that is no single range is ignored.
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || first > last) throw refusal('InvalidRange');
  return { first, last };
}
