import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SigningKeys } from '../../bin/commands/sign-request.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { assumeRole, clientSettings, functionRole, outputOf } from './sessions.ts';
import { keysOfTenant } from './tenant-keys.ts';

const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';

let stack: Stack;
let a: Tenant;
let b: Tenant;
let session: SigningKeys;
let db: DynamoDBClient;
let kms: KMSClient;
let s3: S3Client;
let owner: DynamoDBClient;

const settings = (credentials: SigningKeys) => clientSettings(stack, credentials);
const output = (part: string) => outputOf(stack, part);
const assume = (role: string, tags: Readonly<Record<string, string>>) => assumeRole(stack, role, tags);

beforeAll(async () => {
  stack = await startStack();
  [a, b] = [await stack.onboard('DE'), await stack.onboard('FR', 'Atelier Moreau')];
  for (const { client } of [a, b]) await client.post('/v1/contacts', { name: 'Ines Albrecht' });
  session = await assume(output('RolesTenant'), { tenant: a.tenant });
  db = new DynamoDBClient(settings(session));
  kms = new KMSClient(settings(session));
  s3 = new S3Client({ ...settings(session), forcePathStyle: true });
  owner = new DynamoDBClient(settings(stack.cloud.operator));
});
afterAll(async () => {
  for (const client of [db, kms, s3, owner]) client.destroy();
  await stack.stop();
});

const denied = (call: Promise<unknown>) =>
  expect(call).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied(Exception)?$/) as string });
const pk = (value: string) => ({ pk: { S: value }, sk: { S: 'CTL' } });
const mine = () => pk(`T#${a.tenant}#TEN`);
const theirs = () => pk(`T#${b.tenant}#TEN`);
const update = { UpdateExpression: 'SET stolen = :x', ExpressionAttributeValues: { ':x': { BOOL: true } } };

/** Every call of a data client that names an item, by how it names it. */
const CALLS: Readonly<Record<string, (key: ReturnType<typeof pk>) => Promise<unknown>>> = {
  GetItem: (Key) => db.send(new GetItemCommand({ TableName: DATA, Key })),
  Query: (key) =>
    db.send(
      new QueryCommand({
        TableName: DATA,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': key.pk },
      }),
    ),
  'Query of the list index': (key) =>
    db.send(
      new QueryCommand({
        TableName: DATA,
        IndexName: 'list',
        KeyConditionExpression: 'listPk = :pk',
        ExpressionAttributeValues: { ':pk': key.pk },
      }),
    ),
  'Query of the trail index': (key) =>
    db.send(
      new QueryCommand({
        TableName: DATA,
        IndexName: 'trail',
        KeyConditionExpression: 'trailPk = :pk',
        ExpressionAttributeValues: { ':pk': key.pk },
      }),
    ),
  'BatchGetItem, mixed': (key) =>
    db.send(new BatchGetItemCommand({ RequestItems: { [DATA]: { Keys: unique([mine(), key]) } } })),
  UpdateItem: (Key) => db.send(new UpdateItemCommand({ TableName: DATA, Key, ...update })),
  'TransactWriteItems, mixed': (Key) =>
    db.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: DATA, Item: pk(`T#${a.tenant}#SEQ#mixed`) } },
          { Update: { TableName: DATA, Key, ...update } },
        ],
      }),
    ),
  'a condition check in a transaction': (Key) =>
    db.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: DATA, Item: pk(`T#${a.tenant}#SEQ#checked`) } },
          { ConditionCheck: { TableName: DATA, Key, ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
    ),
  'TransactGetItems, mixed': (Key) =>
    db.send(
      new TransactGetItemsCommand({
        TransactItems: unique([mine(), Key]).map((one) => ({ Get: { TableName: DATA, Key: one } })),
      }),
    ),
  PutItem: (Item) => db.send(new PutItemCommand({ TableName: DATA, Item })),
  DeleteItem: (Key) => db.send(new DeleteItemCommand({ TableName: DATA, Key })),
};
const unique = (keys: ReturnType<typeof pk>[]) => [
  ...new Map(keys.map((key) => [key.pk.S, key] as const)).values(),
];

