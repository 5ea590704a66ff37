import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { ACCESS_KEY, bench, refused } from './setup.ts';

const Bucket = 'intake';

let b: Bench;
beforeAll(async () => {
  b = await bench();
  await b.bucket(Bucket, {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedOrigins: ['https://*.example.test'],
          AllowedMethods: ['PUT', 'POST'],
          AllowedHeaders: ['content-type', 'x-amz-*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 600,
        },
      ],
    },
  });
});
afterAll(() => b.remove());
beforeEach(() => b.deny());

const read = async (Key: string) =>
  (await b.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const codeOf = async (response: Response) =>
  `${/<Code>(\w+)/.exec(await response.text())?.[1] ?? ''} ${response.status}`;

describe('presigned URLs', () => {
  test('a GET is asked for with its age and type', async () => {
    await b.client.send(new PutObjectCommand({ Bucket, Key: 'get', Body: 'hello' }));
    const command = new GetObjectCommand({ Bucket, Key: 'get', ResponseContentType: 'text/csv' });
    const url = await getSignedUrl(b.client, command, { expiresIn: 300 });
    b.world.clock.advance(10_000);
    const response = await fetch(url);
    expect(await response.text()).toBe('hello');
    expect(response.headers.get('content-type')).toBe('text/csv');
    const { context } = b.last('s3:GetObject');
    expect(context?.['s3:authType']).toBe('REST-QUERY-STRING');
    expect(Number(context?.['s3:signatureAge'])).toBeGreaterThanOrEqual(10_000);
    b.deny('s3:GetObject');
    expect(await codeOf(await fetch(url))).toBe('AccessDenied 403');
  });

  test('a PUT signed with the checksum of an empty body refuses a real one, as on AWS', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'put' });
    const trap = await getSignedUrl(b.client, command, { expiresIn: 300 });
    expect(await codeOf(await fetch(trap, { method: 'PUT', body: 'x' }))).toBe('BadDigest 400');
    const careful = new S3Client({
      endpoint: b.wire.endpoint,
      region: 'eu-central-1',
      credentials: ACCESS_KEY,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const url = await getSignedUrl(careful, command, { expiresIn: 300 });
    expect((await fetch(url, { method: 'PUT', body: 'stored' })).status).toBe(200);
    expect(await read('put')).toBe('stored');
    careful.destroy();
  });
});

