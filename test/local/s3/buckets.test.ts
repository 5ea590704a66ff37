import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { S3EventRecord } from '../../../local/s3/events.ts';
import { settle } from '../kms/world.ts';
import type { Bench } from './setup.ts';
import { DAY, KEY_ARN, bench, refused } from './setup.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.remove());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
const put = (Bucket: string, Key: string, more: object = {}) =>
  send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
const get = (Bucket: string, Key: string) => send(new GetObjectCommand({ Bucket, Key }));
const versionsOf = async (Bucket: string) => {
  const { Versions = [], DeleteMarkers = [] } = await send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions.map(({ Key }) => Key), ...DeleteMarkers.map(({ Key }) => `${Key} marker`)];
};

describe('declared buckets', () => {
  test('a bucket has a default name and its attributes, and keeps its objects when applied again', async () => {
    const first = await b.apply('AWS::S3::Bucket', {});
    expect(first).toEqual({
      ref: 'app-bucket',
      attributes: {
        Arn: 'arn:aws:s3:::app-bucket',
        DomainName: 'app-bucket.s3.amazonaws.com',
        RegionalDomainName: 'app-bucket.s3.eu-central-1.amazonaws.com',
      },
    });
    await put('app-bucket', 'kept');
    await b.apply('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
    await put('app-bucket', 'kept');
    expect(await versionsOf('app-bucket')).toEqual(['kept', 'kept']);
    await expect(b.apply('AWS::S3::Bucket', {})).rejects.toThrow(/suspended/);
  });

  test.each([
    ['a property that is not emulated', { ReplicationConfiguration: {} }],
    ['a transition', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] } }],
    ['aws:kms without a key', kms(undefined, false)],
    ['a name that S3 would refuse', { BucketName: 'No_Name' }],
  ])('%s is refused', async (_, properties) => {
    await expect(b.apply('AWS::S3::Bucket', properties)).rejects.toThrow();
  });
});

function kms(KMSMasterKeyID: string | undefined, BucketKeyEnabled: boolean) {
  const ServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID };
  return {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ BucketKeyEnabled, ServerSideEncryptionByDefault }],
    },
  };
}

describe('encryption', () => {
  const via = (arn: string) => ({
    'kms:ViaService': 's3.eu-central-1.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': arn,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
  });

  test('a write implies GenerateDataKey, a read Decrypt, under the ARN of the object', async () => {
    await b.bucket('sealed', kms(KEY_ARN, false));
    const written = await put('sealed', 'k');
    expect(written).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN });
    expect(b.last('kms:GenerateDataKey')).toMatchObject({
      resource: KEY_ARN,
      context: via('arn:aws:s3:::sealed/k'),
    });
    await get('sealed', 'k');
    expect(b.last('kms:Decrypt')).toMatchObject({ resource: KEY_ARN, context: via('arn:aws:s3:::sealed/k') });
    b.deny('kms:Decrypt');
    expect(await refused(get('sealed', 'k'))).toBe('AccessDenied 403');
    await send(new HeadObjectCommand({ Bucket: 'sealed', Key: 'k' }));
    b.deny('kms:GenerateDataKey');
    expect(await refused(put('sealed', 'k'))).toBe('AccessDenied 403');
  });

  test('with a bucket key the context is the bucket', async () => {
    await b.bucket('bucket-key', kms(KEY_ARN, true));
    expect((await put('bucket-key', 'k')).BucketKeyEnabled).toBe(true);
    expect(b.last('kms:GenerateDataKey').context).toEqual(via('arn:aws:s3:::bucket-key'));
  });

  test('copies and parts imply the key as well', async () => {
    await b.bucket('sealed', kms(KEY_ARN, false));
    await b.bucket('open');
    await put('sealed', 'k');
    b.asked();
    await send(new CopyObjectCommand({ Bucket: 'open', Key: 'c', CopySource: 'sealed/k' }));
    expect(b.asked()).toContain(`kms:Decrypt on ${KEY_ARN}`);
    const named = { Bucket: 'sealed', Key: 'm' };
    const { UploadId } = await send(new CreateMultipartUploadCommand(named));
    expect(b.asked()).toContain(`kms:GenerateDataKey on ${KEY_ARN}`);
    b.deny('kms:Decrypt');
    const part = new UploadPartCommand({ ...named, UploadId, PartNumber: 1, Body: 'x' });
    expect(await refused(send(part))).toBe('AccessDenied 403');
    b.deny();
    const { ETag } = await send(part);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    b.asked();
    await send(new CompleteMultipartUploadCommand({ ...named, UploadId, MultipartUpload }));
    expect(b.asked()).toContain(`kms:Decrypt on ${KEY_ARN}`);
  });

  test('a disabled key shows as KMS.DisabledException', async () => {
    await b.bucket('sealed', kms(KEY_ARN, false));
    await put('sealed', 'k');
    b.kmsRefuses.set('kms:Decrypt', 'DisabledException');
    expect(await refused(get('sealed', 'k'))).toBe('KMS.DisabledException 400');
  });
});

