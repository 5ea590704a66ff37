import busboy from 'busboy';
import type { Readable } from 'node:stream';
import type { Call, Reply } from '../../front/service.ts';
import type { Asker } from '../access.ts';
import type { Bucket } from '../bucket.ts';
import { encryptionHeaders } from '../encryption.ts';
import { versionHeader } from '../object-headers.ts';
import type { Credentials } from '../post-policy.ts';
import { checkPolicy } from '../post-policy.ts';
import { MOST_IN_ONE_PUT, receiveFile } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { renderXml } from '../xml.ts';
import type { Desk } from '../request.ts';
import { draftFor, etagFor } from './put-object.ts';

/** Fields before the file hold at most 20 KB. */
const MOST_FIELDS = 20_480;

/** Fields that become headers of the object. */
const AS_HEADER =
  /^(content-type|content-disposition|content-encoding|cache-control|expires|x-amz-meta-.+|x-amz-server-side-encryption.*|x-amz-object-lock-.+|x-amz-checksum-.+|x-amz-storage-class)$/;

interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly filename: string;
  readonly file: Readable;
}

/** Uploads by browser form: the policy in the form is checked, then its signer is asked for, then the file is read. */
export async function postObject(
  call: Call,
  bucket: Bucket,
  desk: Desk,
  credentials: Credentials,
): Promise<Reply> {
  const form = await readForm(call);
  const fields = new Map(form.fields);
  const key = fields.get('key')?.replaceAll('${filename}', form.filename) ?? '';
  if (key === '') throw refusal('InvalidArgument', 'key');
  if (Buffer.byteLength(key) > 1024) throw refusal('KeyTooLongError');
  fields.set('key', key);
  if ((fields.get('bucket') ?? bucket.name) !== bucket.name) throw refusal('AccessDenied');
  fields.set('bucket', bucket.name);
  const now = desk.clock.now();
  const grant = checkPolicy(fields, credentials, desk.place, now);
  if (fields.has('acl') || fields.has('tagging')) throw refusal('NotImplemented', 'acl and tagging fields');
  const headers = Object.fromEntries([...fields].filter(([name]) => AS_HEADER.test(name)));
  const asker: Asker = {
    principal: grant.principal,
    conditions: {
      's3:authType': 'POST',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      's3:signatureAge': String(Math.max(0, now - grant.signed)),
      ...(headers['x-amz-server-side-encryption'] !== undefined && {
        's3:x-amz-server-side-encryption': headers['x-amz-server-side-encryption'],
      }),
    },
  };
  const draft = draftFor({ call, headers, query: call.query, bucket, key, asker }, desk);
  const received = await receiveFile(
    form.file,
    headers,
    desk.shelf.blobs,
    Math.min(grant.most ?? Infinity, MOST_IN_ONE_PUT),
  );
  try {
    if (received.size < grant.least) throw refusal('EntityTooSmall');
    const { size, checksum, segment } = received;
    const etag = etagFor(received.md5, draft.encryption);
    const content = { size, etag, checksum, segments: [segment], parts: undefined };
    const versionId = await desk.shelf.put(bucket, key, draft, content, {
      headers: {},
      event: 'ObjectCreated:Post',
    });
    return answer(
      call,
      fields,
      { Bucket: bucket.name, Key: key, ETag: `"${etag}"` },
      {
        ...encryptionHeaders(draft.encryption),
        ...versionHeader(versionId),
      },
    );
  } catch (error) {
    await desk.shelf.blobs.remove([received.segment.file]);
    throw error;
  }
}

function answer(
  call: Call,
  fields: ReadonlyMap<string, string>,
  object: { readonly Bucket: string; readonly Key: string; readonly ETag: string },
  more: Record<string, string>,
): Reply {
  const location = `http://${call.headers.host ?? ''}/${object.Bucket}/${encodeURIComponent(object.Key)}`;
  const headers = { ...more, etag: object.ETag, location };
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries(object)) target.searchParams.set(name.toLowerCase(), value);
    return { status: 303, headers: { ...headers, location: target.href } };
  }
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const body = renderXml('PostResponse', { Location: location, ...object });
  return { status: 201, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** Reads the fields up to the file; what comes after the file is ignored, as on AWS. */
function readForm(call: Call): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let size = 0;
    let parser: busboy.Busboy;
    try {
      parser = busboy({
        headers: call.headers,
        limits: { fieldSize: MOST_FIELDS, fields: 100, files: 1 },
        defParamCharset: 'utf8',
      });
    } catch {
      reject(refusal('MalformedPOSTRequest'));
      return;
    }
    parser.on('field', (name, value) => {
      size += Buffer.byteLength(name) + Buffer.byteLength(value);
      const field = name.toLowerCase();
      if (size > MOST_FIELDS) reject(refusal('MaxPostPreDataLengthExceeded'));
      else if (fields.has(field)) reject(refusal('InvalidArgument', `field ${field} twice`));
      else fields.set(field, value);
    });
    parser.on('file', (name, file, info) => {
      if (name.toLowerCase() === 'file') resolve({ fields, filename: info.filename ?? '', file });
      else reject(refusal('InvalidArgument', 'POST requires exactly one file upload per request.'));
    });
    parser.on('close', () =>
      reject(refusal('InvalidArgument', 'POST requires exactly one file upload per request.')),
    );
    parser.on('error', () => reject(refusal('MalformedPOSTRequest')));
    call.stream.on('error', (error) => parser.destroy(error));
    call.stream.on('aborted', () => parser.destroy(new Error('aborted')));
    call.stream.pipe(parser);
  });
}
