import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authorizerScheme, Harness, operation } from './harness.ts';

let harness: Harness;
let asked: Record<string, unknown>[];

const verdict = (event: Record<string, unknown>, changes: object = {}) => ({
  principalId: 'p',
  context: { tenant: 'acme', n: 1, yes: true },
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event['methodArn'] }],
  },
  ...changes,
});

beforeEach(() => {
  harness = new Harness();
  asked = [];
  harness.functions.set('echo', (event) => ({ statusCode: 200, body: JSON.stringify(event) }));
  authorize((event) => verdict(event));
});
afterEach(() => harness.close());

function authorize(answer: (event: Record<string, unknown>) => unknown): void {
  harness.functions.set('authorizer', (event) => {
    asked.push(event);
    return answer(event);
  });
}

const serve = (changes: object = {}) =>
  harness.serve({
    security: [{ token: [] }],
    paths: {
      '/a/{id}': { get: operation('echo') },
      '/b': { get: operation('echo') },
      '/open': { get: operation('echo', { security: [] }) },
    },
    components: { securitySchemes: { token: authorizerScheme(changes) } },
  });

const get = (path: string, token?: string) =>
  harness.fetch(path, token === undefined ? {} : { headers: { authorization: token } });

describe('a request authorizer', () => {
  test('gets a REQUEST event without a body, and its context reaches the function as text', async () => {
    await serve();
    const event = (await (await get('/v/a/1', 't')).json()) as { requestContext: Record<string, unknown> };
    expect(event.requestContext['authorizer']).toEqual({
      principalId: 'p',
      tenant: 'acme',
      n: '1',
      yes: 'true',
    });
    expect(asked[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(/^arn:aws:execute-api:eu-central-1:000000000000:\w+\/v\/GET\/a\/1$/),
      resource: '/a/{id}',
      headers: { authorization: 't' },
      pathParameters: { id: '1' },
    });
    expect(asked[0]).not.toHaveProperty('body');
  });

  test('is not asked without the identity source: 401', async () => {
    await serve();
    const reply = await get('/v/b');
    expect([reply.status, await reply.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(asked).toHaveLength(0);
  });

  test('is not asked for open methods', async () => {
    await serve();
    expect((await get('/v/open')).status).toBe(200);
    expect(asked).toHaveLength(0);
  });

  test('is asked once per identity within its time to live, on the virtual clock', async () => {
    await serve();
    for (const token of ['t', 't', 'u']) await get('/v/b', token);
    expect(asked).toHaveLength(2);
    harness.clock.advance(31_000);
    await get('/v/b', 't');
    expect(asked).toHaveLength(3);
  });

  test('is asked every time without a time to live', async () => {
    await serve({ authorizerResultTtlInSeconds: 0 });
    await get('/v/b', 't');
    await get('/v/b', 't');
    expect(asked).toHaveLength(2);
  });

  test('whose kept policy names one method locks out every other: the trap of AWS', async () => {
    await serve();
    expect((await get('/v/b', 't')).status).toBe(200);
    const reply = await get('/v/a/1', 't');
    expect([reply.status, await reply.json()]).toEqual([
      403,
      { message: 'User is not authorized to access this resource' },
    ]);
  });

  test('that denies explicitly is a 403 that says so', async () => {
    authorize((event) =>
      verdict(event, {
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }],
        },
      }),
    );
    await serve();
    const reply = await get('/v/b', 't');
    expect([reply.status, await reply.json()]).toEqual([
      403,
      { message: 'User is not authorized to access this resource with an explicit deny' },
    ]);
  });

  test.each([
    ['throws Unauthorized', new Error('Unauthorized'), 401, 'UnauthorizedException'],
    ['throws anything else', new Error('boom'), 500, 'AuthorizerFailureException'],
  ])('that %s answers %s', async (_, error, status, kind) => {
    authorize(() => {
      throw error;
    });
    await serve();
    const reply = await get('/v/b', 't');
    expect([reply.status, reply.headers.get('x-amzn-errortype')]).toEqual([status, kind]);
  });

  test.each([
    ['nothing', null],
    ['no principal', { policyDocument: { Statement: [] } }],
    ['no policy', { principalId: 'p' }],
    ['a nested context', verdict({ methodArn: '*' }, { context: { a: { b: 1 } } })],
    [
      'a policy that cannot be read',
      { principalId: 'p', policyDocument: { Statement: [{ Effect: 'Maybe' }] } },
    ],
  ])('that answers %s is a configuration error, not kept', async (_, answer) => {
    authorize(() => answer);
    await serve();
    const first = await get('/v/b', 't');
    expect([first.status, first.headers.get('x-amzn-errortype')]).toEqual([
      500,
      'AuthorizerConfigurationException',
    ]);
    await get('/v/b', 't');
    expect(asked).toHaveLength(2);
  });
});