describe('presigned POST', () => {
  const conditions: PresignedPostOptions['Conditions'] = [
    ['content-length-range', 2, 10],
    ['starts-with', '$key', 'in/'],
    ['eq', '$Content-Type', 'text/plain'],
  ];
  const grant = (more: Partial<PresignedPostOptions> = {}) =>
    createPresignedPost(b.client, {
      Bucket,
      Key: 'in/file',
      Conditions: conditions,
      Fields: { 'Content-Type': 'text/plain' },
      Expires: 300,
      ...more,
    });
  const post = (fields: Record<string, string>, content: string | Blob = 'hello') => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([content]), 'name.txt');
    return fetch(`${b.wire.endpoint}/${Bucket}`, { method: 'POST', body: form });
  };

  test('a form within its policy is stored under the signer', async () => {
    const { fields } = await grant();
    expect((await post(fields)).status).toBe(204);
    expect(await read('in/file')).toBe('hello');
    const head = await b.client.send(new HeadObjectCommand({ Bucket, Key: 'in/file' }));
    expect(head.ContentType).toBe('text/plain');
    expect(b.last('s3:PutObject')).toMatchObject({
      resource: 'arn:aws:s3:::intake/in/file',
      context: { 's3:authType': 'POST' },
    });
  });

  test('the answer can be 201 with a body', async () => {
    const { fields } = await grant({
      Fields: { 'Content-Type': 'text/plain', success_action_status: '201' },
    });
    const response = await post(fields);
    expect(response.status).toBe(201);
    expect(await response.text()).toContain('<Key>in/file</Key>');
  });

  test.each([
    ['1', 'EntityTooSmall 400'],
    ['12345678901', 'EntityTooLarge 400'],
  ])('a file of wrong size (%s) is refused and leaves nothing', async (content, expected) => {
    const before = await b.blobs();
    const { fields } = await grant();
    expect(await codeOf(await post(fields, content))).toBe(expected);
    expect(await b.blobs()).toEqual(before);
  });

  test('an oversized file is refused while it is still being sent', async () => {
    const { fields } = await grant();
    expect(await codeOf(await post(fields, new Blob([Buffer.alloc(20 * 1024 ** 2)])))).toBe(
      'EntityTooLarge 400',
    );
  });

  test.each<[string, (fields: Record<string, string>) => void, string]>([
    ['another key', (fields) => (fields['key'] = 'out/file'), 'AccessDenied 403'],
    ['another type', (fields) => (fields['Content-Type'] = 'text/html'), 'AccessDenied 403'],
    ['a field that no condition names', (fields) => (fields['x-amz-meta-a'] = 'b'), 'AccessDenied 403'],
    [
      'another signature',
      (fields) => (fields['X-Amz-Signature'] = '0'.repeat(64)),
      'SignatureDoesNotMatch 403',
    ],
    [
      'another policy',
      (fields) => (fields['Policy'] = Buffer.from('{}').toString('base64')),
      'SignatureDoesNotMatch 403',
    ],
    [
      'an unknown key id',
      (fields) =>
        (fields['X-Amz-Credential'] = (fields['X-Amz-Credential'] ?? '').replace(/^[^/]+/, 'AKIDOTHER')),
      'InvalidAccessKeyId 403',
    ],
    [
      'another region',
      (fields) =>
        (fields['X-Amz-Credential'] = (fields['X-Amz-Credential'] ?? '').replace(
          'eu-central-1',
          'us-east-1',
        )),
      'AuthorizationQueryParametersError 400',
    ],
    [
      'a session token that was never issued',
      (fields) => (fields['X-Amz-Security-Token'] = 'x'),
      'InvalidToken 400',
    ],
  ])('%s is refused', async (_, change, expected) => {
    const { fields } = await grant();
    const changed = { ...fields };
    change(changed);
    expect(await codeOf(await post(changed))).toBe(expected);
  });

  test('an expired policy is refused on the virtual clock', async () => {
    const { fields } = await grant({ Expires: 3600 });
    expect((await post(fields)).status).toBe(204);
    b.world.clock.advance(2 * 3600_000);
    expect(await codeOf(await post(fields))).toBe('AccessDenied 403');
  });

  test("the signer's own permission decides", async () => {
    b.deny('s3:PutObject');
    const { fields } = await grant({ Expires: 86_400 });
    expect(await codeOf(await post(fields))).toBe('AccessDenied 403');
  });
});

describe('browsers', () => {
  const preflight = (origin: string, method: string, headers = 'content-type') =>
    fetch(`${b.wire.endpoint}/${Bucket}/x`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
    });

  test('a preflight within a rule is answered with it', async () => {
    const response = await preflight('https://app.example.test', 'PUT', 'content-type, x-amz-meta-a');
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.test');
    expect(response.headers.get('access-control-max-age')).toBe('600');
  });

  test.each([
    ['https://evil.test', 'PUT', 'content-type'],
    ['https://app.example.test', 'DELETE', 'content-type'],
    ['https://app.example.test', 'PUT', 'authorization'],
  ])('a preflight from %s for %s with %s is refused', async (origin, method, headers) => {
    expect((await preflight(origin, method, headers)).status).toBe(403);
  });

  test('refusals carry the CORS headers too, so that a page can read them', async () => {
    const response = await fetch(`${b.wire.endpoint}/${Bucket}?acl`, {
      method: 'PUT',
      headers: { origin: 'https://app.example.test' },
    });
    expect(response.status).toBe(501);
    expect(response.headers.get('access-control-expose-headers')).toBe('ETag');
  });

  test('buckets without rules answer no preflight', async () => {
    await b.bucket('quiet');
    const response = await fetch(`${b.wire.endpoint}/quiet/x`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.test', 'access-control-request-method': 'PUT' },
    });
    expect(response.status).toBe(403);
    expect(await refused(read('never'))).toBe('NoSuchKey 404');
  });
});
