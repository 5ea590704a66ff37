import type { Reply } from '../../front/service.ts';
import type { Conditions } from '../access.ts';
import { RESPONSE_OVERRIDES } from '../headers.ts';
import { checksumHeaders, objectHeaders, versionHeader } from '../object-headers.ts';
import { isUnchanged, rangeOf } from '../preconditions.ts';
import { refusal } from '../refusal.ts';
import { emptyReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import type { Version } from '../version.ts';

/** Asks for the plain or the `…Version` form of an action, and finds the version; delete markers count as missing. */
export function readable(
  request: S3Request,
  desk: Desk,
  action: { readonly current: string; readonly version: string },
  conditions: Conditions = {},
): Version {
  const { bucket, key, asker } = request;
  const versionId = request.query.get('versionId') ?? undefined;
  const version = desk.shelf.versions.find(bucket.name, key, versionId);
  const existing = Object.entries(version?.tags ?? {}).map(([name, value]) => [
    `s3:ExistingObjectTag/${name}`,
    value,
  ]);
  desk.access.object(asker, bucket, key, versionId === undefined ? action.current : action.version, {
    ...(versionId !== undefined && { 's3:VersionId': versionId }),
    ...(Object.fromEntries(existing) as Conditions),
    ...conditions,
  });
  if (!version) throw desk.access.missing(asker, bucket, versionId);
  if (!version.marker) return version;
  const headers = { 'x-amz-delete-marker': 'true', ...versionHeader(version.versionId) };
  if (versionId !== undefined) throw refusal('MethodNotAllowed', undefined, headers);
  throw desk.access.missing(asker, bucket, undefined, headers);
}

const GET = { current: 's3:GetObject', version: 's3:GetObjectVersion' };

export const GetObject: Operation = async (request, desk) => {
  const version = readable(request, desk, GET);
  desk.access.implied(request.asker, 'Decrypt', request.bucket, request.key, version.encryption);
  return answer(request, desk, version, true);
};

export const HeadObject: Operation = async (request, desk) => {
  const version = readable(request, desk, GET);
  // AWS needs the key for the checksum only.
  if (request.headers['x-amz-checksum-mode'] === 'ENABLED')
    desk.access.implied(request.asker, 'Decrypt', request.bucket, request.key, version.encryption);
  return answer(request, desk, version, false);
};

function answer(request: S3Request, desk: Desk, version: Version, withBody: boolean): Reply {
  const { headers, query } = request;
  if (isUnchanged(headers, version))
    return emptyReply(304, { etag: `"${version.etag}"`, ...versionHeader(version.versionId) });
  const range = rangeOf(headers['range'], version.size);
  const { first, last } = range ?? { first: 0, last: version.size - 1 };
  const shown: Record<string, string> = {
    ...objectHeaders(version),
    'content-length': String(last - first + 1),
  };
  if (range) shown['content-range'] = `bytes ${first}-${last}/${version.size}`;
  else if (headers['x-amz-checksum-mode'] === 'ENABLED')
    Object.assign(shown, checksumHeaders(version.checksum));
  for (const [parameter, header] of Object.entries(RESPONSE_OVERRIDES)) {
    const value = query.get(parameter);
    if (value === null) continue;
    if (/[\r\n]/.test(value)) throw refusal('InvalidArgument', parameter);
    shown[header] = value;
  }
  const body =
    withBody && version.size > 0 ? { body: desk.shelf.blobs.read(version.segments, first, last) } : {};
  return { status: range ? 206 : 200, headers: shown, ...body };
}
