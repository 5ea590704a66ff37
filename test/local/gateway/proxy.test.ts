import { request as httpRequest } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authorizerScheme, Harness, integration, operation } from './harness.ts';

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
  harness.functions.set('echo', (event) => ({ statusCode: 200, body: JSON.stringify(event) }));
});
afterEach(() => harness.close());

const BINARY = { 'x-amazon-apigateway-binary-media-types': ['*/*'] };
const echoed = async (path: string, init?: RequestInit) =>
  (await (await harness.fetch(path, init)).json()) as Record<string, unknown>;

describe('the event of payload format 1.0', () => {
  beforeEach(() =>
    harness.serve(
      {
        ...BINARY,
        paths: {
          '/people/{id}': { get: operation('echo'), post: operation('echo') },
          '/people/me': { get: operation('echo') },
          '/files/{path+}': { 'x-amazon-apigateway-any-method': operation('echo') },
        },
      },
      { Variables: { colour: 'blue' } },
    ),
  );

  test('holds route, headers, query and stage', async () => {
    const event = await echoed('/v/people/a%20b?x=1&x=2&y=z', { headers: { 'X-Own': 'yes' } });
    expect(event).toMatchObject({
      resource: '/people/{id}',
      path: '/people/a%20b',
      httpMethod: 'GET',
      queryStringParameters: { x: '2', y: 'z' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['z'] },
      pathParameters: { id: 'a%20b' },
      stageVariables: { colour: 'blue' },
      headers: { 'X-Forwarded-Proto': 'http' },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        httpMethod: 'GET',
        resourcePath: '/people/{id}',
        path: '/v/people/a%20b',
        stage: 'v',
        protocol: 'HTTP/1.1',
        identity: { sourceIp: '127.0.0.1' },
      },
    });
  });

  test('has null for what is absent', async () => {
    expect(await echoed('/v/people/me')).toMatchObject({
      resource: '/people/me',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    });
  });

  test('carries every body in base64 under binary */*, text too', async () => {
    expect(await echoed('/v/people/1', { method: 'POST', body: '{"a":"ü"}' })).toMatchObject({
      body: Buffer.from('{"a":"ü"}').toString('base64'),
      isBase64Encoded: true,
    });
  });

  test('reaches greedy paths with any method, and the root as behind a custom domain', async () => {
    expect(await echoed('/files/a/b/c', { method: 'DELETE' })).toMatchObject({
      resource: '/files/{path+}',
      pathParameters: { path: 'a/b/c' },
      requestContext: { path: '/files/a/b/c' },
    });
  });

  test('comes from the gateway as a service with the ARN of the method', async () => {
    await echoed('/v/people/1');
    const [call] = harness.invoked;
    expect(call?.principal).toEqual({ kind: 'service', arn: 'apigateway.amazonaws.com', tags: {} });
    expect(call?.options.sourceArn).toMatch(
      /^arn:aws:execute-api:eu-central-1:000000000000:\w{10}\/v\/GET\/people\/\{id\}$/,
    );
  });

  test('is not made for a foreign Host: DNS rebinding', async () => {
    const status = await new Promise((resolve) => {
      const { port } = new URL(harness.url);
      httpRequest(
        { port, host: '127.0.0.1', path: '/v/people/1', headers: { host: 'evil.example' } },
        (reply) => resolve(reply.statusCode),
      ).end();
    });
    expect(status).toBe(403);
    expect(harness.invoked).toHaveLength(0);
  });
});

test('without binary types a body arrives as text', async () => {
  await harness.serve({ paths: { '/x': { post: operation('echo') } } });
  expect(await echoed('/v/x', { method: 'POST', body: 'plain' })).toMatchObject({
    body: 'plain',
    isBase64Encoded: false,
  });
});

