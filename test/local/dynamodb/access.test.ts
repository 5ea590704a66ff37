import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  QueryCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand as DocQueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AwsError, type AccessRequest } from '../../../local/front/service.ts';
import { declare, startCloud, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
const TABLE = 'arn:aws:dynamodb:eu-central-1:000000000000:table/records';
const KEY_ARN = 'arn:aws:kms:eu-central-1:000000000000:key/k1';

describe('what IAM is asked', () => {
  let cloud: Cloud;
  let denied = false;
  beforeAll(async () => {
    cloud = await startCloud({
      authorize: () => {
        if (denied) throw new AwsError('AccessDeniedException', 'denied');
      },
    });
    await declare(cloud);
  });
  beforeEach(() => {
    denied = false;
    cloud.asked.length = 0;
  });
  afterAll(() => cloud.stop());

  const single = () => {
    expect(cloud.asked).toHaveLength(1);
    return cloud.asked[0] as AccessRequest;
  };

  it('a single-item call names its action, table, leading key and attributes', async () => {
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'p1', sk: '1', v: 1 } }));
    expect(single()).toEqual({
      action: 'dynamodb:PutItem',
      resource: TABLE,
      context: { 'dynamodb:LeadingKeys': ['p1'], 'dynamodb:Attributes': ['pk', 'sk', 'v'] },
    });
    cloud.asked.length = 0;
    await cloud.doc
      .send(
        new UpdateCommand({
          TableName,
          Key: { pk: 'p1', sk: '1' },
          UpdateExpression: 'SET #v.a = if_not_exists(w, :x) REMOVE z',
          ConditionExpression: 'attribute_exists(sk) AND size(#v) < :x',
          ExpressionAttributeNames: { '#v': 'v2' },
          ExpressionAttributeValues: { ':x': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .catch(() => undefined);
    expect(single().context).toEqual({
      'dynamodb:LeadingKeys': ['p1'],
      'dynamodb:Attributes': ['pk', 'sk', 'v2', 'w', 'z'].toSorted(),
      'dynamodb:ReturnValues': 'ALL_NEW',
    });
  });

  it('a read says whether it selects attributes', async () => {
    await cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'p', sk: '1' } }));
    await cloud.doc.send(
      new GetCommand({ TableName, Key: { pk: 'p', sk: '1' }, ProjectionExpression: 'note' }),
    );
    expect(cloud.asked.map(({ context }) => context?.['dynamodb:Select'])).toEqual([
      'ALL_ATTRIBUTES',
      'SPECIFIC_ATTRIBUTES',
    ]);
    expect(cloud.asked[1]?.context?.['dynamodb:Attributes']).toEqual(['pk', 'sk', 'note']);
  });

  it('the leading key of a query comes from its key condition, on an index from the key of the index', async () => {
    const names = { '#p': 'pk', '#g': 'group', '#r': 'rank' };
    await cloud.doc
      .send(
        new DocQueryCommand({
          TableName,
          KeyConditionExpression: 'begins_with(sk, :s) AND :p = #p',
          ExpressionAttributeNames: { '#p': names['#p'] },
          ExpressionAttributeValues: { ':p': 'T#1', ':s': 'x' },
        }),
      )
      .catch(() => undefined);
    await cloud.doc.send(
      new DocQueryCommand({
        TableName,
        IndexName: 'byGroup',
        KeyConditionExpression: '(#g = :g) AND #r BETWEEN :a AND :b',
        ExpressionAttributeNames: { '#g': names['#g'], '#r': names['#r'] },
        ExpressionAttributeValues: { ':g': 'G#1', ':a': 1, ':b': 2 },
      }),
    );
    expect(cloud.asked.map(({ resource, context }) => [resource, context?.['dynamodb:LeadingKeys']])).toEqual(
      [
        [TABLE, ['T#1']],
        [`${TABLE}/index/byGroup`, ['G#1']],
      ],
    );
    expect(cloud.asked[1]?.context?.['dynamodb:Select']).toBe('ALL_PROJECTED_ATTRIBUTES');
  });

  it('a scan has no leading key and says that it reads the whole table', async () => {
    await cloud.doc.send(new ScanCommand({ TableName, ReturnConsumedCapacity: 'TOTAL' }));
    expect(single()).toMatchObject({
      action: 'dynamodb:Scan',
      context: { 'dynamodb:FullTableScan': 'true' },
    });
    expect(single().context).not.toHaveProperty('dynamodb:LeadingKeys');
  });

  it('batches ask once per table with every leading key', async () => {
    const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '1' } });
    const Keys = ['x', 'y', 'z'].map(key);
    await cloud.client.send(new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys } } }));
    const deletions = Keys.map((Key) => ({ DeleteRequest: { Key } }));
    await cloud.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: deletions } }));
    expect(cloud.asked.map(({ action, context }) => [action, context?.['dynamodb:LeadingKeys']])).toEqual([
      ['dynamodb:BatchGetItem', ['x', 'y', 'z']],
      ['dynamodb:BatchWriteItem', ['x', 'y', 'z']],
    ]);
  });

  it('each part of a transaction needs the permission of the single call', async () => {
    const Key = (sk: string) => ({ pk: 'tx', sk });
    const UpdateExpression = 'SET a = :a';
    const ExpressionAttributeValues = { ':a': 1 };
    await cloud.doc.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: Key('1') } },
          { Update: { TableName, Key: Key('2'), UpdateExpression, ExpressionAttributeValues } },
          { Delete: { TableName, Key: Key('3') } },
          { ConditionCheck: { TableName, Key: Key('4'), ConditionExpression: 'attribute_not_exists(pk)' } },
        ],
      }),
    );
    await cloud.doc.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: Key('1') } }] }));
    expect(
      cloud.asked.map(({ action, context }) => [action, context?.['dynamodb:EnclosingOperation']]),
    ).toEqual([
      ['dynamodb:PutItem', 'TransactWriteItems'],
      ['dynamodb:UpdateItem', 'TransactWriteItems'],
      ['dynamodb:DeleteItem', 'TransactWriteItems'],
      ['dynamodb:ConditionCheckItem', 'TransactWriteItems'],
      ['dynamodb:GetItem', 'TransactGetItems'],
    ]);
    expect(cloud.asked[3]?.context?.['dynamodb:LeadingKeys']).toEqual(['tx']);
  });

  it('descriptions ask for their table, a list for the account', async () => {
    await cloud.client.send(new DescribeTimeToLiveCommand({ TableName }));
    await cloud.client.send(new ListTablesCommand());
    expect(cloud.asked.map(({ action, resource }) => [action, resource])).toEqual([
      ['dynamodb:DescribeTimeToLive', TABLE],
      ['dynamodb:ListTables', '*'],
    ]);
  });

  it('a denied call does nothing', async () => {
    denied = true;
    const Item = { pk: 'denied', sk: '1' };
    await expect(cloud.doc.send(new PutCommand({ TableName, Item }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    denied = false;
    expect((await cloud.doc.send(new GetCommand({ TableName, Key: Item }))).Item).toBeUndefined();
  });

  it('legacy members, which would hide attribute names from policies, are refused', async () => {
    const get = { TableName, Key: { pk: 'p', sk: '1' }, AttributesToGet: ['v'] };
    await expect(cloud.doc.send(new GetCommand(get))).rejects.toMatchObject({ name: 'ValidationException' });
    const KeyConditions = { pk: { AttributeValueList: [{ S: 'p' }], ComparisonOperator: 'EQ' as const } };
    const legacy = (cloud.client as DynamoDBClient).send(new QueryCommand({ TableName, KeyConditions }));
    await expect(legacy).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a table under a customer key', () => {
  it('needs kms:Decrypt of the caller with the context of the table, for reads and writes', async () => {
    const seen: unknown[] = [];
    let allow = true;
    const kms = {
      authorize: (principal: { arn: string }, ...question: unknown[]) => {
        seen.push([principal.arn, ...question]);
        if (!allow) throw new AwsError('AccessDeniedException', 'no key');
      },
    };
    const cloud = await startCloud({ kms });
    try {
      const replica = { SSESpecification: { KMSMasterKeyId: 'k1' } };
      await declare(
        cloud,
        tableProperties({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }, replica),
      );
      const Key = { pk: { S: 'a' }, sk: { S: '1' } };
      await cloud.client.send(new DeleteItemCommand({ TableName, Key }));
      expect(seen).toEqual([
        [
          'arn:aws:iam::000000000000:role/tester',
          'kms:Decrypt',
          KEY_ARN,
          {
            'kms:EncryptionContext:aws:dynamodb:tableName': TableName,
            'kms:EncryptionContext:aws:dynamodb:subscriberId': '000000000000',
            'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com',
            'kms:CallerAccount': '000000000000',
          },
        ],
      ]);
      allow = false;
      const get = cloud.doc.send(new GetCommand({ TableName, Key: { pk: 'a', sk: '1' } }));
      await expect(get).rejects.toMatchObject({ name: 'AccessDeniedException' });
      const transaction = new TransactWriteCommand({
        TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: '1' } } }],
      });
      await expect(cloud.doc.send(transaction)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    } finally {
      await cloud.stop();
    }
  });
});
