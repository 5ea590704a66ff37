import * as bucketDetails from './operations/bucket-details.ts';
import { CompleteMultipartUpload } from './operations/complete-upload.ts';
import { CopyObject } from './operations/copy-object.ts';
import * as deletes from './operations/delete-object.ts';
import * as listings from './operations/listings.ts';
import * as multipart from './operations/multipart.ts';
import * as details from './operations/object-details.ts';
import { PutObject } from './operations/put-object.ts';
import * as reads from './operations/read-object.ts';
import { RESPONSE_OVERRIDES } from './headers.ts';
import { refusal } from './refusal.ts';
import type { Operation } from './request.ts';

interface Route {
  readonly on: 'bucket' | 'object';
  readonly method: string;
  /** Query parameters that make the call this one; all must be there. */
  readonly when: readonly string[];
  /** Further query parameters that the operation reads. */
  readonly reads: readonly string[];
  /** True when the call must name a copy source, false when it must not. */
  readonly copies?: boolean;
  readonly run: Operation;
}

const VERSION = ['versionId'];
const LIST = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const OVERRIDES = [...VERSION, ...Object.keys(RESPONSE_OVERRIDES)];

/** Every call that the local S3 answers; whatever fits no row is refused, never taken for a plain object call. */
export const ROUTES: readonly Route[] = [
  { on: 'bucket', method: 'HEAD', when: [], reads: [], run: bucketDetails.HeadBucket },
  { on: 'bucket', method: 'GET', when: ['location'], reads: [], run: bucketDetails.GetBucketLocation },
  { on: 'bucket', method: 'GET', when: ['versioning'], reads: [], run: bucketDetails.GetBucketVersioning },
  {
    on: 'bucket',
    method: 'GET',
    when: ['list-type'],
    reads: [...LIST, 'continuation-token', 'start-after', 'fetch-owner'],
    run: listings.ListObjectsV2,
  },
  {
    on: 'bucket',
    method: 'GET',
    when: ['versions'],
    reads: [...LIST, 'key-marker', 'version-id-marker'],
    run: listings.ListObjectVersions,
  },
  {
    on: 'bucket',
    method: 'GET',
    when: ['uploads'],
    reads: ['prefix', 'max-uploads', 'encoding-type', 'key-marker', 'upload-id-marker'],
    run: multipart.ListMultipartUploads,
  },
  { on: 'bucket', method: 'POST', when: ['delete'], reads: [], run: deletes.DeleteObjects },
  { on: 'object', method: 'GET', when: [], reads: OVERRIDES, run: reads.GetObject },
  { on: 'object', method: 'HEAD', when: [], reads: OVERRIDES, run: reads.HeadObject },
  { on: 'object', method: 'PUT', when: [], reads: [], copies: false, run: PutObject },
  { on: 'object', method: 'PUT', when: [], reads: [], copies: true, run: CopyObject },
  { on: 'object', method: 'DELETE', when: [], reads: VERSION, run: deletes.DeleteObject },
  { on: 'object', method: 'POST', when: ['uploads'], reads: [], run: multipart.CreateMultipartUpload },
  {
    on: 'object',
    method: 'PUT',
    when: ['uploadId', 'partNumber'],
    reads: [],
    copies: false,
    run: multipart.UploadPart,
  },
  { on: 'object', method: 'POST', when: ['uploadId'], reads: [], run: CompleteMultipartUpload },
  { on: 'object', method: 'DELETE', when: ['uploadId'], reads: [], run: multipart.AbortMultipartUpload },
  {
    on: 'object',
    method: 'GET',
    when: ['uploadId'],
    reads: ['max-parts', 'part-number-marker', 'encoding-type'],
    run: multipart.ListParts,
  },
  { on: 'object', method: 'GET', when: ['tagging'], reads: VERSION, run: details.GetObjectTagging },
  { on: 'object', method: 'PUT', when: ['tagging'], reads: VERSION, run: details.PutObjectTagging },
  { on: 'object', method: 'DELETE', when: ['tagging'], reads: VERSION, run: details.DeleteObjectTagging },
  { on: 'object', method: 'GET', when: ['retention'], reads: VERSION, run: details.GetObjectRetention },
  { on: 'object', method: 'PUT', when: ['retention'], reads: VERSION, run: details.PutObjectRetention },
  { on: 'object', method: 'GET', when: ['legal-hold'], reads: VERSION, run: details.GetObjectLegalHold },
  { on: 'object', method: 'PUT', when: ['legal-hold'], reads: VERSION, run: details.PutObjectLegalHold },
];

/** Parameters of the signature and of the client, which no operation reads. */
const ALWAYS = /^(x-id|x-amz-.*)$/i;

/** Finds the one operation that a call fits; throws `NotImplemented` naming what is not emulated. */
export function route(on: Route['on'], method: string, query: URLSearchParams, copies: boolean): Operation {
  const names = [...new Set(query.keys())].filter((name) => !ALWAYS.test(name));
  const found = ROUTES.find(
    (row) =>
      row.on === on &&
      row.method === method &&
      (row.copies ?? copies) === copies &&
      row.when.every((name) => names.includes(name)) &&
      names.every((name) => row.when.includes(name) || row.reads.includes(name)),
  );
  if (found) return found.run;
  const what = names.filter((name) => /^[A-Za-z-]{1,40}$/.test(name)).join(', ');
  throw refusal('NotImplemented', `${method} ${on}${what === '' ? '' : ` with ${what}`}`);
}