describe('lifecycle', () => {
  const rule = (more: object) => ({ LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ...more }] } });

  test('an object lives its days to the next midnight, no longer, and only under the prefix', async () => {
    await b.bucket('short', rule({ ExpirationInDays: 1, Prefix: 'tmp/' }));
    await put('short', 'tmp/a');
    await put('short', 'other');
    b.world.clock.advance(DAY - 60_000);
    await b.s3.sweep();
    expect(await versionsOf('short')).toEqual(['other', 'tmp/a']);
    b.world.clock.advance(DAY + 60_000);
    await settle(b.world);
    await b.s3.sweep();
    expect(await versionsOf('short')).toEqual(['other']);
    expect(await b.blobs()).toHaveLength(1);
  });

  test('the sweep comes by itself at midnight of the virtual clock, also after a restart', async () => {
    await b.bucket('short', rule({ ExpirationInDays: 1 }));
    await put('short', 'a');
    await b.restart();
    b.world.clock.advance(2 * DAY);
    await settle(b.world);
    await expect.poll(() => b.blobs()).toEqual([]);
  });

  test('noncurrent versions and lone markers end; the newest stay as long as the rule says', async () => {
    await b.bucket('vault', {
      VersioningConfiguration: { Status: 'Enabled' },
      ...rule({
        NoncurrentVersionExpiration: { NoncurrentDays: 5, NewerNoncurrentVersions: 1 },
        ExpiredObjectDeleteMarker: true,
      }),
    });
    for (let n = 0; n < 4; n++) await put('vault', 'kept');
    const { VersionId } = await put('vault', 'gone');
    await send(new DeleteObjectCommand({ Bucket: 'vault', Key: 'gone' }));
    await send(new DeleteObjectCommand({ Bucket: 'vault', Key: 'gone', VersionId }));
    b.world.clock.advance(4 * DAY);
    await b.s3.sweep();
    expect(await versionsOf('vault')).toEqual(['kept', 'kept', 'kept', 'kept']);
    b.world.clock.advance(3 * DAY);
    await b.s3.sweep();
    expect(await versionsOf('vault')).toEqual(['kept', 'kept']);
  });

  test('expiry never removes a locked version', async () => {
    await b.bucket('locked', {
      ObjectLockEnabled: true,
      ...rule({ ExpirationInDays: 1, NoncurrentVersionExpirationInDays: 1 }),
    });
    const until = new Date(b.world.clock.now() + 30 * DAY);
    await put('locked', 'k', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
    for (let day = 0; day < 3; day++) {
      b.world.clock.advance(4 * DAY);
      await b.s3.sweep();
    }
    expect(await versionsOf('locked')).toEqual(['k', 'k marker']);
    b.world.clock.advance(30 * DAY);
    await b.s3.sweep();
    expect(await versionsOf('locked')).toEqual(['k marker']);
  });

  test('uploads that were never completed end with their files', async () => {
    await b.bucket('parts', rule({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }));
    const named = { Bucket: 'parts', Key: 'k' };
    const { UploadId } = await send(new CreateMultipartUploadCommand(named));
    await send(new UploadPartCommand({ ...named, UploadId, PartNumber: 1, Body: 'x' }));
    await b.s3.sweep();
    expect(await b.blobs()).toHaveLength(1);
    b.world.clock.advance(2 * DAY);
    await b.s3.sweep();
    expect(await b.blobs()).toEqual([]);
    expect((await send(new ListMultipartUploadsCommand({ Bucket: 'parts' }))).Uploads).toBeUndefined();
  });
});

describe('notifications', () => {
  const configuration = {
    NotificationConfiguration: {
      LambdaConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Function: 'arn:aws:lambda:eu-central-1:000000000000:function:seal',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      ],
    },
  };

  test('a matching event reaches the function, others do not', async () => {
    await b.bucket('intake', configuration);
    const got: [string, S3EventRecord][] = [];
    b.s3.onEvent('intake', (target, record) => void got.push([target, record]));
    await put('intake', 'out/a');
    await put('intake', 'in/a b');
    await send(new DeleteObjectCommand({ Bucket: 'intake', Key: 'in/a b' }));
    expect(got).toHaveLength(1);
    expect(got[0]?.[0]).toMatch(/:function:seal$/);
    expect(got[0]?.[1]).toMatchObject({
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'intake' }, object: { key: 'in/a+b', size: 1 } },
    });
  });

  test('an event that was not taken comes again: after a minute, and after a restart', async () => {
    await b.bucket('intake', configuration);
    let tries = 0;
    b.s3.onEvent('intake', () => {
      tries++;
      throw new Error('no worker');
    });
    await put('intake', 'in/a');
    expect(tries).toBe(1);
    b.world.clock.advance(61_000);
    await settle(b.world);
    expect(tries).toBe(2);
    await b.restart();
    const got: string[] = [];
    b.s3.onEvent('intake', (_, record) => void got.push(record.s3.object.key));
    expect(got).toEqual(['in/a']);
    await settle(b.world);
    await b.restart();
    b.s3.onEvent('intake', (_, record) => void got.push(record.s3.object.key));
    expect(got).toEqual(['in/a']);
  });
});
