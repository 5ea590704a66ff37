import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
  BatchWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InFlight } from '../../../local/dynamodb/in-flight.ts';
import { declare, startCloud, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';

function add(sk: string) {
  const Key = { pk: 'hot', sk };
  return { TableName, Key, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };
}

describe('items held by a call', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
    await declare(cloud);
  });
  afterAll(() => cloud.stop());

  it('of two transactions that share an item one is cancelled with the reason at that item', async () => {
    const { doc } = cloud;
    const send = (own: string) =>
      doc.send(
        new TransactWriteCommand({ TransactItems: [{ Update: add('shared') }, { Update: add(own) }] }),
      );
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(send));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
      });
    }
    const { Item } = await doc.send(new GetCommand({ TableName, Key: { pk: 'hot', sk: 'shared' } }));
    expect(Item?.['n']).toBe(results.length - refused.length);
  });

  it('transactions on different items do not disturb each other', async () => {
    const send = (own: string) =>
      cloud.doc.send(new TransactWriteCommand({ TransactItems: [{ Update: add(own) }] }));
    const results = await Promise.allSettled(['p', 'q', 'r', 's'].map(send));
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('a plain write conflicts with a transaction, plain writes queue up', async () => {
    const { doc } = cloud;
    const plain = () => doc.send(new UpdateCommand(add('mixed')));
    const both = () => doc.send(new TransactWriteCommand({ TransactItems: [{ Update: add('mixed') }] }));
    const results = await Promise.allSettled([
      both(),
      plain(),
      both(),
      plain(),
      both(),
      plain(),
      both(),
      plain(),
    ]);
    const names = results.flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason.name)] : [],
    );
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^Transaction(Conflict|Canceled)Exception$/);
    const queued = await Promise.allSettled(
      Array.from({ length: 10 }, () => doc.send(new UpdateCommand(add('queued')))),
    );
    expect(queued.every(({ status }) => status === 'fulfilled')).toBe(true);
    const { Item } = await doc.send(new GetCommand({ TableName, Key: { pk: 'hot', sk: 'queued' } }));
    expect(Item?.['n']).toBe(10);
  });

  it('a transactional read is cancelled, a batch write hands back what a transaction holds', async () => {
    const { doc } = cloud;
    const Key = { pk: 'hot', sk: 'held' };
    const outcomes = { reads: 0, unprocessed: 0 };
    for (let round = 0; round < 20 && (outcomes.reads === 0 || outcomes.unprocessed === 0); round += 1) {
      const [, read, batch] = await Promise.allSettled([
        doc.send(new TransactWriteCommand({ TransactItems: [{ Update: add('held') }] })),
        doc.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
        doc.send(new BatchWriteCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } })),
      ]);
      if (read.status === 'rejected') {
        expect(read.reason).toMatchObject({ CancellationReasons: [{ Code: 'TransactionConflict' }] });
        outcomes.reads += 1;
      }
      if (batch.status === 'fulfilled' && batch.value.UnprocessedItems?.[TableName])
        outcomes.unprocessed += 1;
    }
    expect(outcomes.reads).toBeGreaterThan(0);
    expect(outcomes.unprocessed).toBeGreaterThan(0);
  });

  it('two batches that queue for the same items in different orders both get them', async () => {
    const inFlight = new InFlight();
    const finished: string[] = [];
    const run = async (name: string, ids: string[]) => {
      const release = await inFlight.queue(ids);
      await Promise.resolve();
      finished.push(name);
      release();
    };
    await Promise.all([run('one', ['a', 'b', 'c']), run('two', ['c', 'b', 'a']), run('three', ['b'])]);
    expect(finished.toSorted()).toEqual(['one', 'three', 'two']);
    expect(inFlight.busy('b')).toBe(false);
  });
});

