import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a request that a signature covers, independent of any HTTP server. */
export interface SignedRequest {
  readonly method: string;
  /** Raw path, still percent-encoded. */
  readonly path: string;
  /** Raw query, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Lower-case hex SHA-256 of the body; absent while an S3 body still streams. */
  readonly bodyHash?: string;
}

/** The canonical request of Signature Version 4; undefined when the path is not valid percent-encoding. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  payload: string,
  service: string,
): string | undefined {
  const path = service === 's3' ? plainPath(request.path) : normalPath(request.path);
  if (path === undefined) return undefined;
  const headers = signedHeaders.map((name) => `${name}:${headerValue(request.headers[name])}\n`).join('');
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    headers,
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

/** RFC 3986 encoding: everything but the unreserved characters, in upper-case hex. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** S3 keys may hold dots and empty segments: the path is encoded once and never normalised. */
function plainPath(path: string): string | undefined {
  try {
    return path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/');
  } catch {
    return undefined;
  }
}

/** All other services: RFC 3986 normalisation, then a second encoding of what was sent. */
function normalPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(encode(segment));
  }
  const end = path.endsWith('/') && kept.length > 0 ? '/' : '';
  return `/${kept.join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function headerValue(value: string | readonly string[] | undefined): string {
  const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return values.map((part) => part.trim().replace(/\s+/g, ' ')).join(',');
}