describe('a session of one tenant, with a raw client and none of our own checks', () => {
  test.each(Object.keys(CALLS))('part of TEN-02: %s reaches no foreign item, only its own', async (name) => {
    const call = CALLS[name] ?? (() => Promise.reject(new Error(name)));
    await denied(call(theirs()));
    await denied(call(pk(`S#TEN#${a.tenant}`)));
    // A prefix without its end, and one that goes on.
    await denied(call(pk(`T#${a.tenant}`)));
    await denied(call(pk(`T#${a.tenant}X#TEN`)));
    await denied(call(pk(`T#${a.tenant.toLowerCase()}#TEN`)));
    await expect(
      call(name === 'PutItem' || name === 'DeleteItem' ? pk(`T#${a.tenant}#SEQ#own`) : mine()),
    ).resolves.toBeDefined();
  });

  test('part of TEN-02: nothing without a key condition: Scan, PartiQL, BatchWriteItem of others', async () => {
    await denied(db.send(new ScanCommand({ TableName: DATA })));
    await denied(db.send(new ScanCommand({ TableName: DATA, IndexName: 'list' })));
    await denied(db.send(new ScanCommand({ TableName: KEYS })));
    const batch = { [DATA]: [{ PutRequest: { Item: theirs() } }] };
    await denied(db.send(new BatchWriteItemCommand({ RequestItems: batch })));
    const statement = `SELECT * FROM "${DATA}" WHERE pk = 'T#${a.tenant}#TEN'`;
    await expect(db.send(new ExecuteStatementCommand({ Statement: statement }))).rejects.toThrow();
  });

  test('part of TEN-02: wrapped keys of another tenant are out of reach, and of its own none can be deleted', async () => {
    const own = { TableName: KEYS, Key: { pk: { S: `T#${a.tenant}#WRP` }, sk: { S: 'x' } } };
    await expect(db.send(new GetItemCommand(own))).resolves.toBeDefined();
    await denied(db.send(new DeleteItemCommand(own)));
    await denied(db.send(new GetItemCommand({ TableName: KEYS, Key: pk(`T#${b.tenant}#WRP`) })));
  });

  test('part of TEN-02: the other tenant’s KMS key opens nothing under any context', async () => {
    const { Items = [] } = await owner.send(
      new QueryCommand({
        TableName: KEYS,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `T#${b.tenant}#WRP` } },
      }),
    );
    const wrapping = Items.find(({ kmsKey }) => kmsKey?.S);
    const [KeyId, CiphertextBlob] = [wrapping?.['kmsKey']?.S, wrapping?.['wrapped']?.B];
    expect(CiphertextBlob?.length).toBeGreaterThan(32);
    for (const EncryptionContext of [{ tenant: b.tenant }, { tenant: a.tenant }, undefined]) {
      await denied(kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext })));
      await denied(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })));
      await denied(kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext })));
    }
    const [{ arn } = { arn: '' }] = await keysOfTenant(stack, a.tenant);
    const fresh = { KeyId: arn, KeySpec: 'AES_256', EncryptionContext: { tenant: a.tenant } } as const;
    await expect(kms.send(new GenerateDataKeyCommand(fresh))).resolves.toBeDefined();
    await denied(kms.send(new GenerateDataKeyCommand({ ...fresh, EncryptionContext: { tenant: b.tenant } })));
  });

  test.each(['Intake', 'Vault', 'Handover'])(
    'part of TEN-02: objects of others in the %s bucket are out of reach',
    async (kind) => {
      const bucket = stack.cloud.deployment.resources.find(
        ({ type, logicalId }) =>
          type === 'AWS::S3::Bucket' && logicalId.toLowerCase().includes(kind.toLowerCase()),
      );
      const Bucket = bucket?.physicalId ?? '';
      const at = (tenant: string) => ({ Bucket, Key: `${tenant}/object` });
      for (const tenant of [b.tenant, `${a.tenant}X`, 'S']) {
        await denied(s3.send(new PutObjectCommand({ ...at(tenant), Body: 'x' })));
        await denied(s3.send(new GetObjectCommand(at(tenant))));
        await denied(s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${tenant}/` })));
      }
      await denied(s3.send(new ListObjectsV2Command({ Bucket })));
      await expect(s3.send(new PutObjectCommand({ ...at(a.tenant), Body: 'x' }))).resolves.toBeDefined();
      await expect(s3.send(new GetObjectCommand(at(a.tenant)))).resolves.toBeDefined();
    },
  );
});

describe('without a session for one tenant', () => {
  test.each(['records', 'platform', 'authorizer', 'onboard'])(
    'part of TEN-02: the role of the function %s reaches no tenant’s item',
    async (name) => {
      const raw = new DynamoDBClient(settings(stack.credentials(functionRole(stack, name))));
      try {
        await denied(raw.send(new GetItemCommand({ TableName: DATA, Key: theirs() })));
        await denied(raw.send(new GetItemCommand({ TableName: KEYS, Key: pk(`T#${b.tenant}#WRP`) })));
        await denied(raw.send(new ScanCommand({ TableName: DATA })));
      } finally {
        raw.destroy();
      }
    },
  );

  test.each([
    ['no tenant', {}],
    ['a shorter id', { tenant: 'A'.repeat(25) }],
    ['a longer one', { tenant: 'A'.repeat(27) }],
    ['a second tag', { tenant: 'A'.repeat(26), role: 'admin' }],
  ])('part of TEN-02: no session is given for %s', async (_, tags) => {
    await denied(assume(output('RolesTenant'), tags));
  });

  test.each(['*', '?'.repeat(26), `${'?'.repeat(25)}*`])(
    'part of TEN-02: a session tag cannot be the pattern %s',
    async (tenant) => {
      // STS takes neither character in the value of a tag.
      await expect(assume(output('RolesTenant'), { tenant })).rejects.toMatchObject({
        name: 'ValidationError',
      });
    },
  );

  test('part of TEN-02: the eraser’s session is given to the functions that erase only', async () => {
    await denied(assume(output('RolesEraser'), { tenant: a.tenant }));
  });

  test('part of TEN-02: the operator reaches no item, key or session', async () => {
    const raw = new DynamoDBClient(settings(stack.credentials(output('OperatorRoleArn'))));
    await denied(raw.send(new GetItemCommand({ TableName: DATA, Key: theirs() })));
    raw.destroy();
  });
});
