import type { Conditions } from '../access.ts';
import { checksumType } from '../object-headers.ts';
import type { Listing } from '../listing.ts';
import { START, list } from '../listing.ts';
import { refusal } from '../refusal.ts';
import { isoTime, xmlReply } from '../reply.ts';
import type { Operation, S3Request } from '../request.ts';
import { numberOf } from '../request.ts';
import type { Version } from '../version.ts';
import type { XmlValue } from '../xml.ts';

const MOST = 1000;

/** `s3:prefix`, `s3:delimiter` and `s3:max-keys` as the caller sent them. */
export const listConditions = (query: URLSearchParams): Conditions =>
  Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[`s3:${name}`, value]];
    }),
  );

/** Names as the caller wants them: `encoding-type=url` makes every key writable in XML. */
export function encoderOf({ query }: S3Request): (text: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return (text) => text;
  if (type !== 'url') throw refusal('InvalidArgument', 'encoding-type');
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

const common = (request: S3Request, listing: Listing) => {
  const encode = encoderOf(request);
  const { query, bucket } = request;
  return {
    Name: bucket.name,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: query.has('delimiter') ? encode(query.get('delimiter') ?? '') : undefined,
    MaxKeys: numberOf(query, 'max-keys', MOST, MOST),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: listing.next !== undefined,
    CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
};

const entry = (version: Version, encode: (text: string) => string): { [name: string]: XmlValue } => ({
  Key: encode(version.key),
  LastModified: isoTime(version.modified),
  ETag: `"${version.etag}"`,
  ChecksumAlgorithm: version.checksum?.name.toUpperCase(),
  ChecksumType: version.checksum && checksumType(version.checksum),
  Size: version.size,
  StorageClass: 'STANDARD',
});

export const ListObjectsV2: Operation = async (request, desk) => {
  const { query, bucket, asker } = request;
  desk.access.bucket(asker, bucket, 's3:ListBucket', listConditions(query));
  const token = query.get('continuation-token');
  const after =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString('utf8');
  const limit = numberOf(query, 'max-keys', MOST, MOST);
  const listing = list(desk.shelf.versions, {
    bucket: bucket.name,
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit,
    from: { key: after, beforeSeq: 0 },
    versions: false,
  });
  const encode = encoderOf(request);
  return xmlReply('ListBucketResult', {
    ...common(request, listing),
    // AWS answers an empty page of no keys as complete.
    IsTruncated: listing.next !== undefined && limit > 0,
    KeyCount: listing.entries.length + listing.commonPrefixes.length,
    ContinuationToken: token ?? undefined,
    NextContinuationToken:
      listing.next && limit > 0 ? Buffer.from(listing.next.key).toString('base64url') : undefined,
    StartAfter: query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined,
    Contents: listing.entries.map((version) => entry(version, encode)),
  });
};

export const ListObjectVersions: Operation = async (request, desk) => {
  const { query, bucket, asker } = request;
  desk.access.bucket(asker, bucket, 's3:ListBucketVersions', listConditions(query));
  const key = query.get('key-marker') ?? '';
  const versionId = query.get('version-id-marker') ?? '';
  const marked = versionId === '' ? undefined : desk.shelf.versions.find(bucket.name, key, versionId);
  if (versionId !== '' && !marked) throw refusal('InvalidArgument', 'version-id-marker');
  const listing = list(desk.shelf.versions, {
    bucket: bucket.name,
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: numberOf(query, 'max-keys', MOST, MOST),
    from: key === '' ? START : { key, beforeSeq: marked?.seq ?? 0 },
    versions: true,
  });
  const encode = encoderOf(request);
  const last = listing.next && listing.entries.at(-1);
  const inKey = last && listing.next?.key === last.key;
  const identity = (version: Version) => ({ VersionId: version.versionId, IsLatest: version.latest });
  return xmlReply('ListVersionsResult', {
    ...common(request, listing),
    KeyMarker: encode(key),
    VersionIdMarker: versionId,
    NextKeyMarker: listing.next && encode(listing.next.key),
    NextVersionIdMarker: inKey ? last.versionId : undefined,
    Version: listing.entries
      .filter((version) => !version.marker)
      .map((version) => ({ ...entry(version, encode), ...identity(version) })),
    DeleteMarker: listing.entries
      .filter((version) => version.marker)
      .map((version) => ({
        Key: encode(version.key),
        LastModified: isoTime(version.modified),
        ...identity(version),
      })),
  });
};
