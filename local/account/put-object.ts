import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AwsError } from '../front/service.ts';
import type { Principal, Service } from '../front/service.ts';

/** Writes an object as a service does for its customer: the same questions are asked as of a signed call. Throws when refused. */
export async function putObject(
  s3: Service,
  principal: Principal,
  bucket: string,
  key: string,
  body: Buffer,
): Promise<void> {
  const { status } = await s3.handle({
    service: 's3',
    principal,
    method: 'PUT',
    path: `/${bucket}/${encodeURIComponent(key).replaceAll('%2F', '/')}`,
    query: new URLSearchParams(),
    headers: { 'content-length': String(body.length) },
    operation: '',
    body: Buffer.alloc(0),
    stream: Readable.from([body]),
    presigned: false,
    requestId: randomUUID(),
  });
  if (status >= 300) throw new AwsError('AccessDenied', `The bucket refused the object (${status}).`, status);
}
