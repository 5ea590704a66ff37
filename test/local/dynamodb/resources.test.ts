import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DeleteTableCommand,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { declare, recovery, startCloud, STREAM, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';
let cloud: Cloud;
beforeEach(async () => void (cloud = await startCloud()));
afterEach(() => cloud.stop());

describe('tables of a template', () => {
  it('get stable attributes, whatever the number of deployments and restarts', async () => {
    const properties = tableProperties(
      { ...STREAM, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
      { ...recovery(35), DeletionProtectionEnabled: true, Tags: [{ Key: 'a', Value: 'b' }] },
    );
    const first = await declare(cloud, properties);
    expect(first.ref).toBe(TableName);
    expect(first.attributes['Arn']).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/records');
    expect(first.attributes['StreamArn']).toMatch(/:table\/records\/stream\/\d{4}-/);
    await cloud.doc.send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1', group: 'g', rank: 1 } }));
    cloud.clock.advance(86_400_000);
    expect(await declare(cloud, properties)).toEqual(first);
    cloud = await cloud.restart();
    expect(await declare(cloud, properties)).toEqual(first);
    const ttl = await cloud.client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    const backups = await cloud.client.send(new DescribeContinuousBackupsCommand({ TableName }));
    const point = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    expect(point?.RecoveryPeriodInDays).toBe(35);
    const age = cloud.clock.now() - Number(point?.EarliestRestorableDateTime);
    expect(age).toBeGreaterThanOrEqual(86_400_000);
  });

  it('take the plain type as well, with the default name', async () => {
    const {
      Replicas: _replicas,
      TableName: _name,
      ...plain
    } = tableProperties({
      ...recovery(7),
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/data' },
    });
    const applied = await declare(cloud, plain, 'AWS::DynamoDB::Table');
    expect(applied.ref).toBe('test-Table');
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName: 'test-Table' }));
    expect(Table?.SSEDescription?.KMSMasterKeyArn).toBe('arn:aws:kms:eu-central-1:000000000000:alias/data');
  });

  it('gain and lose indexes with the items they have', async () => {
    await declare(cloud);
    await cloud.doc.send(
      new PutCommand({ TableName, Item: { pk: 'a', sk: '1', group: 'g', rank: 1, note: 'n' } }),
    );
    const key = [{ AttributeName: 'group', KeyType: 'HASH' }];
    const bySubject = { IndexName: 'bySubject', KeySchema: key, Projection: { ProjectionType: 'ALL' } };
    await declare(cloud, tableProperties({ GlobalSecondaryIndexes: [bySubject] }));
    const query = (IndexName: string) =>
      cloud.doc.send(
        new QueryCommand({
          TableName,
          IndexName,
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': 'g' },
        }),
      );
    expect((await query('bySubject')).Items).toHaveLength(1);
    await expect(query('byGroup')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are not deleted while protected', async () => {
    await declare(cloud, tableProperties({}, { DeletionProtectionEnabled: true }));
    const remove = () => cloud.client.send(new DeleteTableCommand({ TableName }));
    await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' });
    await declare(cloud);
    expect((await remove()).TableDescription?.TableStatus).toBe('DELETING');
  });

  it('are refused when the local cloud would have to ignore what they say', async () => {
    const bad: [string, Record<string, unknown>][] = [
      ['is not emulated', tableProperties({ KinesisStreamSpecification: {} })],
      ['view type', tableProperties({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } })],
      ['on-demand', tableProperties({ BillingMode: 'PROVISIONED' })],
      ['one replica', tableProperties({ Replicas: [{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }] })],
    ];
    for (const [rule, properties] of bad) await expect(declare(cloud, properties)).rejects.toThrow(rule);
    await declare(cloud);
    const KeySchema = [{ AttributeName: 'sk', KeyType: 'HASH' }];
    await expect(declare(cloud, tableProperties({ KeySchema }))).rejects.toThrow('key of a table');
  });
});
