import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { apiHandler } from '../../../shared/http/chain.ts';
import { declaredBody } from '../../../shared/http/declared-body.ts';
import type { GatewayEvent } from '../../../shared/http/request-head.ts';
import type { AnyRoute, Answer } from '../../../shared/http/route.ts';
import type { ProblemCode } from '../../../shared/kernel/problems.ts';
import { PROBLEMS, Problem } from '../../../shared/kernel/problems.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { adminContext, gatewayEvent, jsonBody, lambdaContext, textBody } from './event.ts';

interface Services {
  readonly answer: (input: unknown) => Answer;
}

const thing = z.strictObject({
  name: z.string().max(5),
  size: z.int().optional(),
  mail: z.email().optional(),
  extra: z.record(z.string(), z.number()).optional(),
});

const ROUTES: readonly AnyRoute<Services>[] = [
  {
    method: 'GET',
    path: '/v1/things',
    audience: 'tenant',
    permission: 'contact:list',
    processing: 'view',
    function: 'records',
    summary: 'Lists things',
    query: z.strictObject({ limit: z.coerce.number().optional() }),
    use: async (services, _, input) => services.answer(input),
  },
  {
    method: 'POST',
    path: '/v1/things',
    audience: 'tenant',
    permission: 'contact:create',
    processing: 'collect',
    function: 'records',
    summary: 'Creates a thing',
    body: thing,
    output: z.object({ id: z.string() }),
    idempotency: 'required',
    use: async (services, _, input) => services.answer(input),
  },
  {
    method: 'PATCH',
    path: '/v1/things/{id}',
    audience: 'tenant',
    permission: 'contact:change',
    processing: 'change',
    function: 'records',
    summary: 'Changes a thing',
    params: z.strictObject({ id: z.string() }),
    body: thing.partial(),
    conditional: true,
    use: async (services, _, input) => services.answer(input),
  },
  {
    method: 'POST',
    path: '/v1/platform',
    audience: 'platform',
    processing: 'none',
    function: 'platform',
    summary: 'Says who operates',
    use: async (_, context) => ({ status: 200, body: context }),
  },
  {
    method: 'POST',
    path: '/public/form',
    audience: 'public',
    processing: 'none',
    function: 'public',
    summary: 'Takes a form',
    body: z.strictObject({ name: z.string() }),
    use: async (_, _context, input) => ({
      status: 200,
      html: `<style>p{}</style>${(input.body as { name: string }).name}`,
    }),
  },
];

function office(answer: (input: unknown) => Answer = (input) => ({ status: 200, body: input })) {
  const lines: string[] = [];
  const store = new ModelOffice();
  const handler = apiHandler({
    routes: ROUTES,
    services: { answer },
    contexts: { tenant: (tenant) => store.workspace(tenant) },
    log: (line) => lines.push(line),
  });
  const call = async (event: Parameters<typeof gatewayEvent>[0]) => {
    const response = await handler(gatewayEvent(event) as GatewayEvent, lambdaContext);
    return {
      ...response,
      json: response.body ? (JSON.parse(response.body) as Record<string, unknown>) : undefined,
    };
  };
  return { call, lines, handler };
}

const post = (value: unknown, headers: Record<string, string> = {}) => {
  const sent = jsonBody(value);
  return { httpMethod: 'POST', ...sent, headers: { ...sent.headers, 'Idempotency-Key': 'k-1', ...headers } };
};
const patch = (value: unknown, headers: Record<string, string>) => ({
  ...post(value, headers),
  httpMethod: 'PATCH',
  resource: '/v1/things/{id}',
  pathParameters: { id: 'a' },
});
const codeOf = (response: { json: Record<string, unknown> | undefined }) =>
  String(response.json?.['type']).replace('urn:bailiwick:problem:', '');

