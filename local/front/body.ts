import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { AwsError } from './service.ts';

/** Largest body of a service that does not stream, in bytes (DynamoDB batch writes: 16 MiB). */
export const LONGEST_BODY = 16 * 1024 * 1024;

/** Reads a whole body. @throws AwsError `RequestEntityTooLarge` (413) beyond {@link LONGEST_BODY}. */
export async function readBody(stream: Readable, longest = LONGEST_BODY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A destroyed request would take its socket along, and with it the answer.
  const rest = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of rest) {
    size += chunk.length;
    if (size > longest) throw new AwsError('RequestEntityTooLarge', 'The request body is too large.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Passes a streamed body on and fails at its end when it is not the body that was signed. */
export function hashed(stream: Readable, declared: string): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const equal = hash.digest('hex') === declared;
      done(equal ? null : new AwsError('XAmzContentSHA256Mismatch', MISMATCH, 400));
    },
  });
  stream.once('error', (error) => check.destroy(error));
  stream.once('close', () => {
    if (!stream.readableEnded) check.destroy(new AwsError('IncompleteBody', 'The client went away.', 400));
  });
  return stream.pipe(check);
}

const MISMATCH = "The provided 'x-amz-content-sha256' header does not match what was computed.";
