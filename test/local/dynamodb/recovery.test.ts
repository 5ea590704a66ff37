import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { declare, recovery, startCloud, STREAM, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
const HOUR = 3_600_000;

async function restore({ client }: Cloud, TargetTableName: string, time: number | 'latest'): Promise<void> {
  const when = time === 'latest' ? { UseLatestRestorableTime: true } : { RestoreDateTime: new Date(time) };
  await client.send(
    new RestoreTableToPointInTimeCommand({ SourceTableName: TableName, TargetTableName, ...when }),
  );
  await expect.poll(() => status(client, TargetTableName), { timeout: 10_000 }).toBe('ACTIVE');
}

async function status(client: Cloud['client'], name: string): Promise<string | undefined> {
  return (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
}

async function contents({ doc }: Cloud, table: string): Promise<Record<string, unknown>> {
  const { Items } = await doc.send(new ScanCommand({ TableName: table }));
  return Object.fromEntries((Items ?? []).map((item) => [item['pk'], item['v']]));
}

const put = ({ doc }: Cloud, pk: string, v: unknown) =>
  doc.send(new PutCommand({ TableName, Item: { pk, sk: '1', v } }));
const remove = ({ doc }: Cloud, pk: string) =>
  doc.send(new DeleteCommand({ TableName, Key: { pk, sk: '1' } }));

let cloud: Cloud;
afterEach(() => cloud.stop());

describe('point-in-time recovery', () => {
  it('restores any moment of the window, and the restored table has neither recovery, stream nor expiry', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(STREAM, recovery(35)));
    const { clock } = cloud;
    const moments: [number, Record<string, unknown>][] = [];
    const state: Record<string, unknown> = {};
    for (const [pk, v] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['c', 1],
      ['b', undefined],
      ['a', undefined],
      ['b', 7],
    ] as const) {
      if (v === undefined) delete state[pk];
      else state[pk] = v;
      await (v === undefined ? remove(cloud, pk) : put(cloud, pk, v));
      clock.advance(1000);
      moments.push([clock.now(), { ...state }]);
      clock.advance(HOUR);
    }
    for (const [at, [time, expected]] of moments.entries()) {
      await restore(cloud, `restored-${at}`, time);
      expect(await contents(cloud, `restored-${at}`)).toEqual(expected);
    }
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName: 'restored-0' }));
    expect(Table?.LatestStreamArn).toBeUndefined();
    expect(Table?.RestoreSummary?.RestoreInProgress).toBe(false);
    const { ContinuousBackupsDescription: backups } = await cloud.client.send(
      new DescribeContinuousBackupsCommand({ TableName: 'restored-0' }),
    );
    expect(backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('DISABLED');
    await cloud.client.send(new DeleteTableCommand({ TableName: 'restored-0' }));
    await expect(status(cloud.client, 'restored-0')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('more items than one engine transaction holds come back whole', async () => {
    cloud = await startCloud({ throughput: false });
    await declare(cloud, tableProperties({}, recovery(1)));
    for (let at = 0; at < 250; at += 25) {
      const items = Array.from({ length: 25 }, (_, n) => ({ pk: `p${at + n}`, sk: '1', v: at + n }));
      const RequestItems = { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) };
      await cloud.doc.send(new BatchWriteCommand({ RequestItems }));
    }
    cloud.clock.advance(HOUR);
    const time = cloud.clock.now() - 1800_000;
    for (let at = 0; at < 200; at += 1) await remove(cloud, `p${at}`);
    await restore(cloud, 'whole', time);
    expect(Object.keys(await contents(cloud, 'whole'))).toHaveLength(250);
  });

  it('is refused outside the window, without recovery, onto an existing table, and before five minutes have passed', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties({}, recovery(1)));
    await declare(cloud, tableProperties({ TableName: 'unprotected' }));
    const enabled = cloud.clock.now();
    const attempt = (input: object) =>
      cloud.client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: TableName,
          TargetTableName: 'target',
          ...input,
        }),
      );
    const at = (time: number) => ({ RestoreDateTime: new Date(time) });
    const invalid = { name: 'InvalidRestoreTimeException' };
    await expect(attempt({ UseLatestRestorableTime: true })).rejects.toMatchObject(invalid);
    cloud.clock.advance(HOUR);
    await expect(attempt(at(enabled - 2000))).rejects.toMatchObject(invalid);
    await expect(attempt(at(cloud.clock.now()))).rejects.toMatchObject(invalid);
    cloud.clock.advance(30 * HOUR);
    await expect(attempt(at(cloud.clock.now() - 24 * HOUR - 2000))).rejects.toMatchObject(invalid);
    await expect(attempt({})).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      attempt({ UseLatestRestorableTime: true, SSESpecificationOverride: {} }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      attempt({ UseLatestRestorableTime: true, SourceTableName: 'unprotected' }),
    ).rejects.toMatchObject({
      name: 'PointInTimeRecoveryUnavailableException',
    });
    await expect(
      attempt({ UseLatestRestorableTime: true, TargetTableName: 'unprotected' }),
    ).rejects.toMatchObject({
      name: 'TableAlreadyExistsException',
    });
    const { ContinuousBackupsDescription: backups } = await cloud.client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const point = backups?.PointInTimeRecoveryDescription;
    expect(point?.RecoveryPeriodInDays).toBe(1);
    const span = Number(point?.LatestRestorableDateTime) - Number(point?.EarliestRestorableDateTime);
    expect(span).toBe(24 * HOUR - 300_000);
    await attempt(at(Number(point?.EarliestRestorableDateTime)));
  });

  it('a restore that a stop interrupted is taken up again, and the log survives a restart', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties({}, recovery(1)));
    await put(cloud, 'kept', 1);
    cloud.clock.advance(HOUR);
    const time = cloud.clock.now() - 600_000;
    await remove(cloud, 'kept');
    cloud = await cloud.restart();
    await restore(cloud, 'again', time);
    expect(await contents(cloud, 'again')).toEqual({ kept: 1 });
  });
});

