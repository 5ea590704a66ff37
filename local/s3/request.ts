import type { Clock } from '../clock.ts';
import type { Call, Place, Reply } from '../front/service.ts';
import type { Access, Asker } from './access.ts';
import type { Bucket } from './bucket.ts';
import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';
import type { Shelf } from './shelf.ts';

/** One call, taken apart. */
export interface S3Request {
  readonly call: Call;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  readonly bucket: Bucket;
  /** Empty for calls on the bucket. */
  readonly key: string;
  readonly asker: Asker;
}

/** What every operation works with. */
export interface Desk {
  readonly place: Place;
  readonly clock: Clock;
  readonly shelf: Shelf;
  readonly access: Access;
}

/** Answers one call after asking for permission. */
export type Operation = (request: S3Request, desk: Desk) => Promise<Reply>;

/** Bucket and key out of a raw path-style path; the key may hold anything, slashes too. */
export function parsePath(path: string): { readonly bucket: string; readonly key: string } {
  const slash = path.indexOf('/', 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  try {
    const key = slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1));
    if (Buffer.byteLength(key) > 1024) throw refusal('KeyTooLongError');
    return { bucket: decodeURIComponent(bucket), key };
  } catch (error) {
    if (error instanceof URIError) throw refusal('InvalidArgument', 'path');
    throw error;
  }
}

/** The conditions that hold for all questions of a call: how it was signed and when. */
export function askerOf(call: Call, headers: Headers, now: number): Asker {
  const hash = call.headers['x-amz-content-sha256'];
  const signed = signingTime(call.presigned ? call.query.get('X-Amz-Date') : headers['x-amz-date']);
  const expected = [
    'x-amz-acl',
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-storage-class',
    'x-amz-metadata-directive',
    'x-amz-copy-source',
  ];
  const sent = [...expected, 'if-none-match', 'if-match'].flatMap((name) =>
    headers[name] === undefined ? [] : [[`s3:${name}`, headers[name]] as const],
  );
  return {
    principal: call.principal,
    conditions: {
      's3:authType': call.presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      // Loopback counts as secure transport, so it counts as the newest version too.
      's3:TlsVersion': '1.3',
      ...(typeof hash === 'string' && { 's3:x-amz-content-sha256': hash }),
      ...(call.presigned && { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }),
      ...(signed !== undefined && { 's3:signatureAge': String(Math.max(0, now - signed)) }),
      ...Object.fromEntries(sent),
    },
  };
}

/** Epoch milliseconds of a signature date (`20261122T042221Z`). */
export function signingTime(text: string | null | undefined): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '') ?? [];
  if (year === undefined) return undefined;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Refuses an ACL where ownership is the bucket's; the one that AWS lets pass is the owner's. */
export function assertNoAcl(headers: Headers, bucket: Bucket): void {
  const grants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  const acl = headers['x-amz-acl'];
  if (!grants && acl === undefined) return;
  if (bucket.config.aclsAllowed) throw refusal('NotImplemented', 'ACLs');
  if (grants || acl !== 'bucket-owner-full-control') throw refusal('AccessControlListNotSupported');
}

/** A whole number of the query within its bounds, or the default. */
export function numberOf(query: URLSearchParams, name: string, usual: number, most: number): number {
  const text = query.get(name);
  if (text === null) return usual;
  if (!/^\d{1,9}$/.test(text)) throw refusal('InvalidArgument', name);
  return Math.min(Number(text), most);
}
