import { encryptionHeaders } from '../encryption.ts';
import { keptHeaders, taggingHeader } from '../headers.ts';
import { versionHeader } from '../object-headers.ts';
import { isUnchanged } from '../preconditions.ts';
import { MOST_IN_ONE_PUT } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { isoTime, xmlReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import { parsePath } from '../request.ts';
import type { Draft, Version } from '../version.ts';
import { draftFor, etagFor } from './put-object.ts';
import { readable } from './read-object.ts';

const PREFIX = 'x-amz-copy-source-';

/** The request that reads the source, as if the caller had sent it. */
function sourceRequest(request: S3Request, desk: Desk): S3Request {
  const [path = '', search = ''] = (request.headers['x-amz-copy-source'] ?? '').split('?');
  const source = parsePath(path.startsWith('/') ? path : `/${path}`);
  const bucket = desk.shelf.buckets.find(source.bucket);
  if (!bucket) throw refusal('NoSuchBucket');
  return { ...request, bucket, key: source.key, query: new URLSearchParams(search) };
}

/** Copies the source's version; AWS copies metadata and tags unless told to replace them. */
export const CopyObject: Operation = async (request, desk) => {
  const { headers, bucket, key } = request;
  const from = sourceRequest(request, desk);
  const source = readable(from, desk, { current: 's3:GetObject', version: 's3:GetObjectVersion' });
  desk.access.implied(from.asker, 'Decrypt', from.bucket, from.key, source.encryption);
  assertCopyable(request, from, source);
  const draft = copiedDraft(request, from, desk, source);
  const segments = await desk.shelf.blobs.copy(source.segments);
  // As on AWS, the ETag under a KMS key tells nothing about the content.
  const etag = draft.encryption.key === undefined ? source.etag : etagFor('', draft.encryption);
  const content = { size: source.size, etag, checksum: source.checksum, segments, parts: source.parts };
  try {
    const versionId = await desk.shelf.put(bucket, key, draft, content, {
      headers,
      event: 'ObjectCreated:Copy',
    });
    return xmlReply(
      'CopyObjectResult',
      { ETag: `"${content.etag}"`, LastModified: isoTime(desk.clock.now()) },
      {
        ...encryptionHeaders(draft.encryption),
        ...versionHeader(versionId),
        ...(source.versionId !== 'null' && { 'x-amz-copy-source-version-id': source.versionId }),
      },
    );
  } catch (error) {
    await desk.shelf.blobs.remove(segments.map((segment) => segment.file));
    throw error;
  }
};

function assertCopyable(request: S3Request, from: S3Request, source: Version): void {
  const { headers } = request;
  if (source.size > MOST_IN_ONE_PUT) throw refusal('InvalidRequest', 'copy source is larger than 5 GiB');
  const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];
  const asked = Object.fromEntries(conditions.map((name) => [name, headers[PREFIX + name]]));
  if (isUnchanged(asked, source)) throw refusal('PreconditionFailed');
  const same = from.bucket.name === request.bucket.name && from.key === request.key;
  const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
  if (
    same &&
    !from.query.has('versionId') &&
    !replaces &&
    headers['x-amz-server-side-encryption'] === undefined
  )
    throw refusal('InvalidRequest', 'a copy onto itself must change something');
}

function copiedDraft(request: S3Request, from: S3Request, desk: Desk, source: Version): Draft {
  const { headers } = request;
  const replacesTags = directive(headers['x-amz-tagging-directive']);
  const replacesHeaders = directive(headers['x-amz-metadata-directive']);
  const tags = Object.entries(source.tags);
  if (!replacesTags && tags.length > 0)
    readable(from, desk, { current: 's3:GetObjectTagging', version: 's3:GetObjectVersionTagging' });
  const tagging = replacesTags
    ? headers['x-amz-tagging']
    : tags.length > 0
      ? new URLSearchParams(tags).toString()
      : undefined;
  const draft = draftFor({ ...request, headers: { ...headers, 'x-amz-tagging': tagging } }, desk);
  return {
    ...draft,
    headers: replacesHeaders ? keptHeaders(headers) : source.headers,
    tags: taggingHeader(tagging),
  };
}

function directive(text: string | undefined): boolean {
  if (text !== undefined && text !== 'COPY' && text !== 'REPLACE')
    throw refusal('InvalidArgument', 'directive');
  return text === 'REPLACE';
}
