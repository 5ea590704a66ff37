import { createServer, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { KeyObject } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Resolve } from '../../../shared/standards/send-callback.ts';

/** What reached a host. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A host of a controller: a server that speaks TLS. */
export interface ControllerHost {
  readonly port: number;
  readonly heard: Heard[];
  /** Connections that were opened, also those over which nothing was said. */
  readonly connections: () => number;
  /** Statuses of the next answers, the last one for good; `Location` goes with a redirect. */
  answers(...statuses: readonly number[]): void;
  stop(): Promise<void>;
}

async function textOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Opens a host with a certificate and its key. */
export async function openHost(cert: string, key: KeyObject): Promise<ControllerHost> {
  const heard: Heard[] = [];
  let statuses: readonly number[] = [202];
  let connections = 0;
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const server = createServer({ cert, key: pem }, (message, answer) => {
    void textOf(message).then((body) => {
      const { method = '', url = '', headers } = message;
      heard.push({ method, path: url, headers, body });
      const [status = 202, ...later] = statuses;
      if (later.length > 0) statuses = later;
      answer.writeHead(status, { Location: '/elsewhere' }).end('{"ignored":true}');
    });
  });
  server.on('connection', () => void connections++);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    connections: () => connections,
    answers: (...given) => void (statuses = given),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** An address of the public internet, behind which tests put a host. */
export const OUTSIDE = '93.184.215.14';

/** Names that all lead there. */
export const toOutside: Resolve = async () => [{ address: OUTSIDE, family: 4 }];

/**
 * A network in which that address is a host of this machine; everything else about a call is the product's own: which
 * addresses it takes, TLS, whom it trusts.
 */
export function networkOf({ port }: ControllerHost): typeof request {
  return ((url: URL, options: RequestOptions, done: (answer: IncomingMessage) => void) => {
    const lookup: LookupFunction = (host, how, found) =>
      options.lookup?.(host, how, (error, address) => {
        const given = Array.isArray(address) ? address.map((one) => one.address) : [address];
        if (error) return found(error, '', 0);
        if (!given.every((one) => one === OUTSIDE)) return found(new Error('no such host'), '', 0);
        return how.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);
      });
    return request(url, { ...options, port, lookup }, done);
  }) as typeof request;
}

/** Trusts an authority besides those that Node trusts, as an operator would; gives how to end that. */
export function trusting(authority: string): () => void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, authority]);
  return () => setDefaultCACertificates(before);
}
