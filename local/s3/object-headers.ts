import type { ChecksumValue } from './checksums.ts';
import { encryptionHeaders } from './encryption.ts';
import { lockHeaders } from './locking.ts';
import type { Version } from './version.ts';

/** `x-amz-version-id`, where versions are kept. */
export const versionHeader = (versionId: string | undefined): Record<string, string> =>
  versionId === undefined || versionId === 'null' ? {} : { 'x-amz-version-id': versionId };

/** Checksum with its type, as answers show it. */
export const checksumHeaders = (checksum: ChecksumValue | undefined): Record<string, string> =>
  checksum === undefined
    ? {}
    : { [`x-amz-checksum-${checksum.name}`]: checksum.value, 'x-amz-checksum-type': checksumType(checksum) };

/** `COMPOSITE` for a checksum over part checksums. */
export const checksumType = (checksum: ChecksumValue): 'COMPOSITE' | 'FULL_OBJECT' =>
  checksum.value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT';

/** Headers of GET and HEAD, without length and checksum. */
export function objectHeaders(version: Version): Record<string, string> {
  const tags = Object.keys(version.tags).length;
  return {
    'content-type': 'binary/octet-stream',
    ...version.headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    'accept-ranges': 'bytes',
    ...encryptionHeaders(version.encryption),
    ...versionHeader(version.versionId),
    ...lockHeaders(version.lock),
    ...(tags > 0 && { 'x-amz-tagging-count': String(tags) }),
    ...(version.parts !== undefined && { 'x-amz-mp-parts-count': String(version.parts) }),
  };
}