/** Files under a folder that hold the bytes, in any of their usual spellings. */
function filesWith(dir: string, marker: Buffer): string[] {
  const hex = marker.toString('hex');
  const spellings = [
    marker,
    ...['base64', 'base64url', 'hex'].map((encoding) =>
      Buffer.from(marker.toString(encoding as BufferEncoding)),
    ),
    Buffer.from(hex.toUpperCase()),
  ];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => spellings.some((bytes) => readFileSync(path).includes(bytes)));
}

describe('the end of retention', () => {
  it('a deleted item is restorable within the window and its bytes are in no file after it', async () => {
    cloud = await startCloud({ throughput: false });
    await declare(cloud, tableProperties(STREAM, recovery(1)));
    const { clock, db, dir } = cloud;
    const marker = randomBytes(32);
    const overwritten = randomBytes(32);
    for (let at = 0; at < 40; at += 1) await put(cloud, `other-${at}`, randomBytes(3000));
    await cloud.doc.send(
      new PutCommand({
        TableName,
        Item: {
          pk: 'secret',
          sk: '1',
          v: marker,
          text: marker.toString('base64'),
          hex: marker.toString('hex'),
        },
      }),
    );
    await put(cloud, 'changed', overwritten);
    clock.advance(HOUR);
    const alive = clock.now() - 600_000;
    await remove(cloud, 'secret');
    await put(cloud, 'changed', 'new');
    for (let at = 0; at < 40; at += 2) await remove(cloud, `other-${at}`);

    await restore(cloud, 'control', alive);
    const { Item } = await cloud.doc.send(
      new GetCommand({ TableName: 'control', Key: { pk: 'secret', sk: '1' } }),
    );
    expect(Buffer.from(Item?.['v'] as Uint8Array).equals(marker)).toBe(true);
    await cloud.client.send(new DeleteTableCommand({ TableName: 'control' }));

    await db.purge();
    expect(filesWith(dir, marker)).toEqual([join(dir, 'dynamodb', 'front.sqlite')]);
    clock.advance(25 * HOUR);
    const purged = await db.purge();
    expect(purged.images).toBeGreaterThanOrEqual(22);
    expect(filesWith(dir, marker)).toEqual([]);
    expect(filesWith(dir, overwritten)).toEqual([]);

    const kept = await contents(cloud, TableName);
    expect(Object.keys(kept)).toHaveLength(21);
    expect(kept['changed']).toBe('new');
    await restore(cloud, 'later', clock.now() - HOUR);
    expect(Object.keys(await contents(cloud, 'later'))).toHaveLength(21);
  });

  it('keys of deleted items leave the change feed and the journal as well', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(STREAM));
    const key = randomBytes(32);
    await put(cloud, key.toString('hex'), 1);
    await remove(cloud, key.toString('hex'));
    await cloud.db.purge();
    expect(filesWith(cloud.dir, key)).toEqual([join(cloud.dir, 'dynamodb', 'front.sqlite')]);
    cloud.clock.advance(25 * HOUR);
    await cloud.db.purge();
    expect(filesWith(cloud.dir, key)).toEqual([]);
  });

  it('the hourly timer purges by itself, and a purge under load loses no write', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties({}, recovery(1)));
    const marker = randomBytes(32);
    await put(cloud, 'timer', marker);
    await remove(cloud, 'timer');
    cloud.clock.advance(25 * HOUR);
    await expect.poll(() => filesWith(cloud.dir, marker), { timeout: 10_000 }).toEqual([]);
    const writes = Array.from({ length: 40 }, (_, at) => put(cloud, `load-${at}`, at));
    await Promise.all([cloud.db.purge(), ...writes, cloud.db.purge()]);
    expect(Object.keys(await contents(cloud, TableName))).toHaveLength(40);
  });
});