describe('global indexes lag', () => {
  let cloud: Cloud;
  const query = async (more = {}) => {
    const { Items } = await cloud.doc.send(
      new QueryCommand({
        TableName,
        IndexName: 'byGroup',
        KeyConditionExpression: '#g = :g',
        ExpressionAttributeNames: { '#g': 'group' },
        ExpressionAttributeValues: { ':g': 'g' },
        ...more,
      }),
    );
    return Items?.map((item) => `${item['pk']}:${item['rank']}:${item['note'] ?? ''}`);
  };
  const put = (pk: string, rank: number, more = {}) =>
    cloud.doc.send(new PutCommand({ TableName, Item: { pk, sk: '1', group: 'g', rank, ...more } }));

  beforeAll(async () => {
    cloud = await startCloud({ indexLagMs: { min: 60_000, max: 60_000 } });
    await declare(cloud);
  });
  afterAll(() => cloud.stop());

  it('an index shows a new, changed, moved or deleted item as before until the clock has passed the lag', async () => {
    const { clock, doc } = cloud;
    await put('a', 1);
    await put('b', 2);
    await put('c', 3, { note: 'old' });
    expect(await query()).toEqual([]);
    clock.advance(60_000);
    expect(await query()).toEqual(['a:1:', 'b:2:', 'c:3:old']);

    await put('d', 0);
    await put('b', 9);
    await put('c', 3, { note: 'new' });
    await doc.send(
      new TransactWriteCommand({ TransactItems: [{ Delete: { TableName, Key: { pk: 'a', sk: '1' } } }] }),
    );
    expect(await query()).toEqual(['a:1:', 'b:2:', 'c:3:old']);
    expect(await query({ ScanIndexForward: false })).toEqual(['c:3:old', 'b:2:', 'a:1:']);
    const filter = {
      FilterExpression: 'note = :n',
      ExpressionAttributeValues: { ':g': 'g', ':n': 'old' },
      ProjectionExpression: 'pk',
    };
    expect(await query(filter)).toEqual(['c:undefined:']);
    clock.advance(60_000);
    expect(await query()).toEqual(['d:0:', 'c:3:new', 'b:9:']);
  });

  it('the table itself never lags', async () => {
    await put('fresh', 5);
    const { Item } = await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'fresh', sk: '1' } }));
    expect(Item?.['rank']).toBe(5);
  });

  it('paging through a lagging index yields every entry once, in order', async () => {
    const { clock, doc } = cloud;
    const own = { ':g': 'pages' };
    const place = (pk: string, rank: number) =>
      doc.send(new PutCommand({ TableName, Item: { pk, sk: '1', group: 'pages', rank } }));
    for (let at = 0; at < 9; at += 1) await place(`p${at}`, at);
    clock.advance(60_000);
    for (const at of [0, 3, 4, 8]) await place(`p${at}`, 100 - at);
    for (const forward of [true, false]) {
      const seen: unknown[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await doc.send(
          new QueryCommand({
            TableName,
            IndexName: 'byGroup',
            KeyConditionExpression: '#g = :g',
            ExpressionAttributeNames: { '#g': 'group' },
            ExpressionAttributeValues: own,
            Limit: 2,
            ScanIndexForward: forward,
            ExclusiveStartKey: start,
          }),
        );
        expect(page.Items?.length).toBeLessThanOrEqual(2);
        seen.push(...(page.Items ?? []).map((item) => item['rank']));
        start = page.LastEvaluatedKey;
      } while (start);
      const all = [0, 1, 2, 3, 4, 5, 6, 7, 8];
      expect(seen).toEqual(forward ? all : all.toReversed());
    }
  });

  it('a refused write is not hidden', async () => {
    await cloud.doc.send(
      new PutCommand({ TableName, Item: { pk: 'r', sk: '1', group: 'refused', rank: 1 } }),
    );
    cloud.clock.advance(60_000);
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    const again = new PutCommand({
      TableName,
      Item: { pk: 'r', sk: '1', group: 'refused', rank: 2 },
      ...condition,
    });
    await expect(cloud.doc.send(again)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await cloud.doc.send(
      new PutCommand({ TableName, Item: { pk: 'r2', sk: '1', group: 'refused', rank: 3 } }),
    );
    expect(await query({ ExpressionAttributeValues: { ':g': 'refused' } })).toEqual(['r:1:']);
  });
});

describe('throughput per partition key value', () => {
  it('a hot key is throttled after a second of capacity, others and later calls are not', async () => {
    let host = 0;
    const cloud = await startCloud({ monotonic: () => host });
    try {
      await declare(cloud, tableProperties());
      const put = (pk: string, sk: number) =>
        cloud.doc.send(
          new PutCommand({ TableName, Item: { pk, sk: String(sk), data: 'x'.repeat(300_000) } }),
        );
      for (const sk of [1, 2, 3, 4]) await put('hot', sk);
      await expect(put('hot', 5)).rejects.toMatchObject({
        name: 'ThrottlingException',
        throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded' }],
      });
      await put('cold', 1);
      const batch = ['hot', 'cold'].map((pk) => ({ PutRequest: { Item: { pk, sk: '9' } } }));
      const { UnprocessedItems } = await cloud.doc.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: batch } }),
      );
      expect(UnprocessedItems?.[TableName]).toHaveLength(1);
      cloud.clock.advance(3_600_000);
      const Item = { pk: 'hot', sk: 't' };
      const transaction = new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item } }] });
      await expect(cloud.doc.send(transaction)).rejects.toMatchObject({
        CancellationReasons: [{ Code: 'ThrottlingError' }],
      });
      host += 1000;
      await put('hot', 5);
    } finally {
      await cloud.stop();
    }
  });

  it('an index key has a capacity of its own, reads have theirs', async () => {
    let host = 0;
    const cloud = await startCloud({ monotonic: () => host });
    try {
      await declare(cloud);
      const note = 'x'.repeat(300_000);
      const put = (pk: string) =>
        cloud.doc.send(new PutCommand({ TableName, Item: { pk, sk: '1', group: 'one', rank: 1, note } }));
      for (const pk of ['a', 'b', 'c', 'd']) await put(pk);
      await expect(put('e')).rejects.toMatchObject({
        throttlingReasons: [{ reason: 'IndexWriteKeyRangeThroughputExceeded' }],
      });
      const read = () =>
        cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '1' }, ConsistentRead: true }));
      for (let at = 0; at < 41; at += 1) await read();
      await expect(read()).rejects.toMatchObject({
        throttlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded' }],
      });
      host += 1000;
      await read();
    } finally {
      await cloud.stop();
    }
  });

  it('can be lifted', async () => {
    const cloud = await startCloud({ throughput: false, monotonic: () => 0 });
    try {
      await declare(cloud);
      for (const sk of ['1', '2', '3', '4', '5']) {
        await cloud.doc.send(
          new PutCommand({ TableName, Item: { pk: 'hot', sk, data: 'x'.repeat(300_000) } }),
        );
      }
    } finally {
      await cloud.stop();
    }
  });
});