describe('the answer of a function', () => {
  const answering = async (answer: unknown, body: object = BINARY) => {
    harness.functions.set('f', () => answer);
    await harness.serve({ ...body, paths: { '/x': { get: operation('f') } } });
    return harness.fetch('/v/x');
  };

  test('is sent with status, headers and several cookies', async () => {
    const reply = await answering({
      statusCode: 201,
      headers: { 'X-A': 1 },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'done',
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('x-a')).toBe('1');
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await reply.text()).toBe('done');
  });

  test('is decoded from base64 when the client accepts a binary type', async () => {
    const reply = await answering({ statusCode: 200, isBase64Encoded: true, body: '/wA=' });
    expect([...new Uint8Array(await reply.arrayBuffer())]).toEqual([255, 0]);
  });

  test('stays base64 text without binary types, as on AWS', async () => {
    const reply = await answering({ statusCode: 200, isBase64Encoded: true, body: '/wA=' }, {});
    expect(await reply.text()).toBe('/wA=');
  });

  test('cannot set WWW-Authenticate: the gateway renames it', async () => {
    const reply = await answering({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    expect(reply.headers.get('www-authenticate')).toBeNull();
    expect(reply.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
  });

  test.each([
    ['no object', 'text'],
    ['no status', { body: 'x' }],
    ['an object as body', { statusCode: 200, body: { a: 1 } }],
    ['nested headers', { statusCode: 200, headers: { a: {} } }],
  ])('with %s is a 502', async (_, answer) => {
    const reply = await answering(answer);
    expect(reply.status).toBe(502);
    expect(await reply.json()).toEqual({ message: 'Internal server error' });
  });
});

describe('a function that', () => {
  test('throws is a 502', async () => {
    harness.functions.set('f', () => {
      throw new Error('secret');
    });
    await harness.serve({ paths: { '/x': { get: operation('f') } } });
    const reply = await harness.fetch('/v/x');
    expect([reply.status, await reply.text()]).toEqual([502, '{"message":"Internal server error"}']);
  });

  test('takes longer than the integration may is a 504', async () => {
    harness.functions.set('f', () => new Promise((resolve) => void setTimeout(resolve, 400)));
    const slow = { 'x-amazon-apigateway-integration': integration('f', { timeoutInMillis: 50 }) };
    await harness.serve({ paths: { '/x': { get: slow } } });
    const reply = await harness.fetch('/v/x');
    expect([reply.status, await reply.json()]).toEqual([504, { message: 'Endpoint request timed out' }]);
  });

  test('gives the gateway no permission is a 500', async () => {
    await harness.serve({ paths: { '/x': { get: operation('forbidden') } } });
    expect((await harness.fetch('/v/x')).status).toBe(500);
  });
});

describe('limits', () => {
  test('a body of 10 MB passes, a larger one is a 413', async () => {
    harness.functions.set('f', () => ({ statusCode: 200 }));
    await harness.serve({ paths: { '/x': { post: operation('f') } } });
    const send = (size: number) => harness.fetch('/v/x', { method: 'POST', body: Buffer.alloc(size, 'a') });
    expect((await send(10 * 1024 * 1024)).status).toBe(200);
    const reply = await send(10 * 1024 * 1024 + 1);
    expect([reply.status, await reply.json()]).toEqual([413, { message: 'Request Too Long' }]);
  });

  test('a stage setting throttles and fills up again on the virtual clock', async () => {
    const MethodSettings = [
      { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 },
    ];
    await harness.serve({ paths: { '/x': { get: operation('echo') } } }, { MethodSettings });
    const statuses = async (count: number) => {
      const all: number[] = [];
      for (let at = 0; at < count; at++) all.push((await harness.fetch('/v/x')).status);
      return all;
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    harness.clock.advance(1_000_000);
    expect(await statuses(2)).toEqual([200, 429]);
  });
});

test('access logs follow the format of the stage', async () => {
  await harness.apply('Account', 'Account', { CloudWatchRoleArn: 'arn:aws:iam::000000000000:role/log' });
  await harness.serve(
    { paths: { '/x': { get: operation('echo') } } },
    {
      AccessLogSetting: {
        DestinationArn: 'arn:aws:logs:eu-central-1:000000000000:log-group:api-access:*',
        Format: '{"route":"$context.resourcePath","status":"$context.status"}',
      },
    },
  );
  await harness.fetch('/v/x');
  expect(harness.logged).toEqual(['api-access {"route":"/x","status":"200"}']);
});

describe('gateway responses', () => {
  test('fall back from their type to DEFAULT_4XX, with headers and context', async () => {
    await harness.serve({
      paths: { '/x': { get: operation('echo') } },
      'x-amazon-apigateway-gateway-responses': {
        DEFAULT_4XX: {
          responseParameters: {
            'gatewayresponse.header.X-Why': "'own'",
            'gatewayresponse.header.X-Id': 'context.requestId',
          },
          responseTemplates: {
            'application/problem+json':
              '{"title":$context.error.messageString,"type":"$context.error.responseType"}',
          },
        },
      },
    });
    const reply = await harness.fetch('/v/none');
    expect(reply.status).toBe(403);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('x-why')).toBe('own');
    expect(reply.headers.get('x-id')).toBe(reply.headers.get('x-amzn-requestid'));
    expect(await reply.json()).toEqual({
      title: 'Missing Authentication Token',
      type: 'MISSING_AUTHENTICATION_TOKEN',
    });
  });
});

describe('signed routes', () => {
  const scheme = {
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
  const signed = async (secretAccessKey = harness.key.secretAccessKey, service = 'execute-api') => {
    const { host, hostname, port } = new URL(harness.url);
    const signer = new SignatureV4({
      service,
      region: 'eu-central-1',
      sha256: Sha256,
      credentials: { ...harness.key, secretAccessKey },
    });
    const signedRequest = await signer.sign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/v/x',
        query: { a: '1' },
        headers: { host },
      },
      { signingDate: new Date(harness.clock.now()) },
    );
    return harness.fetch('/v/x?a=1', { headers: signedRequest.headers });
  };
  beforeEach(() =>
    harness.serve({ ...scheme, paths: { '/x': { get: operation('echo', { security: [{ sigv4: [] }] }) } } }),
  );

  test('tell the function who signed', async () => {
    const event = (await (await signed()).json()) as { requestContext: { identity: object } };
    expect(event.requestContext.identity).toMatchObject({
      userArn: 'arn:aws:iam::000000000000:role/signer',
      accessKey: 'AKIASIGNERSIGNERSIGN',
    });
  });

  test('refuse a wrong secret, another service, a missing signature and a signer without permission', async () => {
    const kinds: (string | null)[] = [];
    kinds.push((await signed('wrong')).headers.get('x-amzn-errortype'));
    kinds.push((await signed(undefined, 's3')).headers.get('x-amzn-errortype'));
    kinds.push((await harness.fetch('/v/x')).headers.get('x-amzn-errortype'));
    harness.denied = true;
    kinds.push((await signed()).headers.get('x-amzn-errortype'));
    expect(kinds).toEqual([
      'InvalidSignatureException',
      'InvalidSignatureException',
      'MissingAuthenticationTokenException',
      'AccessDeniedException',
    ]);
    expect(harness.invoked).toHaveLength(0);
  });
});

describe('a body is refused', () => {
  const good = { openapi: '3.0.1', paths: { '/x': { get: operation('echo') } } };
  test.each([
    ['of OpenAPI 3.1', { ...good, openapi: '3.1.0' }],
    ['with an unknown extension', { ...good, 'x-amazon-apigateway-request-validators': {} }],
    ['without an integration', { ...good, paths: { '/x': { get: {} } } }],
    [
      'with another method towards Lambda',
      {
        ...good,
        paths: {
          '/x': { get: { 'x-amazon-apigateway-integration': integration('f', { httpMethod: 'GET' }) } },
        },
      },
    ],
    [
      'with two schemes for one method',
      {
        ...good,
        security: [{ a: [], b: [] }],
        components: { securitySchemes: { a: authorizerScheme(), b: authorizerScheme() } },
      },
    ],
    [
      'with a kept verdict but no identity source',
      { ...good, components: { securitySchemes: { a: authorizerScheme({ identitySource: undefined }) } } },
    ],
  ])('%s', async (_, Body) => {
    await expect(harness.apply('RestApi', 'Api', { Body })).rejects.toMatchObject({
      code: 'property.unsupported',
    });
  });
});
