import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { VirtualClock } from '../../../local/clock.ts';
import { AwsError } from '../../../local/front/service.ts';
import type { AccessRequest, Principal, Service, World } from '../../../local/front/service.ts';

export const CALLER: Principal = {
  kind: 'role',
  arn: 'arn:aws:iam::000000000000:role/caller',
  roleArn: 'arn:aws:iam::000000000000:role/caller',
  tags: {},
};

export const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' };

/** A world of its own: temporary folder, clock, and a record of every permission that was asked for. */
export interface TestWorld extends World {
  readonly clock: VirtualClock;
  readonly asked: (AccessRequest & { readonly by: string })[];
  /** Actions that are refused. */
  readonly denied: Set<string>;
  remove(): void;
}

export function testWorld(
  stateDir = mkdtempSync(join(tmpdir(), 'local-')),
  clock = new VirtualClock(),
): TestWorld {
  const asked: (AccessRequest & { by: string })[] = [];
  const denied = new Set<string>();
  return {
    place: { partition: 'aws', region: 'eu-central-1', account: '000000000000' },
    clock,
    stateDir,
    seed: 1,
    asked,
    denied,
    authorize(principal, requests) {
      for (const request of requests) {
        asked.push({ ...request, by: principal.arn });
        if (denied.has(request.action)) throw new AwsError('AccessDeniedException', 'not authorized', 403);
      }
    },
    remove() {
      clock.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** A bare HTTP server before one service: no signatures, one principal. */
export async function serve(service: Service): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const body = await buffer(incoming);
      try {
        const reply = await service.handle({
          service: service.name,
          principal: CALLER,
          method: incoming.method ?? 'GET',
          path: url.pathname,
          query: url.searchParams,
          headers: incoming.headers,
          operation: String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
          body,
          stream: Readable.from(body),
          presigned: false,
          requestId: 'test',
        });
        outgoing.writeHead(reply.status, reply.headers).end(reply.body);
      } catch (problem) {
        const { code, message, status, fields } =
          problem instanceof AwsError ? problem : new AwsError('InternalFailure', String(problem), 500);
        const text = JSON.stringify({ ...fields, __type: code, message });
        outgoing
          .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code })
          .end(text);
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
