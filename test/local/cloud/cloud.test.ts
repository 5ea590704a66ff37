import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CfnResource } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCloud, type Cloud } from '../../../local/cloud.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { templateHash } from '../../../local/template/hash.ts';
import { Fixture } from './fixture.ts';

const DAY = 86_400_000;

let fixture: Fixture;
let cloud: Cloud;

beforeAll(async () => {
  fixture = new Fixture();
  fixture.synth();
  cloud = await startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir });
}, 60_000);

afterAll(async () => {
  await cloud.stop();
  fixture.close();
});

const call = async (method: string, path: string, token?: string, body?: string) => {
  const response = await fetch(`${cloud.apiUrl('things')}${path}`, {
    method,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, value: (await response.json()) as Record<string, unknown>, response };
};

describe('a request', () => {
  test('passes authorizer, function, SDK and table, each under the policies of the template', async () => {
    expect(await call('PUT', '/v/things/a', 'acme', 'hello')).toMatchObject({
      status: 201,
      value: { id: 'a', tenant: 'acme' },
    });
    expect(await call('GET', '/things/a', 'acme')).toMatchObject({ status: 200, value: { body: 'hello' } });
  });

  test('of a function beyond its role ends in AccessDeniedException', async () => {
    expect(await call('DELETE', '/v/things/a', 'acme')).toMatchObject({
      status: 500,
      value: { name: 'AccessDeniedException', message: expect.stringContaining('dynamodb:Scan') },
    });
  });

  test.each([
    ['without a token', undefined, 401],
    ['that the authorizer does not know', 'nobody', 401],
    ['that the authorizer denies', 'denied', 403],
  ])('%s is refused', async (_, token, status) => {
    expect((await call('GET', '/v/things/a', token)).status).toBe(status);
  });

  test('to an unknown route gets the gateway response of the body', async () => {
    const { status, value, response } = await call('GET', '/v/nowhere');
    expect(status).toBe(404);
    expect(value).toMatchObject({ code: 'not-found', id: response.headers.get('x-amzn-requestid') });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('to a signed route without a signature is refused', async () => {
    expect((await call('GET', '/v/signed')).status).toBe(404);
  });
});

describe('the stream of the table', () => {
  test('reaches the mapped function, filtered', async () => {
    await call('PUT', '/v/things/watched-1', 'acme', 'x');
    await vi.waitFor(
      async () => {
        const { value } = await call('GET', '/v/things/seen-watched-1', 'acme');
        expect(value).toEqual({ body: 'INSERT' });
      },
      { timeout: 10_000, interval: 50 },
    );
  });
});

describe('time', () => {
  test('jumps for functions and endpoints together, and SDK calls keep working', async () => {
    const response = await fetch(`${cloud.awsUrl}/_local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: 'P90D' }),
    });
    expect(response.status).toBe(200);
    const { value, response: answer } = await call('GET', '/v/now');
    const inFunction = Date.parse(String(value['now']));
    expect(inFunction).toBeGreaterThan(Date.now() + 89 * DAY);
    expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - inFunction)).toBeLessThan(60_000);
    expect((await call('GET', '/v/things/a', 'acme')).value).toEqual({ body: 'hello' });
  });
});

describe('a call in progress', () => {
  test('ends before the clock jumps: the minutes are not taken for its own', async () => {
    // A worker that is there already begins at once.
    await call('GET', '/v/now');
    const slow = call('GET', '/v/slow');
    await vi.waitFor(async () => {
      const { functions } = (await (await fetch(`${cloud.awsUrl}/_local/status.json`)).json()) as {
        functions: { running: number }[];
      };
      expect(functions.some(({ running }) => running > 0)).toBe(true);
    });
    const jumped = await fetch(`${cloud.awsUrl}/_local/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: 'PT1H' }),
    });
    expect(jumped.status).toBe(200);
    expect(Number((await slow).value['took'])).toBeLessThan(60_000);
  });
});

