import { randomBytes } from 'node:crypto';
import type { Conditions } from '../access.ts';
import { promisesDigest } from '../body-check.ts';
import { encryptionFor, encryptionHeaders } from '../encryption.ts';
import type { Headers } from '../headers.ts';
import { keptHeaders, taggingHeader } from '../headers.ts';
import { lockFor } from '../locking.ts';
import { checksumHeaders, versionHeader } from '../object-headers.ts';
import { assertWritable } from '../preconditions.ts';
import { assertLength, receiveFile } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { emptyReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import { assertNoAcl } from '../request.ts';
import type { Draft, Encryption } from '../version.ts';

/** Reads what a writer wants besides the content, and asks for every permission that this takes. */
export function draftFor(request: S3Request, desk: Desk): Draft {
  const { headers, bucket, key, asker } = request;
  assertNoAcl(headers, bucket);
  const now = desk.clock.now();
  const draft: Draft = {
    headers: keptHeaders(headers),
    tags: taggingHeader(headers['x-amz-tagging']),
    encryption: encryptionFor(headers, bucket, desk.place),
    lock: lockFor(headers, bucket, now),
  };
  for (const [action, conditions] of permissions(headers, draft))
    desk.access.object(asker, bucket, key, action, conditions);
  desk.access.implied(asker, 'GenerateDataKey', bucket, key, draft.encryption);
  return draft;
}

function permissions(headers: Headers, draft: Draft): [string, Conditions][] {
  const tags = tagConditions(draft.tags);
  const lock = lockConditions(headers);
  return [
    ['s3:PutObject', { ...tags, ...lock }],
    ...(headers['x-amz-tagging'] === undefined
      ? []
      : ([['s3:PutObjectTagging', tags]] as [string, Conditions][])),
    ...(headers['x-amz-object-lock-mode'] === undefined
      ? []
      : ([['s3:PutObjectRetention', lock]] as [string, Conditions][])),
    ...(headers['x-amz-object-lock-legal-hold'] === undefined
      ? []
      : ([['s3:PutObjectLegalHold', lock]] as [string, Conditions][])),
  ];
}

/** `s3:RequestObjectTag/<key>` and `s3:RequestObjectTagKeys`. */
export const tagConditions = (tags: Readonly<Record<string, string>>): Conditions => {
  const names = Object.keys(tags);
  if (names.length === 0) return {};
  const each = names.map((name) => [`s3:RequestObjectTag/${name}`, tags[name] ?? '']);
  return { ...(Object.fromEntries(each) as Conditions), 's3:RequestObjectTagKeys': names };
};

const LOCK_CONDITIONS = {
  'x-amz-object-lock-mode': 's3:object-lock-mode',
  'x-amz-object-lock-retain-until-date': 's3:object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
} as const;

const lockConditions = (headers: Headers): Conditions =>
  Object.fromEntries(
    Object.entries(LOCK_CONDITIONS).flatMap(([header, name]) => {
      const value = headers[header];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The ETag is the MD5 of the content only where AWS makes it so, that is, without a KMS key. */
export const etagFor = (md5: string, { key }: Encryption): string =>
  key === undefined ? md5 : randomBytes(16).toString('hex');

export const PutObject: Operation = async (request, desk) => {
  const { call, headers, bucket, key } = request;
  const draft = draftFor(request, desk);
  assertLength(headers);
  if (draft.lock.until !== undefined && !promisesDigest(headers))
    throw refusal('InvalidRequest', 'Content-MD5 OR x-amz-checksum- HTTP header is required for object lock');
  assertWritable(headers, desk.shelf.versions.find(bucket.name, key));
  const received = await receiveFile(call.stream, headers, desk.shelf.blobs);
  const etag = etagFor(received.md5, draft.encryption);
  const content = {
    size: received.size,
    etag,
    checksum: received.checksum,
    segments: [received.segment],
    parts: undefined,
  };
  try {
    const versionId = await desk.shelf.put(bucket, key, draft, content, {
      headers,
      event: 'ObjectCreated:Put',
    });
    return emptyReply(200, {
      etag: `"${etag}"`,
      ...checksumHeaders(received.checksum),
      ...encryptionHeaders(draft.encryption),
      ...versionHeader(versionId),
    });
  } catch (error) {
    await desk.shelf.blobs.remove([received.segment.file]);
    throw error;
  }
};
