import type { Reply } from '../front/service.ts';
import type { Bucket, CorsRule } from './bucket.ts';
import type { Headers } from './headers.ts';

const fits = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return pattern === text;
    return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  });

const asList = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

function ruleFor(
  bucket: Bucket | undefined,
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | undefined {
  return bucket?.config.cors.find(
    (rule) =>
      fits(rule.origins, origin) &&
      rule.methods.includes(method) &&
      headers.every((name) =>
        fits(
          rule.headers.map((allowed) => allowed.toLowerCase()),
          name,
        ),
      ),
  );
}

const shown = (rule: CorsRule, origin: string): Record<string, string> => ({
  'access-control-allow-origin': rule.origins.includes('*') ? '*' : origin,
  ...(!rule.origins.includes('*') && { 'access-control-allow-credentials': 'true' }),
  'access-control-allow-methods': rule.methods.join(', '),
  ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
  ...(rule.maxAge !== undefined && { 'access-control-max-age': String(rule.maxAge) }),
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
});

/** Headers that a browser needs on the answer to a cross-origin call; none when no rule fits. */
export function corsHeaders(
  bucket: Bucket | undefined,
  headers: Headers,
  method: string,
): Record<string, string> {
  const { origin } = headers;
  const rule = origin === undefined ? undefined : ruleFor(bucket, origin, method, []);
  return rule && origin !== undefined ? shown(rule, origin) : {};
}

/** Answers a preflight, which carries no signature: 200 with the rule, or 403. */
export function preflight(bucket: Bucket | undefined, headers: Headers): Reply {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  const asked = asList(headers['access-control-request-headers']);
  const rule =
    origin !== undefined && method !== undefined ? ruleFor(bucket, origin, method, asked) : undefined;
  if (!rule || origin === undefined)
    return {
      status: 403,
      headers: { 'content-type': 'application/xml' },
      body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.</Message></Error>',
    };
  return {
    status: 200,
    headers: {
      ...shown(rule, origin),
      ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    },
  };
}
