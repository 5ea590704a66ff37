import type { APIGatewayProxyEvent } from 'aws-lambda';
import { EXCEPTIONS, type Exception } from '../catalogue/vocabulary.ts';
import { Problem } from '../kernel/problems.ts';
import { USES } from '../subjects/uses.ts';
import type { RouteRow } from './route.ts';

/** What the chain reads of a REST API's proxy event (payload 1.0). */
export type GatewayEvent = Pick<
  APIGatewayProxyEvent,
  | 'resource'
  | 'httpMethod'
  | 'headers'
  | 'multiValueHeaders'
  | 'pathParameters'
  | 'queryStringParameters'
  | 'multiValueQueryStringParameters'
  | 'body'
  | 'isBase64Encoded'
  | 'requestContext'
>;

const ETAG = /^"v([1-9]\d{0,14})"$/;
const KEY_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const KEY_STRING = /^"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,200}"$/;

const invalid = (name: string, rule: string) =>
  new Problem('request.invalid', { violations: [{ pointer: `/header/${name}`, rule }] });

/** One header by lower-case name; the same header sent twice is refused rather than chosen from. */
export function header(event: GatewayEvent, name: string): string | undefined {
  const sent = Object.entries(event.multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, values]) => values ?? []);
  if (sent.length > 1) throw invalid(name, 'repeated');
  if (sent.length === 1) return sent[0];
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

/** The bearer token (RFC 6750 § 2.1); undefined without one. */
export function bearerOf(event: GatewayEvent): string | undefined {
  return BEARER.exec(header(event, 'authorization') ?? '')?.[1];
}

/** Query parameters; one sent twice is refused. */
export function queryOf(event: GatewayEvent): Readonly<Record<string, string>> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, values] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if ((values?.length ?? 0) > 1) {
      throw new Problem('request.invalid', { violations: [{ pointer: '/query', rule: 'repeated' }] });
    }
    query[name] = values?.[0] ?? '';
  }
  for (const [name, value] of Object.entries(event.queryStringParameters ?? {})) query[name] ??= value ?? '';
  return query;
}

/**
 * The version of `If-Match` (RFC 9110 § 13.1.1): absent or `*` is 428, since it would overwrite unseen changes;
 * a weak, foreign or listed tag matches no version of ours and is 412.
 */
export function ifMatchOf(event: GatewayEvent, route: RouteRow): number | undefined {
  if (!route.conditional) return undefined;
  const sent = header(event, 'if-match')?.trim();
  if (!sent || sent === '*') throw new Problem('precondition.required');
  const version = ETAG.exec(sent)?.[1];
  if (version === undefined) throw new Problem('precondition.failed');
  return Number(version);
}

/** The `Idempotency-Key`: a structured-field string (RFC 8941 § 3.3.3) or the bare token that most clients send. */
export function idempotencyKeyOf(event: GatewayEvent, route: RouteRow): string | undefined {
  if (route.idempotency === undefined) return undefined;
  const sent = header(event, 'idempotency-key')?.trim();
  if (!sent) {
    if (route.idempotency === 'required') throw new Problem('idempotency.missing');
    return undefined;
  }
  if (KEY_STRING.test(sent)) return sent.slice(1, -1).replace(/\\(.)/g, '$1');
  if (KEY_TOKEN.test(sent)) return sent;
  throw invalid('idempotency-key', 'syntax');
}

/** The exception of Art. 18(2) that the caller relies on; read by routes whose use a restriction refuses. */
export function exceptionOf(event: GatewayEvent, route: RouteRow): Exception | undefined {
  if (USES[route.processing].restricted === 'passes') return undefined;
  const sent = header(event, 'processing-exception')?.trim();
  if (sent === undefined || Object.hasOwn(EXCEPTIONS, sent)) return sent as Exception | undefined;
  throw invalid('processing-exception', 'invalid_value');
}

/** The strong entity tag of a version. */
export function etag(version: number): string {
  return `"v${version}"`;
}
