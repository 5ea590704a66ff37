import { randomBytes } from 'node:crypto';
import { checksumName } from '../body-check.ts';
import { checksumElement } from '../checksums.ts';
import { encryptionHeaders } from '../encryption.ts';
import { checksumHeaders } from '../object-headers.ts';
import { assertLength, receiveFile } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { emptyReply, isoTime, xmlReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import { numberOf } from '../request.ts';
import type { Upload } from '../upload-store.ts';
import { encoderOf, listConditions } from './listings.ts';
import { draftFor, etagFor } from './put-object.ts';

const MOST_PARTS = 10_000;

export const CreateMultipartUpload: Operation = async (request, desk) => {
  const { headers, bucket, key } = request;
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== 'COMPOSITE') throw refusal('NotImplemented', 'checksum type');
  const upload: Upload = {
    id: randomBytes(24).toString('base64url'),
    bucket: bucket.name,
    key,
    started: desk.clock.now(),
    draft: { ...draftFor(request, desk), checksumName: checksumName(headers) },
  };
  desk.shelf.uploads.create(upload);
  return xmlReply(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: upload.id },
    {
      ...encryptionHeaders(upload.draft.encryption),
      ...(upload.draft.checksumName && {
        'x-amz-checksum-algorithm': upload.draft.checksumName.toUpperCase(),
        'x-amz-checksum-type': 'COMPOSITE',
      }),
    },
  );
};

/** The upload that a call names; `NoSuchUpload` when it is gone. */
export function uploadOf(request: S3Request, desk: Desk): Upload {
  const upload = desk.shelf.uploads.find(
    request.query.get('uploadId') ?? '',
    request.bucket.name,
    request.key,
  );
  if (!upload) throw refusal('NoSuchUpload');
  return upload;
}

export const UploadPart: Operation = async (request, desk) => {
  const { call, headers, query, bucket, key, asker } = request;
  desk.access.object(asker, bucket, key, 's3:PutObject');
  const upload = uploadOf(request, desk);
  desk.access.implied(asker, 'Decrypt', bucket, key, upload.draft.encryption);
  const number = numberOf(query, 'partNumber', 0, Infinity);
  if (number < 1 || number > MOST_PARTS) throw refusal('InvalidArgument', 'partNumber');
  assertLength(headers);
  const sums = upload.draft.checksumName;
  const sent = checksumName(headers);
  if (sums !== undefined && sent !== undefined && sent !== sums)
    throw refusal('InvalidRequest', 'checksum type mismatch');
  const counted = sums === undefined ? headers : { ...headers, 'x-amz-checksum-algorithm': sums };
  const received = await receiveFile(call.stream, counted, desk.shelf.blobs);
  const etag = etagFor(received.md5, upload.draft.encryption);
  const { size, checksum, segment } = received;
  const { stored, replaced } = desk.shelf.uploads.putPart(upload, {
    number,
    modified: desk.clock.now(),
    size,
    etag,
    checksum,
    segment,
  });
  if (!stored) {
    await desk.shelf.blobs.remove([segment.file]);
    throw refusal('NoSuchUpload');
  }
  if (replaced !== undefined) await desk.shelf.blobs.remove([replaced]);
  const { ['x-amz-checksum-type']: _type, ...sum } = checksumHeaders(checksum);
  return emptyReply(200, { etag: `"${etag}"`, ...sum, ...encryptionHeaders(upload.draft.encryption) });
};

export const AbortMultipartUpload: Operation = async (request, desk) => {
  desk.access.object(request.asker, request.bucket, request.key, 's3:AbortMultipartUpload');
  await desk.shelf.abort(uploadOf(request, desk));
  return emptyReply(204);
};

export const ListParts: Operation = async (request, desk) => {
  const { query, bucket, key, asker } = request;
  desk.access.object(asker, bucket, key, 's3:ListMultipartUploadParts');
  const upload = uploadOf(request, desk);
  const limit = numberOf(query, 'max-parts', 1000, 1000);
  const after = numberOf(query, 'part-number-marker', 0, MOST_PARTS);
  const fetched = desk.shelf.uploads.parts(upload.id, after, limit + 1);
  const parts = fetched.slice(0, limit);
  return xmlReply('ListPartsResult', {
    Bucket: bucket.name,
    Key: encoderOf(request)(key),
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: parts.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: fetched.length > limit,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: upload.draft.checksumName?.toUpperCase(),
    Part: parts.map(({ number, modified, size, etag, checksum }) => ({
      PartNumber: number,
      LastModified: isoTime(modified),
      ETag: `"${etag}"`,
      Size: size,
      ...(checksum && { [checksumElement(checksum.name)]: checksum.value }),
    })),
  });
};

export const ListMultipartUploads: Operation = async (request, desk) => {
  const { query, bucket, asker } = request;
  desk.access.bucket(asker, bucket, 's3:ListBucketMultipartUploads', listConditions(query));
  const limit = numberOf(query, 'max-uploads', 1000, 1000);
  // Without an upload id the marker stands for all uploads of that key.
  const after = { key: query.get('key-marker') ?? '', id: query.get('upload-id-marker') ?? '~' };
  const fetched = desk.shelf.uploads.list(bucket.name, query.get('prefix') ?? '', after, limit + 1);
  const uploads = fetched.slice(0, limit);
  const last = fetched.length > limit ? uploads.at(-1) : undefined;
  const encode = encoderOf(request);
  return xmlReply('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encode(query.get('key-marker') ?? ''),
    UploadIdMarker: query.get('upload-id-marker') ?? '',
    NextKeyMarker: last && encode(last.key),
    NextUploadIdMarker: last?.id,
    Prefix: encode(query.get('prefix') ?? ''),
    MaxUploads: limit,
    IsTruncated: last !== undefined,
    Upload: uploads.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      StorageClass: 'STANDARD',
      Initiated: isoTime(upload.started),
    })),
  });
};
