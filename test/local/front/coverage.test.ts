import { createHash } from 'node:crypto';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBody } from '../../../local/front/body.ts';
import { verifySignature } from '../../../local/front/sigv4.ts';
import { cloud } from './setup.ts';
import type { Cloud } from './setup.ts';

let local: Cloud;
beforeEach(async () => {
  local = await cloud();
});
afterEach(() => local.close());

describe('the body and the headers are covered', () => {
  const plain = async (headers: Record<string, string>, body: string) =>
    fetch(`${local.front.url}/`, { method: 'POST', headers, body });
  const sign = async (service: string, body: string, extra: Record<string, string> = {}) => {
    const signer = new SignatureV4({
      service,
      region: 'eu-central-1',
      credentials: local.key,
      sha256: Sha256,
    });
    const headers = { host: `127.0.0.1:${local.front.port}`, 'x-amz-target': 'T.GetItem', ...extra };
    const request = {
      protocol: 'http:',
      hostname: '127.0.0.1',
      method: 'POST',
      path: '/',
      query: {},
      headers,
      body,
    };
    return (await signer.sign(request)).headers;
  };

  test('a changed body, a changed target and an added x-amz header are refused', async () => {
    const headers = await sign('dynamodb', '{}');
    expect((await plain(headers, '{}')).status).toBe(200);
    expect((await plain(headers, '{ }')).status).toBe(400);
    expect((await plain({ ...headers, 'x-amz-target': 'T.DeleteItem' }, '{}')).status).toBe(400);
    expect((await plain({ ...headers, 'x-amz-extra': '1' }, '{}')).status).toBe(400);
    expect(local.seen).toHaveLength(1);
  });

  test('a JSON service does not accept an unsigned payload', async () => {
    const headers = await sign('dynamodb', '{}', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    expect((await plain(headers, '{}')).status).toBe(400);
  });

  test('a streamed S3 body that is not the signed one fails at its end; unsigned and trailing payloads pass', async () => {
    local.answer = async (call) => ({ status: 200, body: String((await readBody(call.stream)).length) });
    const hash = createHash('sha256').update('hello').digest('hex');
    const exact = await sign('s3', 'hello', { 'x-amz-content-sha256': hash });
    expect(await (await plain(exact, 'hello')).text()).toBe('5');
    const changed = await plain(exact, 'hallo');
    expect([changed.status, await changed.text()]).toEqual([
      400,
      expect.stringContaining('XAmzContentSHA256Mismatch'),
    ]);
    for (const payload of ['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER']) {
      expect((await plain(await sign('s3', '', { 'x-amz-content-sha256': payload }), 'any')).status).toBe(
        200,
      );
    }
    const chunked = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' };
    expect((await plain(await sign('s3', '', chunked), 'any')).status).toBe(501);
  });

  test('an S3 call without a payload hash is refused', async () => {
    const headers = await sign('s3', '');
    delete headers['x-amz-content-sha256'];
    expect((await plain(headers, '')).status).toBe(400);
  });

  test('a body over 16 MiB is refused with 413', async () => {
    const refused = await plain(await sign('kms', ''), 'x'.repeat(16 * 1024 * 1024 + 1));
    expect(refused.status).toBe(413);
  });

  test('HEAD answers have no body and keep their headers', async () => {
    local.answer = () => ({ status: 200, headers: { 'content-length': '7', etag: '"e"' } });
    const head = await new S3Client({ ...local.client(), forcePathStyle: true }).send(
      new HeadObjectCommand({ Bucket: 'files', Key: 'k' }),
    );
    expect([head.ContentLength, head.ETag]).toEqual([7, '"e"']);
  });
});

describe('verifySignature stands alone', () => {
  test('it verifies an execute-api request without any HTTP server', async () => {
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'eu-central-1',
      credentials: local.key,
      sha256: Sha256,
    });
    const body = '{"a":1}';
    const { headers } = await signer.sign({
      protocol: 'https:',
      hostname: 'api.test',
      method: 'PATCH',
      path: '/v1/people/a%20b',
      query: { cursor: 'x/y+z', limit: '10' },
      headers: { host: 'api.test' },
      body,
    });
    const request = {
      method: 'PATCH',
      path: '/v1/people/a%20b',
      query: 'limit=10&cursor=x%2Fy%2Bz',
      headers,
      bodyHash: createHash('sha256').update(body).digest('hex'),
    };
    const now = Date.now();
    const { lookup } = local.credentials;
    expect(verifySignature(request, lookup, now)).toMatchObject({ service: 'execute-api', presigned: false });
    expect(() => verifySignature({ ...request, query: 'limit=11&cursor=x%2Fy%2Bz' }, lookup, now)).toThrow(
      expect.objectContaining({ fault: 'mismatch' }),
    );
    expect(verifySignature({ ...request, headers: { host: 'api.test' } }, lookup, now)).toBeUndefined();
  });
});