describe('the pages', () => {
  const local = (path: string, init?: RequestInit) => fetch(`${cloud.awsUrl}/_local/${path}`, init);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    local(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('show addresses, hash, functions and recent calls', async () => {
    const status = (await (await local('status.json')).json()) as Record<string, unknown>;
    expect(status).toMatchObject({
      templateHash: cloud.templateHash,
      awsUrl: cloud.awsUrl,
      stacks: [
        { name: 'Data', excused: 0 },
        { name: 'Api', excused: 1 },
      ],
    });
    const html = await (await local('')).text();
    expect(html).toContain(cloud.templateHash);
    expect(html).toContain('Api-ThingsFunction');
  });

  test('count calls and forget them', async () => {
    await call('GET', '/v/things/a', 'acme');
    expect(await (await local('counters')).json()).toMatchObject({ 'dynamodb:GetItem': expect.any(Number) });
    expect((await local('counters', { method: 'DELETE' })).status).toBe(204);
    expect(await (await local('counters')).json()).toEqual({});
  });

  test.each([
    ['a jump backwards', { to: '2020-01-01T00:00:00Z' }],
    ['a wall clock without a zone', { to: '2099-01-01T00:00:00' }],
    ['no duration', { advance: '3 days' }],
  ])('refuse %s', async (_, body) => {
    expect((await post('clock', body)).status).toBe(400);
  });

  test('refuse posts that a foreign page could send', async () => {
    expect((await post('clock', { advance: 1 }, { origin: 'http://evil.example' })).status).toBe(403);
    const plain = await local('clock', { method: 'POST', body: '{"advance":1}' });
    expect(plain.status).toBe(400);
  });
});

test('the operator reads with the SDK what the function wrote', async () => {
  const client = new DynamoDBClient({
    endpoint: cloud.awsUrl,
    region: cloud.place.region,
    credentials: cloud.operator,
    systemClockOffset: cloud.clock.offset,
  });
  const TableName = cloud.outputs['Api']?.['TableName'];
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }));
  expect(Item?.['body']).toEqual({ S: 'hello' });
  client.destroy();
});

test('the template hash is that of the synthesized templates', () => {
  expect(cloud.templateHash).toBe(templateHash(readAssembly(fixture.assembly)));
});

describe('a second start', () => {
  test('on the same state folder is refused with the pid of the first', async () => {
    await expect(
      startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir }),
    ).rejects.toMatchObject({ code: 'state.in-use', pid: process.pid });
  });

  test('after a stop finds everything again, the time included', async () => {
    const before = cloud.clock.now();
    await cloud.stop();
    cloud = await startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir });
    expect(cloud.clock.now()).toBeGreaterThanOrEqual(before);
    expect((await call('GET', '/v/things/a', 'acme')).value).toEqual({ body: 'hello' });
  }, 30_000);
});

describe('a start is refused', () => {
  const start = (changes: Partial<Parameters<typeof startCloud>[0]> = {}) =>
    startCloud({ assembly: fixture.assembly, stateDir: `${fixture.stateDir}-other`, ...changes });

  test.each(['AWS_LAMBDA_FUNCTION_NAME', 'AWS_EXECUTION_ENV'])('inside AWS (%s)', async (name) => {
    process.env[name] = 'x';
    try {
      await expect(start()).rejects.toMatchObject({ code: 'inside-aws' });
    } finally {
      delete process.env[name];
    }
  });

  test('on a taken port, with its number and the option, and leaves nothing behind', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(start({ port: port - 1 })).rejects.toThrow(
      `port ${port} is taken; choose another with --port`,
    );
    await new Promise((resolve) => server.close(resolve));
    const again = await start();
    await again.stop();
  }, 30_000);

  test('for a resource type that is neither emulated nor excused, naming it', async () => {
    const other = new Fixture();
    other.synth((stack) => void new CfnResource(stack, 'Fleet', { type: 'AWS::EC2::Fleet' }));
    await expect(start({ assembly: other.assembly, stateDir: other.stateDir })).rejects.toMatchObject({
      code: 'type.unknown',
      subject: 'AWS::EC2::Fleet (Api/Fleet)',
    });
    other.close();
  }, 30_000);
});
