import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { bench, refused } from './setup.ts';

const MIB = 1024 ** 2;
const Bucket = 'parts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
  await b.bucket(Bucket);
});
afterAll(() => b.remove());
beforeEach(() => b.deny());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
const begin = async (Key: string) => (await send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
const part = async (Key: string, UploadId: string | undefined, PartNumber: number, Body: Buffer | string) => {
  const { ETag } = await send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
};
const complete = (
  Key: string,
  UploadId: string | undefined,
  Parts: { PartNumber: number; ETag: string | undefined }[],
) => send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

test('lib-storage uploads a stream in parts, ranges cross part borders, and it survives a restart', async () => {
  const content = Buffer.alloc(12 * MIB + 5);
  for (let at = 0; at < content.length; at += 4) content.writeUInt32BE(at, Math.min(at, content.length - 4));
  const Body = Readable.from(Array.from({ length: 13 }, (_, n) => content.subarray(n * MIB, (n + 1) * MIB)));
  await new Upload({ client: b.client, params: { Bucket, Key: 'big', Body, Metadata: { a: 'b' } } }).done();
  await b.restart();
  const got = await send(new GetObjectCommand({ Bucket, Key: 'big' }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
  expect(got).toMatchObject({ Metadata: { a: 'b' }, ETag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/) });
  const Range = `bytes=${5 * MIB - 3}-${5 * MIB + 3}`;
  const ranged = await send(new GetObjectCommand({ Bucket, Key: 'big', Range }));
  const bytes = Buffer.from((await ranged.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(content.subarray(5 * MIB - 3, 5 * MIB + 4))).toBe(true);
});

test('parts are checked for order, size and tag before they become an object', async () => {
  const UploadId = await begin('checked');
  const one = await part('checked', UploadId, 1, Buffer.alloc(5 * MIB));
  const two = await part('checked', UploadId, 2, 'end');
  const three = await part('checked', UploadId, 3, 'never used');
  expect(await refused(complete('checked', UploadId, [two, one]))).toBe('InvalidPartOrder 400');
  expect(await refused(complete('checked', UploadId, [one, { ...two, ETag: '"0"' }]))).toBe(
    'InvalidPart 400',
  );
  expect(await refused(complete('checked', UploadId, [two, three]))).toBe('EntityTooSmall 400');
  expect(await refused(send(new HeadObjectCommand({ Bucket, Key: 'checked' })))).toMatch(/404$/);
  const before = (await b.blobs()).length;
  await complete('checked', UploadId, [one, two]);
  expect((await send(new HeadObjectCommand({ Bucket, Key: 'checked' }))).ContentLength).toBe(5 * MIB + 3);
  expect((await b.blobs()).length).toBe(before - 1);
  expect(await refused(complete('checked', UploadId, [one, two]))).toBe('NoSuchUpload 404');
});

test('uploads and parts are listed, and an abort removes every file', async () => {
  const before = await b.blobs();
  const UploadId = await begin('aborted');
  await part('aborted', UploadId, 1, 'first');
  await part('aborted', UploadId, 1, 'again');
  await part('aborted', UploadId, 7, 'more');
  const parts = await send(new ListPartsCommand({ Bucket, Key: 'aborted', UploadId, MaxParts: 1 }));
  expect(parts).toMatchObject({
    IsTruncated: true,
    NextPartNumberMarker: '1',
    Parts: [{ PartNumber: 1, Size: 5 }],
  });
  const { Uploads } = await send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads).toMatchObject([{ Key: 'aborted', UploadId }]);
  expect((await b.blobs()).length).toBe(before.length + 2);
  await b.restart();
  expect((await b.blobs()).length).toBe(before.length + 2);
  await send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }));
  expect(await b.blobs()).toEqual(before);
  expect(await refused(part('aborted', UploadId, 1, 'x'))).toBe('NoSuchUpload 404');
});

test('each step asks for its own permission', async () => {
  b.asked();
  const UploadId = await begin('asked');
  const one = await part('asked', UploadId, 1, 'x');
  await send(new ListPartsCommand({ Bucket, Key: 'asked', UploadId }));
  await send(new ListMultipartUploadsCommand({ Bucket }));
  await complete('asked', UploadId, [one]);
  const other = await begin('asked');
  await send(new AbortMultipartUploadCommand({ Bucket, Key: 'asked', UploadId: other }));
  const on = 'arn:aws:s3:::parts/asked';
  expect(b.asked()).toEqual([
    `s3:PutObject on ${on}`,
    `s3:PutObject on ${on}`,
    `s3:ListMultipartUploadParts on ${on}`,
    's3:ListBucketMultipartUploads on arn:aws:s3:::parts',
    `s3:PutObject on ${on}`,
    `s3:PutObject on ${on}`,
    `s3:AbortMultipartUpload on ${on}`,
  ]);
  b.deny('s3:PutObject');
  expect(await refused(begin('asked'))).toBe('AccessDenied 403');
});

test('copying into a part is refused, not stored as an empty part', async () => {
  const UploadId = await begin('copy');
  const command = new UploadPartCopyCommand({
    Bucket,
    Key: 'copy',
    UploadId,
    PartNumber: 1,
    CopySource: `${Bucket}/big`,
  });
  expect(await refused(send(command))).toBe('NotImplemented 501');
});
