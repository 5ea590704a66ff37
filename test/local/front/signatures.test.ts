import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBody } from '../../../local/front/body.ts';
import { session, WORKER } from '../iam/decide.ts';
import { cloud, failure } from './setup.ts';
import type { ClientCredentials, Cloud } from './setup.ts';

let local: Cloud;
beforeEach(async () => {
  local = await cloud();
});
afterEach(() => local.close());

const MINUTE = 60_000;
const item = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } });
const dynamodb = (given?: ClientCredentials, region?: string) =>
  new DynamoDBClient(local.client(given, region)).send(item);
const s3 = (given?: ClientCredentials) => new S3Client({ ...local.client(given), forcePathStyle: true });
const object = { Bucket: 'files', Key: "a b/ü(1)'+*.txt" };

describe('calls of real SDK clients', () => {
  test('reach their service with operation, body and principal', async () => {
    await dynamodb();
    await new KMSClient(local.client()).send(new DescribeKeyCommand({ KeyId: 'k' }));
    expect(local.seen.map((call) => [call.service, call.operation, call.body.toString()])).toEqual([
      ['dynamodb', 'GetItem', '{"TableName":"t","Key":{"pk":{"S":"x"}}}'],
      ['kms', 'DescribeKey', '{"KeyId":"k"}'],
    ]);
    expect(local.seen[0]?.principal).toEqual({ kind: 'role', arn: WORKER, roleArn: WORKER, tags: {} });
    expect(local.seen[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('an S3 key with every awkward character is verified, in the header and in a presigned URL', async () => {
    local.answer = async (call) => ({
      status: 200,
      body: `${call.presigned} ${(await readBody(call.stream)).length}`,
    });
    const got = await s3().send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe('false 0');
    await s3().send(new PutObjectCommand({ ...object, Body: 'hello' }));
    expect(local.seen[1]?.path).toBe('/files/a%20b/%C3%BC%281%29%27%2B%2A.txt');
    const url = await getSignedUrl(s3(), new GetObjectCommand({ ...object, ResponseContentType: 'a/b' }), {
      expiresIn: 60,
    });
    expect(await (await fetch(url)).text()).toBe('true 0');
  });

  test('session credentials work with their token and carry their tags', async () => {
    const key = local.credentials.openSession({ ...session({ tenant: 'a' }), kind: 'session' }, 900);
    await dynamodb(key);
    expect(local.seen[0]?.principal).toEqual(session({ tenant: 'a' }));
    const url = await getSignedUrl(s3(key), new GetObjectCommand(object), { expiresIn: 60 });
    expect((await fetch(url)).status).toBe(200);
  });
});

/** What each protocol answers. */
const CODES = {
  'unknown key': [
    'UnrecognizedClientException 400',
    'InvalidAccessKeyId 403',
    'InvalidClientTokenId 403',
    'UnrecognizedClientException 403',
  ],
  'wrong secret': [
    'InvalidSignatureException 400',
    'SignatureDoesNotMatch 403',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ],
  'missing token': [
    'UnrecognizedClientException 400',
    'InvalidToken 400',
    'InvalidClientTokenId 403',
    'UnrecognizedClientException 403',
  ],
  'foreign token': [
    'UnrecognizedClientException 400',
    'InvalidToken 400',
    'InvalidClientTokenId 403',
    'UnrecognizedClientException 403',
  ],
  'ended session': [
    'ExpiredTokenException 400',
    'ExpiredToken 400',
    'ExpiredToken 403',
    'ExpiredTokenException 403',
  ],
  'slow clock': [
    'InvalidSignatureException 400',
    'RequestTimeTooSkewed 403',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ],
  'fast clock': [
    'InvalidSignatureException 400',
    'RequestTimeTooSkewed 403',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ],
} as const;

function prepare(name: keyof typeof CODES): ClientCredentials {
  const open = () => local.credentials.openSession({ ...session(), kind: 'session' }, 900);
  switch (name) {
    case 'unknown key':
      return { ...local.key, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' };
    case 'wrong secret':
      return { ...local.key, secretAccessKey: 'guess' };
    case 'missing token': {
      const { accessKeyId, secretAccessKey } = open();
      return { accessKeyId, secretAccessKey };
    }
    case 'foreign token':
      return { ...open(), sessionToken: open().sessionToken };
    case 'ended session': {
      local.offset = -14 * MINUTE;
      const key = local.credentials.openSession({ ...session(), kind: 'session' }, 840);
      local.offset = 1;
      return key;
    }
    case 'slow clock':
      local.offset = 16 * MINUTE;
      return local.key;
    case 'fast clock':
      local.offset = -16 * MINUTE;
      return local.key;
  }
}

describe('a caller who cannot prove who he is reaches no service', () => {
  test.for(Object.keys(CODES) as (keyof typeof CODES)[])('%s', async (name) => {
    const key = prepare(name);
    const answers = await Promise.all([
      failure(dynamodb(key)),
      failure(s3(key).send(new GetObjectCommand(object))),
      failure(new STSClient(local.client(key)).send(new GetCallerIdentityCommand({}))),
      failure(new SchedulerClient(local.client(key)).send(new GetScheduleCommand({ Name: 'n' }))),
    ]);
    expect(answers.map(({ code, status }) => `${code} ${status}`)).toEqual(CODES[name]);
    expect(local.seen).toEqual([]);
  });

  test('fourteen minutes of skew are tolerated', async () => {
    local.offset = 14 * MINUTE;
    await dynamodb();
    local.offset = -14 * MINUTE;
    await dynamodb();
    expect(local.seen).toHaveLength(2);
  });

  test('a client for another region is refused', async () => {
    expect(await failure(dynamodb(local.key, 'us-east-1'))).toEqual({
      code: 'InvalidSignatureException',
      status: 400,
    });
  });

  test('a presigned URL ends, and no part of it can be changed', async () => {
    const url = await getSignedUrl(s3(), new GetObjectCommand(object), { expiresIn: 60 });
    const status = async (changed: string, init?: RequestInit) => (await fetch(changed, init)).status;
    expect(await status(url)).toBe(200);
    expect(await status(url.replace('/files/', '/other/'))).toBe(403);
    expect(await status(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).toBe(403);
    expect(await status(`${url}&versionId=1`)).toBe(403);
    expect(await status(url, { method: 'DELETE' })).toBe(403);
    expect(await status(url, { headers: { 'x-amz-acl': 'public-read' } })).toBe(403);
    expect(await status(`${url}&X-Amz-Expires=60`)).toBe(400);
    expect(await status(url, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } })).toBe(400);
    local.offset = 61_000;
    const late = await fetch(url);
    expect([late.status, (await late.text()).includes('Request has expired')]).toEqual([403, true]);
  });

  test('unsigned calls are refused, except browser forms for S3', async () => {
    const refused = await fetch(`${local.front.url}/`, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { __type: 'MissingAuthenticationToken', message: 'Missing Authentication Token' },
    ]);
    const form = new FormData();
    form.set('key', 'a');
    expect((await fetch(`${local.front.url}/files`, { method: 'POST', body: form })).status).toBe(200);
    expect(local.seen.map((call) => call.principal)).toEqual([
      { kind: 'service', arn: 'anonymous', tags: {} },
    ]);
    expect((await fetch(`${local.front.url}/files`, { method: 'PUT', body: form })).status).toBe(403);
  });
});
