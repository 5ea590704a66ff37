import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bench } from './setup.ts';
import { DAY, bench, refused } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
  await b.bucket('plain');
  await b.bucket('versioned', { VersioningConfiguration: { Status: 'Enabled' } });
  await b.bucket('ledger', {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } },
    },
  });
  await b.bucket('holds', { ObjectLockEnabled: true });
});
afterAll(() => b.remove());
beforeEach(() => b.deny());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
const put = (Bucket: string, Key: string, Body = 'x', more: object = {}) =>
  send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const drop = (Bucket: string, Key: string, VersionId?: string, more: object = {}) =>
  send(new DeleteObjectCommand({ Bucket, Key, VersionId, ...more }));
const text = async (Bucket: string, Key: string, VersionId?: string) =>
  (await send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();

describe('versions', () => {
  test('every write is a version, a deletion is a marker, and removing the marker brings the object back', async () => {
    const Bucket = 'versioned';
    const first = await put(Bucket, 'v', 'one');
    const second = await put(Bucket, 'v', 'two');
    const marker = await drop(Bucket, 'v');
    expect(marker.DeleteMarker).toBe(true);
    expect(await refused(text(Bucket, 'v'))).toBe('NoSuchKey 404');
    expect(await refused(text(Bucket, 'v', marker.VersionId))).toBe('MethodNotAllowed 405');
    expect(await text(Bucket, 'v', first.VersionId)).toBe('one');
    expect(b.last('s3:GetObjectVersion').context?.['s3:VersionId']).toBe(first.VersionId);
    await b.restart();
    await drop(Bucket, 'v', marker.VersionId);
    expect(await text(Bucket, 'v')).toBe('two');
    await drop(Bucket, 'v', second.VersionId);
    expect(await text(Bucket, 'v')).toBe('one');
    expect(await refused(text(Bucket, 'v', second.VersionId))).toBe('NoSuchVersion 404');
  });

  test('versions are listed in pages, newest first, with markers', async () => {
    const Bucket = 'versioned';
    for (const key of ['l/a', 'l/a', 'l/a', 'l/b']) await put(Bucket, key);
    await drop(Bucket, 'l/b');
    const seen: string[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const page = await send(
        new ListObjectVersionsCommand({ Bucket, Prefix: 'l/', MaxKeys: 2, KeyMarker, VersionIdMarker }),
      );
      for (const version of page.Versions ?? []) seen.push(`${version.Key} ${String(version.IsLatest)}`);
      for (const marker of page.DeleteMarkers ?? []) seen.push(`${marker.Key} marker`);
      ({ NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page);
    } while (KeyMarker !== undefined);
    expect(seen).toEqual(['l/a true', 'l/a false', 'l/a false', 'l/b marker', 'l/b false']);
    expect(b.last('s3:ListBucketVersions').context).toMatchObject({ 's3:prefix': 'l/', 's3:max-keys': '2' });
  });

  test('a deleted version is physically gone: content, key, metadata and tags', async () => {
    for (let n = 0; n < 300; n++) await put('plain', `filler/${n}/${'f'.repeat(n)}`);
    const secrets = ['needle-key', 'needle-content', 'needle-meta', 'needle-tag'];
    const { VersionId } = await put('versioned', 'needle-key', 'needle-content', {
      Metadata: { m: 'needle-meta' },
      Tagging: 't=needle-tag',
    });
    await put('plain', 'needle-key', 'needle-content', { Metadata: { m: 'needle-meta' } });
    // The files are read one after the other, while the engine may move pages from one to the other.
    for (const secret of secrets)
      await vi.waitFor(async () => expect((await b.disk()).includes(secret)).toBe(true));
    await drop('versioned', 'needle-key', VersionId);
    await drop('plain', 'needle-key');
    b.s3.scrub();
    for (const secret of secrets) expect((await b.disk()).includes(secret)).toBe(false);
  });

  test('keys are listed in byte order, by prefix and delimiter, in pages', async () => {
    const keys = [
      'list/a/1',
      'list/a/2',
      'list/b',
      'list/c/1',
      'list/Z',
      'list/é',
      'list/\u{1F600}',
      'list/\uFF5E',
    ];
    for (const key of keys) await put('plain', key);
    const all = await send(new ListObjectsV2Command({ Bucket: 'plain', Prefix: 'list/' }));
    const sorted = [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(sorted);
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await send(
        new ListObjectsV2Command({
          Bucket: 'plain',
          Prefix: 'list/',
          Delimiter: '/',
          MaxKeys: 2,
          ContinuationToken,
        }),
      );
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      seen.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map((p) => p.Prefix),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    const rolled = ['list/Z', 'list/a/', 'list/b', 'list/c/', 'list/é', 'list/\uFF5E', 'list/\u{1F600}'];
    expect(new Set(seen)).toEqual(new Set(rolled));
    expect(seen).toHaveLength(rolled.length);
    expect(b.last('s3:ListBucket').context).toMatchObject({
      's3:prefix': 'list/',
      's3:delimiter': '/',
      's3:max-keys': '2',
    });
  });
});

describe('object lock', () => {
  test('a COMPLIANCE version cannot be deleted or shortened by anybody before its end', async () => {
    const { VersionId } = await put('ledger', 'segment');
    const head = await send(new HeadObjectCommand({ Bucket: 'ledger', Key: 'segment' }));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    expect(await refused(drop('ledger', 'segment', VersionId))).toBe('AccessDenied 403');
    const bypass = { BypassGovernanceRetention: true };
    expect(await refused(drop('ledger', 'segment', VersionId, bypass))).toBe('AccessDenied 403');
    const retain = (days: number, Mode: 'COMPLIANCE' | 'GOVERNANCE' = 'COMPLIANCE') =>
      send(
        new PutObjectRetentionCommand({
          Bucket: 'ledger',
          Key: 'segment',
          Retention: { Mode, RetainUntilDate: new Date(b.world.clock.now() + days * DAY) },
          BypassGovernanceRetention: true,
        }),
      );
    expect(await refused(retain(10))).toBe('AccessDenied 403');
    expect(await refused(retain(60, 'GOVERNANCE'))).toBe('AccessDenied 403');
    await retain(60);
    const { Retention } = await send(new GetObjectRetentionCommand({ Bucket: 'ledger', Key: 'segment' }));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    expect((await drop('ledger', 'segment')).DeleteMarker).toBe(true);
    await b.restart();
    b.world.clock.advance(59 * DAY);
    expect(await refused(drop('ledger', 'segment', VersionId))).toBe('AccessDenied 403');
    b.world.clock.advance(2 * DAY);
    await drop('ledger', 'segment', VersionId);
    expect(await refused(text('ledger', 'segment', VersionId))).toBe('NoSuchVersion 404');
  });

  test('GOVERNANCE opens with the bypass and its permission only', async () => {
    const until = new Date(b.world.clock.now() + 10 * DAY);
    const { VersionId } = await put('holds', 'g', 'x', {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
    });
    expect(await refused(drop('holds', 'g', VersionId))).toBe('AccessDenied 403');
    const bypass = { BypassGovernanceRetention: true };
    b.deny('s3:BypassGovernanceRetention');
    expect(await refused(drop('holds', 'g', VersionId, bypass))).toBe('AccessDenied 403');
    b.deny();
    expect(await refused(drop('holds', 'g', VersionId, bypass))).toBe('accepted');
  });

  test('a legal hold stops deletion until it is lifted', async () => {
    const { VersionId } = await put('holds', 'h');
    const hold = (Status: 'ON' | 'OFF') =>
      send(new PutObjectLegalHoldCommand({ Bucket: 'holds', Key: 'h', LegalHold: { Status } }));
    await hold('ON');
    const { LegalHold } = await send(new GetObjectLegalHoldCommand({ Bucket: 'holds', Key: 'h' }));
    expect(LegalHold?.Status).toBe('ON');
    expect(await refused(drop('holds', 'h', VersionId))).toBe('AccessDenied 403');
    await hold('OFF');
    expect(await refused(drop('holds', 'h', VersionId))).toBe('accepted');
  });

  test('locks need a bucket with object lock, and dates ahead', async () => {
    const lock = {
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: new Date(b.world.clock.now() + DAY),
    };
    expect(await refused(put('plain', 'x', 'x', lock))).toBe('InvalidRequest 400');
    const past = { ...lock, ObjectLockRetainUntilDate: new Date(b.world.clock.now() - DAY) };
    expect(await refused(put('holds', 'x', 'x', past))).toBe('InvalidArgument 400');
    await expect(b.bucket('ledger')).rejects.toThrow(/object lock/);
  });
});
