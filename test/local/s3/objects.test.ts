import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { ChecksumAlgorithm } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { bench, refused } from './setup.ts';

let b: Bench;
const Bucket = 'plain';
beforeAll(async () => {
  b = await bench();
  await b.bucket(Bucket);
  await b.bucket('versioned', { VersioningConfiguration: { Status: 'Enabled' } });
});
afterAll(() => b.remove());
beforeEach(() => b.deny());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
const put = (Key: string, Body: string | Uint8Array = 'hello', more: object = {}) =>
  send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Key: string, more: object = {}) => {
  const { Body } = await send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Body?.transformToString();
};

describe('objects', () => {
  test('an object comes back byte for byte with its headers, also after a restart', async () => {
    const Key = 'a b/ü+%&?.txt';
    const sent = { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { kind: 'x' } };
    const { ETag } = await put(Key, 'hello', sent);
    await b.restart();
    const got = await send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ...sent, ETag, ContentLength: 5, ServerSideEncryption: 'AES256' });
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(await send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ...sent, ContentLength: 5 });
  });

  test('streams arrive without their aws-chunked framing', async () => {
    const content = Buffer.alloc(300_000, 'xy');
    const Body = Readable.from([
      content.subarray(0, 7),
      content.subarray(7, 200_000),
      content.subarray(200_000),
    ]);
    await send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body,
        ContentLength: content.length,
        ContentEncoding: 'gzip',
      }),
    );
    const got = await send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect(got.ContentEncoding).toBe('gzip');
  });

  test('empty objects are objects', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
    expect(await refused(text('empty', { Range: 'bytes=0-' }))).toBe('InvalidRange 416');
  });

  test.each([
    ['bytes=1-2', 'el', 'bytes 1-2/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=3-99', 'lo', 'bytes 3-4/5'],
  ])('the range %s is %s', async (Range, expected, ContentRange) => {
    await put('range');
    const got = await send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
    expect(await got.Body?.transformToString()).toBe(expected);
    expect(got).toMatchObject({ ContentRange, $metadata: { httpStatusCode: 206 } });
    expect(await refused(text('range', { Range: 'bytes=5-' }))).toBe('InvalidRange 416');
  });

  test('response headers can be overridden', async () => {
    await put('override');
    const ResponseContentDisposition = 'attachment; filename="a.txt"';
    const got = await send(new GetObjectCommand({ Bucket, Key: 'override', ResponseContentDisposition }));
    expect(got.ContentDisposition).toBe(ResponseContentDisposition);
  });

  test('conditional reads answer 304 or 412', async () => {
    const { ETag } = await put('read-if');
    expect(await text('read-if', { IfMatch: ETag })).toBe('hello');
    expect(await refused(text('read-if', { IfMatch: '"0"' }))).toBe('PreconditionFailed 412');
    expect(await refused(text('read-if', { IfNoneMatch: ETag }))).toMatch(/304$/);
  });

  test('If-None-Match writes once, If-Match only over the named content', async () => {
    const { ETag } = await put('write-if', 'one', { IfNoneMatch: '*' });
    expect(await refused(put('write-if', 'two', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    expect(await refused(put('write-if', 'two', { IfMatch: '"0"' }))).toBe('PreconditionFailed 412');
    await put('write-if', 'two', { IfMatch: ETag });
    expect(await text('write-if')).toBe('two');
    expect(await refused(put('never', 'x', { IfMatch: ETag }))).toBe('NoSuchKey 404');
  });

  test('of many writers with If-None-Match exactly one wins', async () => {
    const all = Array.from({ length: 8 }, (_, n) => refused(put('race', String(n), { IfNoneMatch: '*' })));
    const results = await Promise.all(all);
    expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
  });

  test.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'SHA1', 'SHA256'])(
    '%s is verified, kept and shown',
    async (name) => {
      await put('sum', 'hello', { ChecksumAlgorithm: name });
      const got = await send(new GetObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }));
      expect(await got.Body?.transformToString()).toBe('hello');
      expect(got).toHaveProperty(`Checksum${name}`);
      const wrong = {
        [`Checksum${name}`]: name.startsWith('CRC') ? 'AAAAAA==' : Buffer.alloc(32).toString('base64'),
      };
      expect(await refused(put('sum', 'hello', wrong))).toBe('BadDigest 400');
    },
  );

  test('Content-MD5 is verified, a refused body leaves nothing behind', async () => {
    const before = await b.blobs();
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    expect(await refused(put('md5', 'hello', { ContentMD5 }))).toBe('BadDigest 400');
    expect(await refused(put('md5', 'hello', { ContentMD5: 'AA==' }))).toBe('InvalidDigest 400');
    expect(await b.blobs()).toEqual(before);
    await put('md5', 'other', { ContentMD5 });
  });

  test('tags are kept, replaced and bounded to ten', async () => {
    await put('tags', 'x', { Tagging: 'a=1&b=%20' });
    const tags = async () => (await send(new GetObjectTaggingCommand({ Bucket, Key: 'tags' }))).TagSet;
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: ' ' },
    ]);
    const TagSet = [{ Key: 'c', Value: '<&>' }];
    await send(new PutObjectTaggingCommand({ Bucket, Key: 'tags', Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
    expect(await text('tags')).toBe('x');
    const eleven = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    const many = new PutObjectTaggingCommand({ Bucket, Key: 'tags', Tagging: { TagSet: eleven } });
    expect(await refused(send(many))).toBe('InvalidArgument 400');
  });

  test('a copy has its own life, and takes or replaces metadata', async () => {
    await put('source', 'copied', { Metadata: { a: '1' }, Tagging: 't=1' });
    const CopySource = `${Bucket}/source`;
    b.asked();
    await send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect(b.asked()).toEqual([
      's3:GetObject on arn:aws:s3:::plain/source',
      's3:GetObjectTagging on arn:aws:s3:::plain/source',
      's3:PutObject on arn:aws:s3:::plain/copy',
      's3:PutObjectTagging on arn:aws:s3:::plain/copy',
    ]);
    const replaced = {
      Bucket,
      Key: 'copy2',
      CopySource,
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
    } as const;
    await send(new CopyObjectCommand(replaced));
    await send(new DeleteObjectCommand({ Bucket, Key: 'source' }));
    expect(await text('copy')).toBe('copied');
    expect((await send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).Metadata).toEqual({ a: '1' });
    expect((await send(new HeadObjectCommand({ Bucket, Key: 'copy2' }))).Metadata).toEqual({ b: '2' });
    expect(await refused(send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource })))).toBe(
      'NoSuchKey 404',
    );
    const self = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/copy` });
    expect(await refused(send(self))).toBe('InvalidRequest 400');
  });

  test('many keys are deleted at once, each decided alone', async () => {
    for (const key of ['d1', 'd2', 'd3']) await put(key);
    b.world.denies = (request) => request.resource.endsWith('/d2');
    const Objects = ['d1', 'd2', 'd3', 'never'].map((Key) => ({ Key }));
    const result = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(['d1', 'd3', 'never']);
    expect(result.Errors).toMatchObject([{ Key: 'd2', Code: 'AccessDenied' }]);
    b.deny();
    expect(await text('d2')).toBe('hello');
  });

  test('bucket calls answer region and versioning', async () => {
    expect((await send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-central-1');
    expect((await send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-central-1');
    expect((await send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    expect((await send(new GetBucketVersioningCommand({ Bucket: 'versioned' }))).Status).toBe('Enabled');
    expect(await refused(send(new GetObjectCommand({ Bucket: 'none', Key: 'x' })))).toBe('NoSuchBucket 404');
  });

  test('what is not emulated is refused and never taken for an object call', async () => {
    await put('safe');
    expect(await refused(send(new PutObjectAclCommand({ Bucket, Key: 'safe', ACL: 'private' })))).toBe(
      'NotImplemented 501',
    );
    expect(await refused(send(new GetBucketAclCommand({ Bucket })))).toBe('NotImplemented 501');
    const attributes = new GetObjectAttributesCommand({ Bucket, Key: 'safe', ObjectAttributes: ['ETag'] });
    expect(await refused(send(attributes))).toBe('NotImplemented 501');
    expect(await refused(put('safe', 'x', { StorageClass: 'GLACIER' }))).toBe('NotImplemented 501');
    expect(await refused(put('safe', 'x', { ACL: 'public-read' }))).toBe('AccessControlListNotSupported 400');
    expect(await refused(put('safe', 'x', { ExpectedBucketOwner: '111111111111' }))).toBe('AccessDenied 403');
    expect(await refused(put('x'.repeat(1025)))).toBe('KeyTooLongError 400');
    expect(await text('safe')).toBe('hello');
  });
});

describe('permissions', () => {
  test('each call asks for its action on its resource', async () => {
    await put('ask');
    b.asked();
    await put('ask', 'x', { Tagging: 'a=1' });
    await text('ask');
    await send(new DeleteObjectCommand({ Bucket, Key: 'ask' }));
    await send(new HeadBucketCommand({ Bucket }));
    expect(b.asked()).toEqual([
      's3:PutObject on arn:aws:s3:::plain/ask',
      's3:PutObjectTagging on arn:aws:s3:::plain/ask',
      's3:GetObject on arn:aws:s3:::plain/ask',
      's3:DeleteObject on arn:aws:s3:::plain/ask',
      's3:ListBucket on arn:aws:s3:::plain',
    ]);
  });

  test('a refused call does not act', async () => {
    await put('kept');
    b.deny('s3:PutObject', 's3:GetObject', 's3:DeleteObject');
    expect(await refused(put('kept', 'changed'))).toBe('AccessDenied 403');
    expect(await refused(text('kept'))).toBe('AccessDenied 403');
    expect(await refused(send(new DeleteObjectCommand({ Bucket, Key: 'kept' })))).toBe('AccessDenied 403');
    b.deny();
    expect(await text('kept')).toBe('hello');
  });

  test('a missing key is told only to those who may list', async () => {
    expect(await refused(text('missing'))).toBe('NoSuchKey 404');
    b.deny('s3:ListBucket');
    expect(await refused(text('missing'))).toBe('AccessDenied 403');
  });

  test('encryption, signature type and conditional headers are condition keys', async () => {
    await put('conditions', 'x', { ServerSideEncryption: 'AES256', IfNoneMatch: '*' });
    expect(b.last('s3:PutObject').context).toMatchObject({
      's3:x-amz-server-side-encryption': 'AES256',
      's3:authType': 'REST-HEADER',
      's3:if-none-match': '*',
    });
  });

  test('a bucket policy goes with every question', async () => {
    const PolicyDocument = {
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    };
    await b.bucket('policed');
    await b.apply('AWS::S3::BucketPolicy', { Bucket: 'policed', PolicyDocument });
    await b.restart();
    await send(new HeadBucketCommand({ Bucket: 'policed' }));
    expect(b.last('s3:ListBucket')).toMatchObject({ resourcePolicy: PolicyDocument, resourceRule: 'either' });
    const everybody = {
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
    };
    await expect(
      b.apply('AWS::S3::BucketPolicy', { Bucket: 'policed', PolicyDocument: everybody }),
    ).rejects.toThrow(/public/);
  });
});
