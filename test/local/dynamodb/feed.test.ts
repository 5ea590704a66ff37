import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declare, startCloud, STREAM, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
const HOUR = 3_600_000;
let cloud: Cloud;

const summary = (after = '') =>
  cloud.db
    .changes(TableName, after, 100)
    .map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys['sk']?.['S' as never]}`);
const put = (sk: string, more = {}) =>
  cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'p', sk, ...more } }));

describe('the change feed', () => {
  beforeEach(async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(STREAM));
  });
  afterEach(() => cloud.stop());

  it('has one record per change, in order, and none for writes that change nothing', async () => {
    const { doc } = cloud;
    const Key = { pk: 'p', sk: '1' };
    await put('1', { n: 1 });
    await put('1', { n: 1 });
    await put('1', { n: 2 });
    const UpdateExpression = 'SET n = :n';
    const update = (n: number) => ({
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeValues: { ':n': n },
    });
    await doc.send(new UpdateCommand(update(2)));
    await doc.send(new TransactWriteCommand({ TransactItems: [{ Update: update(2) }] }));
    await doc.send(new TransactWriteCommand({ TransactItems: [{ Update: update(3) }] }));
    await doc.send(new DeleteCommand({ TableName, Key }));
    await doc.send(new DeleteCommand({ TableName, Key }));
    const RequestItems = { [TableName]: ['2', '3'].map((sk) => ({ PutRequest: { Item: { pk: 'p', sk } } })) };
    await doc.send(new BatchWriteCommand({ RequestItems }));
    expect(summary()).toEqual(['INSERT 1', 'MODIFY 1', 'MODIFY 1', 'REMOVE 1', 'INSERT 2', 'INSERT 3']);
  });

  it('a refused write leaves no record', async () => {
    await put('1');
    const again = new PutCommand({
      TableName,
      Item: { pk: 'p', sk: '1', n: 1 },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(cloud.doc.send(again)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(summary()).toEqual(['INSERT 1']);
  });

  it('a record looks like one of AWS and holds keys only', async () => {
    await put('1', { secret: 'value' });
    const [record] = cloud.db.changes(TableName, '', 1);
    expect(record).toEqual({
      eventID: expect.stringMatching(/^\d{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-central-1',
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:eu-central-1:000000000000:table\/records\/stream\//,
      ),
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'p' }, sk: { S: '1' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'KEYS_ONLY',
      },
    });
  });

  it('is read on from a sequence number, also after a restart, and keeps records for a day', async () => {
    await put('1');
    const first = cloud.db.latestChange(TableName);
    await put('2');
    expect(summary(first)).toEqual(['INSERT 2']);
    cloud = await cloud.restart();
    expect(summary(first)).toEqual(['INSERT 2']);
    const newest = cloud.db.latestChange(TableName);
    cloud.clock.advance(24 * HOUR + 1000);
    expect(summary()).toEqual([]);
    await cloud.db.purge();
    await put('3');
    expect(cloud.db.latestChange(TableName) > newest).toBe(true);
    expect(summary(newest)).toEqual(['INSERT 3']);
  });

  it('tells listeners of changes and of nothing else, until they end it', async () => {
    let calls = 0;
    const end = cloud.db.onChange(TableName, () => (calls += 1));
    await put('1');
    expect(calls).toBe(1);
    await put('1');
    expect(calls).toBe(1);
    end();
    await put('2');
    expect(calls).toBe(1);
  });
});

describe('time to live', () => {
  afterEach(() => cloud.stop());
  const seconds = () => Math.floor(cloud.clock.now() / 1000);
  const exists = async (sk: string) =>
    (await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'p', sk } }))).Item !== undefined;
  const properties = { ...STREAM, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } };

  it('deletes expired items late and marks the deletion as the service’s own', async () => {
    cloud = await startCloud({ expiryDelayMs: { min: HOUR, max: HOUR } });
    await declare(cloud, tableProperties(properties));
    await put('due', { ttl: seconds() + 60 });
    await put('later', { ttl: seconds() + 100_000 });
    await put('never');
    await put('text', { ttl: 'soon' });
    await put('ancient', { ttl: seconds() - 6 * 365 * 86_400 });
    cloud.clock.advance(30 * 60_000);
    expect(await cloud.db.sweepExpired()).toBe(0);
    expect(await exists('due')).toBe(true);
    cloud.clock.advance(40 * 60_000);
    await expect.poll(() => exists('due'), { timeout: 10_000 }).toBe(false);
    for (const sk of ['later', 'never', 'text', 'ancient']) expect(await exists(sk)).toBe(true);
    const removals = cloud.db.changes(TableName, '', 100).filter(({ eventName }) => eventName === 'REMOVE');
    expect(removals).toHaveLength(1);
    expect(removals[0]?.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
  });

  it('takes at most 48 hours, differently for each item', async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(properties));
    const items = Array.from({ length: 20 }, (_, at) => String(at));
    for (const sk of items) await put(sk, { ttl: seconds() });
    cloud.clock.advance(24 * HOUR);
    await cloud.db.sweepExpired();
    const left = (await Promise.all(items.map(exists))).filter(Boolean).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(20);
    cloud.clock.advance(23 * HOUR);
    await cloud.db.sweepExpired();
    expect((await Promise.all(items.map(exists))).filter(Boolean)).toEqual([]);
  });
});
