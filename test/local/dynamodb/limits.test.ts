import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, startCloud, STREAM, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ throughput: false });
  await declare(cloud, tableProperties(STREAM));
});
afterAll(() => cloud.stop());

const invalid = { name: 'ValidationException' };
const big = (kib: number) => 'x'.repeat(kib * 1024);
const puts = (count: number, kib = 0) =>
  Array.from({ length: count }, (_, at) => ({
    Put: { TableName, Item: { pk: 'limit', sk: String(at), d: big(kib) } },
  }));

describe('limits', () => {
  it('an item holds up to 400 KiB, by put and by update', async () => {
    const Key = { pk: 'size', sk: '1' };
    await cloud.doc.send(new PutCommand({ TableName, Item: { ...Key, d: big(399) } }));
    const grow = {
      TableName,
      Key,
      UpdateExpression: 'SET e = :e',
      ExpressionAttributeValues: { ':e': big(2) },
    };
    await expect(cloud.doc.send(new UpdateCommand(grow))).rejects.toMatchObject(invalid);
    await expect(
      cloud.doc.send(new PutCommand({ TableName, Item: { ...Key, d: big(400) } })),
    ).rejects.toMatchObject(invalid);
  });

  it('a transaction holds up to 100 items and 4 MB, one operation per item', async () => {
    const send = (TransactItems: ReturnType<typeof puts>) =>
      cloud.doc.send(new TransactWriteCommand({ TransactItems }));
    await send(puts(100));
    await expect(send(puts(101))).rejects.toMatchObject(invalid);
    await expect(send(puts(11, 390))).rejects.toMatchObject(invalid);
    await expect(send([...puts(1), ...puts(1)])).rejects.toMatchObject(invalid);
  });

  it('a batch write holds 25 distinct items', async () => {
    const send = (count: number, same = false) => {
      const items = Array.from({ length: count }, (_, at) => ({ pk: 'bw', sk: same ? '1' : String(at) }));
      const RequestItems = { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) };
      return cloud.doc.send(new BatchWriteCommand({ RequestItems }));
    };
    expect((await send(25)).UnprocessedItems).toEqual({});
    await expect(send(26)).rejects.toMatchObject(invalid);
    await expect(send(2, true)).rejects.toMatchObject(invalid);
  });

  it('a batch read holds 100 keys and answers at most 16 MB', async () => {
    const read = (count: number) =>
      cloud.doc.send(
        new BatchGetCommand({
          RequestItems: {
            [TableName]: { Keys: Array.from({ length: count }, (_, at) => ({ pk: 'br', sk: String(at) })) },
          },
        }),
      );
    await expect(read(101)).rejects.toMatchObject(invalid);
    for (let at = 0; at < 44; at += 1) {
      await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'br', sk: String(at), d: big(390) } }));
    }
    const { Responses, UnprocessedKeys } = await read(44);
    const got = Responses?.[TableName]?.length ?? 0;
    expect(got).toBeLessThan(44);
    expect(got + (UnprocessedKeys?.[TableName]?.Keys?.length ?? 0)).toBe(44);
  });

  it('a key that does not fit the schema, an unknown table and an unknown index are refused', async () => {
    const get = (Key: Record<string, unknown>, table = TableName) =>
      cloud.doc.send(new GetCommand({ TableName: table, Key }));
    await expect(get({ pk: 1, sk: '1' })).rejects.toMatchObject(invalid);
    await expect(get({ pk: 'a' })).rejects.toMatchObject(invalid);
    await expect(get({ pk: 'a', sk: '1' }, 'absent')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const query = { TableName, IndexName: 'absent', KeyConditionExpression: 'pk = :p' };
    const unknown = new QueryCommand({ ...query, ExpressionAttributeValues: { ':p': 'a' } });
    await expect(cloud.doc.send(unknown)).rejects.toMatchObject(invalid);
  });

  it('refusals quote no values of the request', async () => {
    const secret = 'very-secret-value';
    const key = { pk: secret, sk: secret };
    const calls = [
      cloud.doc.send(new PutCommand({ TableName, Item: { ...key, group: 5, rank: secret } })),
      cloud.doc.send(new QueryCommand({ TableName, KeyConditionExpression: `${secret} == 1` })),
      cloud.doc.send(
        new UpdateCommand({
          TableName,
          Key: key,
          UpdateExpression: 'SET a = :a',
          ExpressionAttributeValues: { ':b': secret },
        }),
      ),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status).toBe('rejected');
      if (call.status === 'rejected') expect(String(call.reason.message)).not.toContain(secret);
    }
  });
});

describe('request tokens', () => {
  const add = (ClientRequestToken: string, by: number, sk = 'token') =>
    cloud.doc.send(
      new TransactWriteCommand({
        ClientRequestToken,
        ReturnConsumedCapacity: 'TOTAL',
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { pk: 'tokens', sk },
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': by },
            },
          },
        ],
      }),
    );
  const value = async (sk = 'token') =>
    (await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'tokens', sk } }))).Item?.['n'];

  it('repeat nothing for ten virtual minutes, also across a restart, and then count anew', async () => {
    expect((await add('t1', 1)).ConsumedCapacity?.[0]?.WriteCapacityUnits).toBe(2);
    expect((await add('t1', 1)).ConsumedCapacity?.[0]?.ReadCapacityUnits).toBe(2);
    expect(await value()).toBe(1);
    cloud = await cloud.restart();
    await add('t1', 1);
    expect(await value()).toBe(1);
    cloud.clock.advance(10 * 60_000);
    await add('t1', 1);
    expect(await value()).toBe(2);
  });

  it('refuse another request under the same token', async () => {
    await add('t2', 1, 'other');
    await expect(add('t2', 2, 'other')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    expect(await value('other')).toBe(1);
  });

  it('of a cancelled transaction may be used again', async () => {
    const conditional = (ConditionExpression: string) =>
      cloud.doc.send(
        new TransactWriteCommand({
          ClientRequestToken: 't3',
          TransactItems: [{ Put: { TableName, Item: { pk: 'tokens', sk: 'c', n: 1 }, ConditionExpression } }],
        }),
      );
    await expect(conditional('attribute_exists(pk)')).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    await conditional('attribute_not_exists(pk)');
    expect(await value('c')).toBe(1);
  });
});
