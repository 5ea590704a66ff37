import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Call, Principal, Reply, Service } from '../../../local/front/service.ts';
import { AwsError } from '../../../local/front/service.ts';

/** A role that signs every call of a test unless the test says otherwise. */
export const ROLE: Principal = {
  kind: 'role',
  arn: 'arn:aws:iam::000000000000:role/app',
  roleArn: 'arn:aws:iam::000000000000:role/app',
  tags: {},
};

/** What stands for the front in tests of one service: no signatures, one principal, errors in the service's shape. */
export interface Wire {
  readonly endpoint: string;
  principal: Principal;
  close(): Promise<void>;
}

export async function serve(service: Service): Promise<Wire> {
  const server = createServer((request, response) => {
    void answer(service, wire.principal, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire: Wire = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    principal: ROLE,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service.close?.();
    },
  };
  return wire;
}

async function answer(
  service: Service,
  principal: Principal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  try {
    const reply = await service.handle(await callOf(service, principal, request, requestId));
    await send(response, reply, requestId);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const refusal = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
    if (refusal.status === 500) console.error(error);
    request.resume();
    await send(response, render(service, refusal), requestId);
  }
}

async function callOf(
  service: Service,
  principal: Principal,
  request: IncomingMessage,
  requestId: string,
): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const chunks: Buffer[] = [];
  if (!service.streamed) for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return {
    service: service.name,
    principal,
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: request.headers,
    operation:
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '',
    body,
    stream: service.streamed ? request : Readable.from(body),
    presigned: url.searchParams.has('X-Amz-Signature'),
    requestId,
  };
}

async function send(response: ServerResponse, reply: Reply, requestId: string): Promise<void> {
  const length =
    reply.body instanceof Readable ? {} : { 'content-length': Buffer.byteLength(reply.body ?? '') };
  response.writeHead(reply.status, { 'x-amz-request-id': requestId, ...length, ...reply.headers });
  if (reply.body instanceof Readable) await pipeline(reply.body, response);
  else response.end(reply.body);
}

function render(service: Service, error: AwsError): Reply {
  if (service.errors === 'rest-xml')
    return {
      status: error.status,
      headers: {
        'content-type': 'application/xml',
        ...(error.fields['headers'] as Record<string, string> | undefined),
      },
      body: `<?xml version="1.0"?><Error><Code>${error.code}</Code><Message>${error.message}</Message></Error>`,
    };
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
  };
}
