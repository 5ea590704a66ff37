import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './service.ts';

/** Sends a reply; a body that fails half-way breaks the connection, so that no client takes it for whole. */
export async function sendReply(response: ServerResponse, reply: Reply): Promise<void> {
  const { status, headers = {}, body } = reply;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    await pipeline(body, response);
    return;
  }
  const bytes = body instanceof Buffer ? body : Buffer.from(body ?? '');
  const described = Object.keys(headers).some((name) => name.toLowerCase() === 'content-length');
  response.writeHead(
    status,
    described || status === 204 || status === 304 ? headers : withLength(headers, bytes),
  );
  response.end(bytes);
}

function withLength(headers: Readonly<Record<string, string>>, bytes: Buffer): Record<string, string> {
  return { ...headers, 'content-length': String(bytes.length) };
}
