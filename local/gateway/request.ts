import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Place } from '../front/service.ts';
import { GatewayFault } from './faults.ts';

/** One request as the gateway sees it, before it is routed. */
export interface GatewayRequest {
  readonly method: string;
  /** Raw path without the stage. */
  readonly path: string;
  /** Raw path as the client sent it. */
  readonly fullPath: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
  /** Names as the client wrote them, all values in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Virtual time of arrival, epoch milliseconds. */
  readonly time: number;
}

/** Payload limit of a REST API, bytes. */
const LONGEST_BODY = 10 * 1024 * 1024;
/** A body far above the limit is not read to its end: the connection is cut after the answer. */
const LONGEST_DRAIN = 4 * LONGEST_BODY;

/** Reads a whole body; a body above 10 MB is a REQUEST_TOO_LARGE fault. */
export async function readPayload(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LONGEST_BODY) parts.push(part);
    else if (size > LONGEST_DRAIN) break;
  }
  if (size > LONGEST_BODY) throw new GatewayFault('REQUEST_TOO_LARGE');
  return Buffer.concat(parts);
}

function headersOf(raw: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  const spelling = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at], raw[at + 1]];
    const known = spelling.get(name.toLowerCase()) ?? name;
    spelling.set(name.toLowerCase(), known);
    (headers[known] ??= []).push(value);
  }
  return headers;
}

/** Splits off the stage; without it the path is served as a custom domain mapping would. */
export function parseRequest(
  incoming: IncomingMessage,
  body: Buffer,
  stage: string,
  time: number,
): GatewayRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const fullPath = mark < 0 ? url : url.slice(0, mark);
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const staged = fullPath === `/${stage}` || fullPath.startsWith(`/${stage}/`);
  const requestId = randomUUID();
  const sourceIp = incoming.socket.remoteAddress ?? '127.0.0.1';
  return {
    method: incoming.method ?? 'GET',
    path: staged ? fullPath.slice(stage.length + 1) || '/' : fullPath,
    fullPath,
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: {
      ...headersOf(incoming.rawHeaders),
      'X-Amzn-Trace-Id': [`Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)}`],
      'X-Forwarded-For': [sourceIp],
      'X-Forwarded-Port': [String(incoming.socket.localPort ?? '')],
      'X-Forwarded-Proto': ['http'],
    },
    incoming,
    body,
    sourceIp,
    requestId,
    extendedRequestId: Buffer.from(requestId.replaceAll('-', ''), 'hex').toString('base64'),
    time,
  };
}

/** The host part of execute-api ARNs: `arn:…:execute-api:<region>:<account>:<api>`. */
export function apiArn(place: Place, apiId: string): string {
  return `arn:${place.partition}:execute-api:${place.region}:${place.account}:${apiId}`;
}
