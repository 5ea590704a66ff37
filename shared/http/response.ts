import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Problem, ProblemCode, ProblemMembers } from '../kernel/problems.ts';
import { PROBLEMS } from '../kernel/problems.ts';
import { PROBLEM_TYPE, problemBody } from './problem-body.ts';
import { etag } from './request-head.ts';
import type { Answer, Refused } from './route.ts';

/** Sent with every answer, the gateway's own included: nothing is cached, sniffed, framed or sent in clear. */
export const MANNERS = {
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
} as const;

const STYLE = /<style>([\s\S]*?)<\/style>/g;

/** Pages run no script and load nothing; only their own style blocks, by hash, apply. */
function pageHeaders(html: string, formTo?: string): Record<string, string> {
  const styles = [...html.matchAll(STYLE)].map(
    ([, css]) =>
      `'sha256-${createHash('sha256')
        .update(css ?? '')
        .digest('base64')}'`,
  );
  const style = styles.length > 0 ? ` style-src ${styles.join(' ')};` : '';
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none';${style} form-action 'self'${formTo ? ` ${formTo}` : ''}; base-uri 'none'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
  };
}

/** An answer as the gateway's proxy integration wants it. */
export function answerResponse(answer: Answer, requestId: string): APIGatewayProxyResult {
  const headers: Record<string, string> = { ...answer.headers, ...MANNERS, 'X-Request-Id': requestId };
  if (answer.version !== undefined) headers['ETag'] = etag(answer.version);
  if (answer.location !== undefined) headers['Location'] = answer.location;
  if (answer.html !== undefined) Object.assign(headers, pageHeaders(answer.html, answer.formTo));
  else if (answer.text !== undefined) headers['Content-Type'] = answer.text.type;
  else if (answer.body !== undefined) headers['Content-Type'] = 'application/json';
  const body =
    answer.html ?? answer.text?.content ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  return { statusCode: answer.status, headers, body, isBase64Encoded: false };
}

/** The headers of a refusal, besides the request's id. */
export function problemHeaders(code: ProblemCode, members: ProblemMembers = {}): Record<string, string> {
  const { status } = PROBLEMS[code];
  const wait = members.retryAfter ?? (status === 429 || status === 503 ? 1 : undefined);
  return {
    ...MANNERS,
    'Content-Type': PROBLEM_TYPE,
    ...(wait !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(wait))) }),
    // RFC 9110 § 11.6.1: a 401 names the scheme that would do.
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="bailiwick"' }),
  };
}

/** A refusal as the gateway's proxy integration wants it. */
export function problemResponse(
  code: ProblemCode,
  members: ProblemMembers = {},
  requestId?: string,
): APIGatewayProxyResult {
  const headers = problemHeaders(code, members);
  if (requestId !== undefined) headers['X-Request-Id'] = requestId;
  const body = JSON.stringify(problemBody(code, members, requestId));
  return { statusCode: PROBLEMS[code].status, headers, body, isBase64Encoded: false };
}

/** A refusal in the words of a standard; what says when to come back stays. */
export function refusedResponse(
  { status, body }: Refused,
  { code, members }: Problem,
  requestId: string,
): APIGatewayProxyResult {
  const { 'Content-Type': _type, ...ours } = problemHeaders(code, members);
  const headers = {
    ...ours,
    'X-Request-Id': requestId,
    ...(body !== undefined && { 'Content-Type': 'application/json;charset=UTF-8' }),
  };
  const text = body === undefined ? '' : JSON.stringify(body);
  return { statusCode: status, headers, body: text, isBase64Encoded: false };
}
