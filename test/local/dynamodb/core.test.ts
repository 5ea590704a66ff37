import { DescribeTableCommand, ExecuteStatementCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, startCloud, STREAM, recovery, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';

describe('reading and writing through the SDK', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
    await declare(cloud, tableProperties(STREAM, recovery(1)));
  });
  afterAll(() => cloud.stop());

  it('every single-item call does what AWS documents, return values included', async () => {
    const { doc } = cloud;
    const Key = { pk: 'a', sk: '1' };
    await doc.send(new PutCommand({ TableName, Item: { ...Key, n: 1, group: 'g', rank: 1 } }));
    expect((await doc.send(new GetCommand({ TableName, Key }))).Item).toMatchObject({ n: 1 });
    const update = {
      TableName,
      Key,
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
    };
    const values = [];
    for (const ReturnValues of ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const) {
      values.push((await doc.send(new UpdateCommand({ ...update, ReturnValues }))).Attributes);
    }
    expect(values).toEqual([
      undefined,
      expect.objectContaining({ n: 2, pk: 'a' }),
      expect.objectContaining({ n: 4, pk: 'a' }),
      { n: 4 },
      { n: 6 },
    ]);
    const gone = await doc.send(new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(gone.Attributes).toMatchObject({ n: 6 });
    expect((await doc.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  it('a failed condition changes nothing and hands back the item when asked', async () => {
    const Item = { pk: 'cond', sk: '1', v: 1 };
    await cloud.doc.send(new PutCommand({ TableName, Item }));
    const refused = cloud.doc.send(
      new PutCommand({
        TableName,
        Item: { ...Item, v: 2 },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(refused).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { v: { N: '1' } },
    });
    expect((await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'cond', sk: '1' } }))).Item).toEqual(
      Item,
    );
  });

  it('batches, transactions, queries and scans work together', async () => {
    const { doc } = cloud;
    const puts = ['1', '2', '3'].map((sk) => ({
      PutRequest: { Item: { pk: 'b', sk, group: 'gb', rank: Number(sk) } },
    }));
    await doc.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
    await doc.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { pk: 'b', sk: '4', group: 'gb', rank: 4 } } },
          { Delete: { TableName, Key: { pk: 'b', sk: '1' } } },
          {
            Update: {
              TableName,
              Key: { pk: 'b', sk: '2' },
              UpdateExpression: 'SET note = :n',
              ExpressionAttributeValues: { ':n': 'x' },
            },
          },
          {
            ConditionCheck: {
              TableName,
              Key: { pk: 'b', sk: '3' },
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        ],
      }),
    );
    const Keys = ['1', '2', '4'].map((sk) => ({ pk: 'b', sk }));
    const batch = await doc.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(batch.Responses?.[TableName]).toHaveLength(2);
    const both = await doc.send(
      new TransactGetCommand({ TransactItems: Keys.slice(1).map((Key) => ({ Get: { TableName, Key } })) }),
    );
    expect(both.Responses?.map((response) => response.Item?.['sk'])).toEqual(['2', '4']);
    const index = await doc.send(
      new QueryCommand({
        TableName,
        IndexName: 'byGroup',
        KeyConditionExpression: '#g = :g AND #r > :r',
        ExpressionAttributeNames: { '#g': 'group', '#r': 'rank' },
        ExpressionAttributeValues: { ':g': 'gb', ':r': 2 },
        ScanIndexForward: false,
      }),
    );
    expect(index.Items?.map((item) => item['rank'])).toEqual([4, 3]);
    const base = await doc.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': 'b' },
      }),
    );
    expect(base.Count).toBe(3);
    expect((await doc.send(new ScanCommand({ TableName }))).Count).toBeGreaterThanOrEqual(3);
  });

  it('a cancelled transaction changes nothing and names the reason of each part', async () => {
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName, Item: { pk: 'tc', sk: '1' } } },
        {
          ConditionCheck: {
            TableName,
            Key: { pk: 'tc', sk: '2' },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    });
    await expect(cloud.doc.send(transaction)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    const found = await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'tc', sk: '1' } }));
    expect(found.Item).toBeUndefined();
  });

  it('descriptions carry the region of the cloud and the stream of the front', async () => {
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableArn).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/records');
    expect(Table?.GlobalSecondaryIndexes?.[0]?.IndexArn).toBe(`${Table?.TableArn}/index/byGroup`);
    expect(Table?.LatestStreamArn).toMatch(/table\/records\/stream\/20/);
    expect((await cloud.client.send(new ListTablesCommand())).TableNames).toEqual([TableName]);
  });

  it('an operation outside the list is refused as unknown', async () => {
    const partiql = new ExecuteStatementCommand({ Statement: 'SELECT * FROM records' });
    await expect(cloud.client.send(partiql)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('capacity is reported as asked and adds up by table', async () => {
    const { doc, db } = cloud;
    const before = db.consumed()[TableName]?.write ?? 0;
    const Item = { pk: 'cap', sk: '1', group: 'c', rank: 1 };
    expect((await doc.send(new PutCommand({ TableName, Item }))).ConsumedCapacity).toBeUndefined();
    const total = await doc.send(
      new PutCommand({ TableName, Item: { ...Item, rank: 2 }, ReturnConsumedCapacity: 'TOTAL' }),
    );
    expect(total.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 3 });
    const detail = await doc.send(new PutCommand({ TableName, Item, ReturnConsumedCapacity: 'INDEXES' }));
    expect(detail.ConsumedCapacity?.GlobalSecondaryIndexes?.['byGroup']?.CapacityUnits).toBe(2);
    expect((db.consumed()[TableName]?.write ?? 0) - before).toBe(8);
  });
});