describe('answers', () => {
  test('carry version, place and the manners that keep them out of caches', async () => {
    const { call } = office(() => ({ status: 201, body: { id: 'x' }, version: 3, location: '/v1/things/x' }));
    const response = await call(post({ name: 'Noor' }));
    expect(response.statusCode).toBe(201);
    expect(response.headers).toMatchObject({
      ETag: '"v3"',
      Location: '/v1/things/x',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      'Content-Type': 'application/json',
    });
    expect(response.headers?.['Strict-Transport-Security']).toContain('max-age=');
  });

  test('hold declared members only (ASVS 15.3.1)', async () => {
    const { call } = office(() => ({ status: 201, body: { id: 'x', secret: 'y' } }));
    expect((await call(post({ name: 'Noor' }))).body).toBe('{"id":"x"}');
  });

  test('hold no member that was left out, though its schema has a default (IAM-03)', async () => {
    const body = { id: 'x', nested: [{ a: 1 }] };
    const schema = z.object({
      id: z.string(),
      status: z.string().default('open'),
      nested: z.array(z.object({ a: z.int(), b: z.string().default('b') })),
    });
    expect(await declaredBody(schema, body)).toEqual(body);
  });

  test('of another shape than declared are our fault and stay inside', async () => {
    const { call, lines } = office(() => ({ status: 201, body: { secret: 'y' } }));
    const response = await call(post({ name: 'Noor' }));
    expect(codeOf(response)).toBe('internal');
    expect(lines).toHaveLength(1);
  });

  test('as pages run no script and apply only their own styles', async () => {
    const response = await office().handler(
      gatewayEvent({
        resource: '/public/form',
        httpMethod: 'POST',
        body: Buffer.from('name=Ines+A').toString('base64'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      lambdaContext,
    );
    expect(response.body).toBe('<style>p{}</style>Ines A');
    expect(response.headers?.['Content-Security-Policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    );
  });
});

describe('refusals', () => {
  test.each(Object.keys(PROBLEMS) as ProblemCode[])('%s renders as RFC 9457', async (code) => {
    const { call } = office(() => {
      throw new Problem(code, {
        detail: 'Do this.',
        violations: [{ pointer: '/a', rule: 'b' }],
        ids: ['c'],
      });
    });
    const response = await call({});
    const { status, title } = PROBLEMS[code];
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    });
    expect(response.json).toMatchObject({ type: `urn:bailiwick:problem:${code}`, title, status });
    if (code === 'not-found') expect(Object.keys(response.json ?? {})).toEqual(['type', 'title', 'status']);
    else {
      expect(response.json).toMatchObject({
        detail: 'Do this.',
        instance: 'urn:bailiwick:request:c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
        ids: ['c'],
      });
    }
    expect(response.headers?.['Retry-After'] !== undefined).toBe(status === 429 || status === 503);
    expect(response.headers?.['WWW-Authenticate'] !== undefined).toBe(status === 401);
  });

  test('absent, not ours and unrouted are the same bytes', async () => {
    const refuse = (detail?: string) =>
      office(() => {
        throw new Problem('not-found', detail === undefined ? {} : { detail });
      });
    const bodies = [
      (await refuse('another tenant has it').call({})).body,
      (await refuse().call({})).body,
      (await office().call({ resource: '/v1/nothing' })).body,
    ];
    expect(new Set(bodies).size).toBe(1);
  });

  test('a foreign failure is internal, and its line has a name but no message', async () => {
    const { call, lines } = office(() => {
      throw new RangeError('Ines Albrecht lives here');
    });
    const response = await call({});
    expect(codeOf(response)).toBe('internal');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'error',
      code: 'internal',
      error: 'RangeError',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      route: 'GET /v1/things',
    });
    expect(response.body + lines.join('')).not.toContain('Ines');
  });

  test('a failure that passes asks to come back', async () => {
    const { call } = office(() => {
      throw Object.assign(new Error('x'), { name: 'ThrottlingException' });
    });
    const response = await call({});
    expect(codeOf(response)).toBe('unavailable');
    expect(response.headers?.['Retry-After']).toBe('1');
  });

  test('another method names the ones that exist', async () => {
    const response = await office().call({ httpMethod: 'DELETE' });
    expect(response.statusCode).toBe(405);
    expect(response.headers?.['Allow']).toBe('GET, POST');
  });

  test('an answer that would come after the end of the function is given up in time', async () => {
    const { handler } = office(() => new Promise(() => {}) as never);
    const late = { ...lambdaContext, getRemainingTimeInMillis: () => 251 };
    expect((await handler(gatewayEvent({}), late)).statusCode).toBe(504);
  });
});

describe('order', () => {
  test('permission is decided before the body is looked at', async () => {
    const sent = {
      ...post({}),
      ...textBody('{'),
      authorizer: { ...gatewayEvent().requestContext.authorizer, role: 'readOnly' },
    };
    expect(codeOf(await office().call(sent))).toBe('forbidden');
  });

  test("a key's scopes narrow the role and never widen it", async () => {
    const as = (role: string, scopes: string) => ({
      authorizer: { ...gatewayEvent().requestContext.authorizer, role, scopes },
    });
    const { call } = office();
    expect((await call(as('admin', 'contact:list'))).statusCode).toBe(200);
    expect(codeOf(await call(as('admin', 'contact:read')))).toBe('forbidden');
    expect(codeOf(await call(as('admin', '')))).toBe('forbidden');
    expect(codeOf(await call(as('warehouse', 'contact:list')))).toBe('forbidden');
  });

  test.each([
    {},
    { tenant: 'acme' },
    { role: 'owner' },
    { role: 'toString' },
    { kind: 'robot' },
    { principal: '' },
    { scopes: undefined },
  ])('an authorizer context that is not ours is no caller: %o', async (change) => {
    const context =
      Object.keys(change).length === 0 ? {} : { ...gatewayEvent().requestContext.authorizer, ...change };
    expect(codeOf(await office().call({ authorizer: context }))).toBe('unauthenticated');
  });

  test('an operator is whom the signature names; nobody is refused', async () => {
    const { call } = office();
    const event = { resource: '/v1/platform', httpMethod: 'POST' };
    expect(codeOf(await call(event))).toBe('unauthenticated');
    const requestContext = {
      identity: { userArn: 'arn:aws:iam::1:role/x' },
    } as GatewayEvent['requestContext'];
    expect((await call({ ...event, requestContext })).json).toEqual({ operator: 'arn:aws:iam::1:role/x' });
  });

  test('a bundle that serves tenants without opening workspaces does not start', () => {
    expect(() =>
      apiHandler({ routes: ROUTES, services: { answer: (): Answer => ({ status: 204 }) }, contexts: {} }),
    ).toThrow('needs a tenant context');
  });

  test('a workspace of another tenant is never used', async () => {
    const lines: string[] = [];
    const handler = apiHandler({
      routes: ROUTES,
      services: { answer: (): Answer => ({ status: 204 }) },
      contexts: { tenant: () => ({ tenant: 'another' }) as unknown as Workspace },
      log: (line) => lines.push(line),
    });
    expect((await handler(gatewayEvent({}), lambdaContext)).statusCode).toBe(500);
  });
});

describe('preconditions', () => {
  test.each([
    [{}, 'precondition.required'],
    [{ 'If-Match': '*' }, 'precondition.required'],
    [{ 'If-Match': 'W/"v3"' }, 'precondition.failed'],
    [{ 'If-Match': '"v3", "v4"' }, 'precondition.failed'],
    [{ 'If-Match': '"v0"' }, 'precondition.failed'],
  ])('%o → %s', async (headers, code) => {
    expect(codeOf(await office().call(patch({ name: 'a' }, headers)))).toBe(code);
  });

  test('a strong tag gives the version, in any case of the header', async () => {
    const response = await office().call(patch({ name: 'a' }, { 'if-MATCH': '"v3"' }));
    expect(response.json).toMatchObject({ ifMatch: 3, path: { id: 'a' }, body: { name: 'a' } });
  });

  test('a merge patch may say so, a creating call may not', async () => {
    const type = { 'If-Match': '"v3"', 'Content-Type': 'application/merge-patch+json; charset=utf-8' };
    expect((await office().call(patch({ name: 'a' }, type))).statusCode).toBe(200);
    expect(codeOf(await office().call(post({ name: 'a' }, type)))).toBe('media-type.unsupported');
  });

  test.each([
    ['k-1', 'k-1'],
    ['"a b"', 'a b'],
    ['"a\\"b"', 'a"b'],
    ['x'.repeat(200), 'x'.repeat(200)],
  ])('Idempotency-Key %s is read', async (sent, read) => {
    const seen: unknown[] = [];
    const { call } = office((input) => {
      seen.push(input);
      return { status: 201, body: { id: 'x' } };
    });
    await call(post({ name: 'a' }, { 'Idempotency-Key': sent }));
    expect(seen).toMatchObject([{ idempotencyKey: read }]);
  });

  test.each(['a b', '"a', 'é', 'x'.repeat(201), '""'])('Idempotency-Key %s is refused', async (sent) => {
    const response = await office().call(post({ name: 'a' }, { 'Idempotency-Key': sent }));
    expect(response.json?.['violations']).toEqual([{ pointer: '/header/idempotency-key', rule: 'syntax' }]);
  });

  test('a creating call without Idempotency-Key is refused', async () => {
    expect(codeOf(await office().call({ httpMethod: 'POST', ...jsonBody({ name: 'a' }) }))).toBe(
      'idempotency.missing',
    );
  });
});

describe('repeated calls', () => {
  const counted = () => {
    let calls = 0;
    return office(() => ({ status: 201, body: { id: `thing-${++calls}` }, version: 1 }));
  };

  test('the same request gets the same answer and takes effect once', async () => {
    const { call } = counted();
    const sent = { ...post({ name: 'a' }), authorizer: adminContext() };
    const [first, second] = [await call(sent), await call(sent)];
    expect(second.body).toBe(first.body);
    expect(second.headers?.['ETag']).toBe('"v1"');
  });

  test('another request with the key is refused', async () => {
    const { call } = counted();
    const authorizer = adminContext();
    await call({ ...post({ name: 'a' }), authorizer });
    expect(codeOf(await call({ ...post({ name: 'b' }), authorizer }))).toBe('idempotency.reused');
  });

  test('keys of two principals never meet', async () => {
    const { call } = counted();
    const authorizer = adminContext();
    const first = await call({ ...post({ name: 'a' }), authorizer });
    const other = { ...authorizer, principal: adminContext()['principal'] };
    expect((await call({ ...post({ name: 'a' }), authorizer: other })).body).not.toBe(first.body);
  });

  test('a refusal gives the key back, a failure of ours does not', async () => {
    const failures = [new Problem('rule.violated'), undefined, new Error('broken')];
    const { call } = office(() => {
      const failure = failures.shift();
      if (failure) throw failure;
      return { status: 201, body: { id: 'x' } };
    });
    const sent = { ...post({ name: 'a' }), authorizer: adminContext() };
    expect(codeOf(await call(sent))).toBe('rule.violated');
    expect((await call(sent)).statusCode).toBe(201);
    const again = { ...post({ name: 'a' }, { 'Idempotency-Key': 'k-2' }), authorizer: adminContext() };
    expect(codeOf(await call(again))).toBe('internal');
    expect(codeOf(await call(again))).toBe('idempotency.in-flight');
  });
});

describe('shape', () => {
  test('violations are places and rules, never values or names of the caller', async () => {
    const value = { name: 'Tomás Vidal', mail: 'no', 'Tomás Vidal': 1, extra: { 'Tomás Vidal': 'x' } };
    const response = await office().call(post(value));
    expect(response.statusCode).toBe(400);
    expect(response.json?.['violations']).toEqual([
      { pointer: '/name', rule: 'too_big' },
      { pointer: '/mail', rule: 'invalid_format.email' },
      { pointer: '/extra/*', rule: 'invalid_type' },
      { pointer: '', rule: 'unrecognized_keys' },
    ]);
    expect(response.body).not.toContain('Vidal');
  });

  test('a missing member is told apart from one of another type', async () => {
    expect((await office().call(post({}))).json?.['violations']).toEqual([
      { pointer: '/name', rule: 'required' },
    ]);
  });

  test.each([
    [{ queryStringParameters: { limit: 'x' } }, '/query/limit'],
    [{ queryStringParameters: { offset: '1' } }, '/query'],
    [{ multiValueQueryStringParameters: { limit: ['1', '2'] } }, '/query'],
    [{ multiValueHeaders: { 'If-Match': ['"v1"', '"v2"'] }, ...patch({}, {}) }, '/header/if-match'],
    [{ body: 'e30=' }, ''],
  ])('%o is refused at %s', async (event, pointer) => {
    const response = await office().call(event);
    expect(response.statusCode).toBe(400);
    expect(response.json?.['violations']).toMatchObject([{ pointer }]);
  });
});
