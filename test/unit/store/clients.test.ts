import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ListKeysCommand } from '@aws-sdk/client-kms';
import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { isAllowedHost } from '../../../shared/store/clients.ts';
import { documentClient } from '../../../shared/store/clients/documents.ts';
import { kmsClient } from '../../../shared/store/clients/kms.ts';
import { mailClient } from '../../../shared/store/clients/mail.ts';
import { s3Client } from '../../../shared/store/clients/s3.ts';
import { statesClient } from '../../../shared/store/clients/states.ts';
import { stsClient } from '../../../shared/store/clients/sts.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

test.each([
  ['dynamodb.eu-central-1.amazonaws.com', true],
  ['bucket.s3.dualstack.eu-west-3.amazonaws.com', true],
  ['dynamodb.eusc-de-east-1.amazonaws.eu', true],
  ['KMS.EU-NORTH-1.amazonaws.com', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['bucket.localhost', true],
  ['dynamodb.us-east-1.amazonaws.com', false],
  ['sts.amazonaws.com', false],
  ['dynamodb.eu-west-2.amazonaws.com', false],
  ['eu-central-1.amazonaws.com', false],
  ['dynamodb.eu-central-1.amazonaws.com.example.org', false],
  ['eu-central-1.example.org', false],
  ['dynamodb.xeu-central-1.amazonaws.com', false],
  ['dynamodb.eu-central-1.amazonaws.eu', false],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
  ['10.0.0.1', false],
])('host %s is allowed: %s', (host, allowed) => {
  expect(isAllowedHost(host)).toBe(allowed);
});

test('a client of a region outside the list, or with an endpoint elsewhere, fails before anything is sent', async () => {
  const outside = documentClient({ region: 'us-east-1', credentials });
  const read = new GetCommand({ TableName: 'data', Key: { pk: 'a', sk: 'b' } });
  await expect(outside.send(read)).rejects.toMatchObject({ name: 'RegionRefused' });
  const elsewhere = kmsClient({ region: 'eu-central-1', endpoint: 'https://kms.example.org', credentials });
  await expect(elsewhere.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'RegionRefused' });
});

test.each([
  ['http://dynamodb.eu-central-1.amazonaws.com', false],
  ['http://localhost.example.org', false],
  ['https://dynamodb.eu-central-1.amazonaws.com', true],
  ['http://127.0.0.1:9', true],
])('ENC-01: no client speaks plain HTTP beyond this machine: %s passes %s', async (endpoint, passes) => {
  const sent: string[] = [];
  const requestHandler = {
    handle: ({ protocol, hostname }: { protocol: string; hostname: string }) => {
      sent.push(`${protocol}//${hostname}`);
      return Promise.reject(Object.assign(new Error('nobody listens'), { name: 'NobodyListens' }));
    },
  };
  const clients = [
    documentClient({ region: 'eu-central-1', endpoint, credentials, requestHandler }).send(
      new GetCommand({ TableName: 'data', Key: { pk: 'a', sk: 'b' } }),
    ),
    kmsClient({ region: 'eu-central-1', endpoint, credentials, requestHandler }).send(
      new ListKeysCommand({}),
    ),
    s3Client({ region: 'eu-central-1', endpoint, credentials, requestHandler, forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'vault', Key: 'k' }),
    ),
    stsClient({ region: 'eu-central-1', endpoint, credentials, requestHandler }).send(
      new GetCallerIdentityCommand({}),
    ),
    statesClient({ region: 'eu-central-1', endpoint, credentials, requestHandler }).send(
      new ListStateMachinesCommand({}),
    ),
    mailClient({ region: 'eu-central-1', endpoint, credentials, requestHandler }).send(
      new GetAccountCommand({}),
    ),
  ];
  const wanted = passes ? 'NobodyListens' : /^(?:TransportRefused|RegionRefused)$/;
  for (const call of clients) {
    const { name } = (await call.catch((error: unknown) => error)) as Error;
    expect(name).toMatch(wanted);
  }
  expect(sent.length > 0).toBe(passes);
});

test('an address is presigned for an allowed region only, and never in clear', async () => {
  const object = new GetObjectCommand({ Bucket: 'vault', Key: 'k' });
  const inside = await getSignedUrl(s3Client({ region: 'eu-central-1', credentials }), object);
  expect(new URL(inside).hostname).toBe('vault.s3.eu-central-1.amazonaws.com');
  await expect(getSignedUrl(s3Client({ region: 'us-east-1', credentials }), object)).rejects.toMatchObject({
    name: 'RegionRefused',
  });
  const plain = s3Client({
    region: 'eu-central-1',
    credentials,
    endpoint: 'http://s3.eu-central-1.amazonaws.com',
  });
  await expect(getSignedUrl(plain, object)).rejects.toMatchObject({ name: 'TransportRefused' });
});

test('loopback is reached', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = documentClient({ region: 'eu-central-1', endpoint, credentials });
  const answer = await client.send(new GetCommand({ TableName: 'data', Key: { pk: 'a', sk: 'b' } }));
  expect(answer.Item).toBeUndefined();
  client.destroy();
  server.closeAllConnections();
  server.close();
});
