import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SESv2Client, GetAccountCommand } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../../local/front/service.ts';
import { createDecide } from '../../../local/iam/authorize.ts';
import type { CallRecord } from '../../../local/front/call-log.ts';
import { WORKER } from '../iam/decide.ts';
import { cloud, failure } from './setup.ts';
import type { Cloud } from './setup.ts';

let local: Cloud;
const calls: CallRecord[] = [];
beforeEach(async () => {
  calls.length = 0;
  local = await cloud({
    onCall: (record) => calls.push(record),
    local: (request, response) => void response.end(`local ${request.url}`),
  });
});
afterEach(() => local.close());

const getItem = () =>
  new DynamoDBClient(local.client()).send(new GetItemCommand({ TableName: 't', Key: {} }));
const getObject = () =>
  new S3Client({ ...local.client(), forcePathStyle: true }).send(
    new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
  );
const getSchedule = () => new SchedulerClient(local.client()).send(new GetScheduleCommand({ Name: 'n' }));

describe('errors', () => {
  test('have the code, status and members that the client of each protocol expects', async () => {
    local.answer = () => {
      throw new AwsError('ConditionalCheckFailedException', 'no', 400, { Item: { pk: { S: 'x' } } });
    };
    await expect(getItem()).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'no',
      Item: { pk: { S: 'x' } },
    });
    local.answer = () => {
      throw new AwsError('ResourceNotFoundException', 'none', 404);
    };
    await expect(getSchedule()).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'none' });
    local.answer = () => {
      throw new AwsError('NoSuchKey', 'a <b> & c', 404, { Key: 'k' });
    };
    await expect(getObject()).rejects.toMatchObject({ name: 'NoSuchKey', message: 'a <b> & c', Key: 'k' });
  });

  test('a refusal by IAM is AccessDeniedException in JSON and AccessDenied in XML', async () => {
    const { roles, hits } = local.account;
    const decide = createDecide({
      place: { partition: 'aws', region: 'eu-central-1', account: '000000000000' },
      clock: { now: () => 0 },
      roles,
      hits,
    });
    local.answer = (call) => {
      const decision = decide(call.principal, { action: 'x:Y', resource: '*' });
      throw new AwsError('AccessDeniedException', decision.reason);
    };
    expect(await failure(getItem())).toEqual({ code: 'AccessDeniedException', status: 400 });
    expect(await failure(getSchedule())).toEqual({ code: 'AccessDeniedException', status: 403 });
    expect(await failure(getObject())).toEqual({ code: 'AccessDenied', status: 403 });
  });

  test('an unexpected failure tells neither client nor log what it was about', async () => {
    local.answer = () => {
      throw new TypeError('jane@example.org is not a function');
    };
    await expect(getItem()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(local.logged).toEqual([
      expect.stringMatching(/^local cloud: dynamodb GetItem failed: TypeError at [\w.-]+:\d+$/),
    ]);
    await expect(getItem()).rejects.not.toMatchObject({ message: expect.stringContaining('jane') });
  });

  test('a service that is not emulated is refused by name', async () => {
    const ses = new SESv2Client(local.client()).send(new GetAccountCommand({}));
    await expect(ses).rejects.toMatchObject({ message: 'The local cloud does not emulate ses.' });
  });

  test('a body that breaks half-way breaks the connection', async () => {
    local.answer = () => ({
      status: 200,
      body: Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('disk');
        })(),
      ),
    });
    const got = await getObject();
    await expect(got.Body?.transformToString()).rejects.toThrow();
  });
});

describe('answers', () => {
  test('carry a request id and the virtual date', async () => {
    local.offset = 10 * 60_000;
    const { $metadata } = await getItem();
    expect($metadata.requestId).toBe(local.seen[0]?.requestId);
    const refused = await fetch(local.front.url);
    expect(Date.parse(refused.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(refused.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('streams arrive whole', async () => {
    local.answer = () => ({ status: 200, body: Readable.from([Buffer.from('one '), Buffer.from('two')]) });
    expect(await (await getObject()).Body?.transformToString()).toBe('one two');
  });
});

describe('the local address', () => {
  test('goes to its own handler', async () => {
    expect(await (await fetch(`${local.front.url}/_local/mail?x=1`)).text()).toBe('local /_local/mail?x=1');
  });

  test('a foreign host name is refused (DNS rebinding)', async () => {
    const status = await new Promise((resolve, reject) => {
      const options = {
        port: local.front.port,
        host: '127.0.0.1',
        path: '/_local/x',
        headers: { host: 'evil.example' },
      };
      httpRequest(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('calls are numbered and counted', () => {
  test('over all services, without payloads, with counters that reset', async () => {
    await Promise.all([getItem(), getItem(), getObject()]);
    await new STSClient(local.client()).send(new GetCallerIdentityCommand({}));
    await new S3Client(local.client()).send(new ListBucketsCommand({})).catch(() => undefined);
    expect(local.front.calls()).toBe(5);
    expect(local.front.counters()).toEqual({
      'dynamodb:GetItem': 2,
      's3:GET': 2,
      'sts:GetCallerIdentity': 1,
    });
    expect(calls.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(local.front.recent()).toEqual(calls);
    const { milliseconds, ...rest } = local.front.recent()[3] ?? { milliseconds: -1 };
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(rest).toEqual({
      number: 4,
      service: 'sts',
      operation: 'GetCallerIdentity',
      principal: WORKER,
      status: 200,
    });
    local.front.resetCounters();
    expect([local.front.counters(), local.front.calls()]).toEqual([{}, 5]);
  });
});
