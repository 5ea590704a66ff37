import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import type { AccessRequest, Call } from '../../../local/front/service.ts';

const place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
const statement = {
  Sid: 'Copies',
  Effect: 'Deny',
  Principal: '*',
  Action: 'dynamodb:Export*',
  Resource: '*',
};
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function open(policy?: unknown) {
  const stateDir = mkdtempSync(join(tmpdir(), 'bw-policy-'));
  const asked: AccessRequest[] = [];
  const clock = new VirtualClock();
  const world = {
    place,
    clock,
    stateDir,
    seed: 1,
    authorize: (_: unknown, r: readonly AccessRequest[]) => void asked.push(...r),
  };
  const database = await createDynamoDb(world);
  ended.push(async () => {
    await database.close?.();
    clock.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const [table] = database.resourceTypes;
  await table?.apply({
    stack: 's',
    logicalId: 'T',
    defaultName: 't',
    properties: {
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      Replicas: [
        { Region: 'eu-central-1', ...(policy ? { ResourcePolicy: { PolicyDocument: policy } } : {}) },
      ],
    },
  });
  const get = () =>
    database.handle({
      operation: 'GetItem',
      body: Buffer.from(JSON.stringify({ TableName: 'things', Key: { pk: { S: 'a' } } })),
      principal: { kind: 'role', arn: 'arn:aws:iam::000000000000:role/r', tags: {} },
    } as unknown as Call);
  return { asked, get };
}

test("a table's own policy takes part in every decision about the table", async () => {
  const policy = { Version: '2012-10-17', Statement: [statement] };
  const { asked, get } = await open(policy);
  await get();
  expect(asked).toMatchObject([
    { action: 'dynamodb:GetItem', resourcePolicy: policy, resourceRule: 'either' },
  ]);
});

test('a table without a policy is decided by identities alone', async () => {
  const { asked, get } = await open();
  await get();
  expect(asked[0]).not.toHaveProperty('resourcePolicy');
});

test('a policy that cannot be evaluated stops the deployment', async () => {
  const broken = {
    Version: '2012-10-17',
    Statement: [{ ...statement, Condition: { Sounds: { like: 'nothing' } } }],
  };
  await expect(open(broken)).rejects.toThrow();
});
