import type { ServerResponse } from 'node:http';
import { isBinary } from './event.ts';
import { GatewayFault } from './faults.ts';

/** What a function behind a proxy integration must answer. */
interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** A checked answer, ready to send. */
export interface ProxyReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/** Headers a function cannot set: API Gateway renames them (developer guide, "Important notes", remapped headers). */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'upgrade',
  'user-agent',
  'via',
  'www-authenticate',
]);

function malformed(): never {
  throw new GatewayFault('API_CONFIGURATION_ERROR', { status: 502 });
}

function members(value: unknown): [string, unknown][] {
  if (value === undefined || value === null) return [];
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : malformed();
}

function scalar(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value as string) : malformed();
}

function headersOf(result: ProxyResult): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  const add = (name: string, values: string[]): void => {
    const lower = name.toLowerCase();
    if (lower === 'transfer-encoding') malformed();
    headers[REMAPPED.has(lower) ? `x-amzn-remapped-${lower}` : lower] = values;
  };
  for (const [name, value] of members(result.headers)) add(name, [scalar(value)]);
  for (const [name, values] of members(result.multiValueHeaders)) {
    add(name, Array.isArray(values) ? values.map(scalar) : malformed());
  }
  headers['content-type'] ??= ['application/json'];
  return headers;
}

/**
 * Checks what a function answered; anything else than the documented shape is a 502.
 * A base64 body is decoded only when the client accepts a binary type of the API.
 */
export function readReply(
  payload: string,
  accept: string | undefined,
  binaryTypes: readonly string[],
): ProxyReply {
  const parsed: unknown = JSON.parse(payload);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return malformed();
  const result = parsed as ProxyResult;
  const status = Number(result.statusCode);
  const { body = '', isBase64Encoded } = result;
  if (!Number.isInteger(status) || status < 100 || status > 599) return malformed();
  if (body !== null && typeof body !== 'string') return malformed();
  const wanted = accept?.split(',')[0];
  const decode = isBase64Encoded === true && isBinary(wanted, binaryTypes);
  return { status, headers: headersOf(result), body: Buffer.from(body ?? '', decode ? 'base64' : 'utf8') };
}

/** Sends an answer with the headers every answer of API Gateway carries. */
export function send(response: ServerResponse, requestId: string, reply: ProxyReply, method: string): void {
  response.setHeader('x-amzn-requestid', requestId);
  for (const [name, values] of Object.entries(reply.headers)) {
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : [...values]);
  }
  const bodyless = method === 'HEAD' || reply.status === 204 || reply.status === 304;
  if (!bodyless) response.setHeader('content-length', reply.body.length);
  response.writeHead(reply.status).end(bodyless ? undefined : reply.body);
}
