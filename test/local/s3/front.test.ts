import { Readable } from 'node:stream';
import { DisableKeyCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Front } from '../../../local/front/front.ts';
import { startFront } from '../../../local/front/front.ts';
import type { Kms } from '../../../local/kms/kms.ts';
import { createKms } from '../../../local/kms/kms.ts';
import type { S3 } from '../../../local/s3/s3.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { ROLE } from '../kms/wire.ts';
import type { TestWorld } from '../kms/world.ts';
import { testWorld } from '../kms/world.ts';
import { ACCESS_KEY, refused } from './setup.ts';

const Bucket = 'sealed';

let world: TestWorld;
let kms: Kms;
let s3: S3;
let front: Front;
let client: S3Client;
let keys: KMSClient;
let keyArn: string;

beforeAll(async () => {
  world = await testWorld();
  const lookup = (id: string) =>
    id === ACCESS_KEY.accessKeyId ? { secret: ACCESS_KEY.secretAccessKey, principal: ROLE } : undefined;
  kms = createKms(world);
  s3 = createS3(world, { kms: kms.authorizeImplied, credentials: { lookup } });
  front = await startFront({ port: 0, world, services: [kms, s3], lookup });
  const config = { endpoint: front.url, region: 'eu-central-1', credentials: ACCESS_KEY, maxAttempts: 1 };
  client = new S3Client({ ...config, forcePathStyle: true });
  keys = new KMSClient(config);
  const apply = (types: Kms['resourceTypes'], type: string, properties: Record<string, unknown>) => {
    const found = types.find((entry) => entry.type === type) ?? expect.fail();
    return found.apply({ stack: 'app', logicalId: type, properties, defaultName: 'app' });
  };
  const key = await apply(kms.resourceTypes, 'AWS::KMS::Key', {});
  keyArn = key.attributes['Arn'] ?? '';
  const ServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn };
  await apply(s3.resourceTypes, 'AWS::S3::Bucket', {
    BucketName: Bucket,
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] },
  });
});
afterAll(async () => {
  client.destroy();
  keys.destroy();
  await front.close();
  await s3.close?.();
  await kms.close?.();
  await world.remove();
});

test('signed streams, presigned URLs and forms pass the front, and imply the key', async () => {
  const Body = Readable.from([Buffer.alloc(100_000, 'a'), Buffer.from('end')]);
  await client.send(new PutObjectCommand({ Bucket, Key: 'k ü', Body, ContentLength: 100_003 }));
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'k ü' }), { expiresIn: 60 });
  const response = await fetch(url);
  expect((await response.text()).endsWith('aend')).toBe(true);
  expect((await fetch(url.replace('sealed/k', 'sealed/j'))).status).toBe(403);
  expect(kms.calls.latest().map(({ operation, viaService }) => [operation, viaService])).toEqual([
    ['GenerateDataKey', 's3.eu-central-1.amazonaws.com'],
    ['Decrypt', 's3.eu-central-1.amazonaws.com'],
  ]);
  const { url: action, fields } = await createPresignedPost(client, {
    Bucket,
    Key: 'form',
    Conditions: [['content-length-range', 1, 10]],
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob(['posted']));
  expect((await fetch(action, { method: 'POST', body: form })).status).toBe(204);
});

test('a refused upload answers, although its body was never read', async () => {
  world.denies = (request) => request.action === 's3:PutObject';
  const Body = Readable.from(
    (function* () {
      for (let n = 0; n < 40; n++) yield Buffer.alloc(100_000);
    })(),
  );
  const command = new PutObjectCommand({ Bucket, Key: 'no', Body, ContentLength: 4_000_000 });
  expect(await refused(client.send(command))).toBe('AccessDenied 403');
  expect(
    await refused(client.send(new PutObjectCommand({ Bucket, Key: 'no', Body: Buffer.alloc(4_000_000) }))),
  ).toBe('AccessDenied 403');
  world.denies = () => false;
  await client.send(new PutObjectCommand({ Bucket, Key: 'yes', Body: 'x' }));
});

test('KMS answers through the front, and a disabled key closes the bucket', async () => {
  const made = await keys.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256' }));
  expect(made.Plaintext).toHaveLength(32);
  await client.send(new PutObjectCommand({ Bucket, Key: 'closed', Body: 'x' }));
  await keys.send(new DisableKeyCommand({ KeyId: keyArn }));
  const read = client.send(new GetObjectCommand({ Bucket, Key: 'closed' }));
  expect(await refused(read)).toBe('KMS.DisabledException 400');
});
