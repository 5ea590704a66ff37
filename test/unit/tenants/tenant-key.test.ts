import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  NotFoundException,
  ScheduleKeyDeletionCommand,
  type KeyState,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { newId, type TenantId } from '../../../shared/kernel/ids.ts';
import { tenantKeyPolicy } from '../../../shared/tenants/key-policy.ts';
import { sweepOrphans, tenantKey, type KeyMaking } from '../../../shared/tenants/tenant-key.ts';

const tenant = newId() as string as TenantId;
const roles = {
  tenant: 'arn:aws-eusc:iam::111122223333:role/tenant',
  eraser: 'arn:aws-eusc:iam::111122223333:role/eraser',
};
const kms = mockClient(KMSClient);
const making: KeyMaking = { kms: new KMSClient({ region: 'eu-central-1' }), stage: 'dev', roles };
const alias = `alias/bailiwick/dev/${tenant}`;
const key = (name: string) => `arn:aws:kms:eu-central-1:111122223333:key/${name}`;
const described = (Arn: string, Description: string, KeyState: KeyState = 'Enabled') => ({
  KeyMetadata: { KeyId: Arn, Arn, Description, KeyState },
});
const own = `bailiwick dev tenant ${tenant}`;

beforeEach(() => {
  kms.reset();
  kms.on(CreateKeyCommand).resolves(described(key('new'), own));
  kms.on(EnableKeyRotationCommand).resolves({});
  kms.on(ScheduleKeyDeletionCommand).resolves({});
});
const missing = new NotFoundException({ message: '', $metadata: {} });
const deleted = () => kms.commandCalls(ScheduleKeyDeletionCommand).map(({ args }) => args[0].input.KeyId);

describe('a tenant’s key', () => {
  test('is made with its final policy, rotates, and is committed by its alias', async () => {
    kms.on(DescribeKeyCommand, { KeyId: alias }).rejects(missing);
    kms.on(CreateAliasCommand).resolves({});
    expect(await tenantKey(making, tenant)).toBe(key('new'));
    const [created] = kms.commandCalls(CreateKeyCommand);
    expect(created?.args[0].input).toMatchObject({
      Policy: tenantKeyPolicy(tenant, roles),
      Tags: [
        { TagKey: 'bailiwick', TagValue: 'dev' },
        { TagKey: 'tenant', TagValue: tenant },
      ],
    });
    expect(kms.commandCalls(EnableKeyRotationCommand)).toHaveLength(1);
    expect(deleted()).toEqual([]);
  });

  test('is the one that its alias names, and no other is made', async () => {
    kms.on(DescribeKeyCommand, { KeyId: alias }).resolves(described(key('first'), own));
    expect(await tenantKey(making, tenant)).toBe(key('first'));
    expect(kms.commandCalls(CreateKeyCommand)).toEqual([]);
  });

  test('is the first one’s when two runs make it at once; the second one’s goes', async () => {
    kms
      .on(DescribeKeyCommand, { KeyId: alias })
      .rejectsOnce(missing)
      .resolves(described(key('first'), own));
    kms.on(CreateAliasCommand).rejects(new AlreadyExistsException({ message: '', $metadata: {} }));
    expect(await tenantKey(making, tenant)).toBe(key('first'));
    expect(deleted()).toEqual([key('new')]);
  });

  test('stays uncommitted when the alias fails for another reason', async () => {
    kms.on(DescribeKeyCommand, { KeyId: alias }).rejects(missing);
    kms.on(CreateAliasCommand).rejects(new Error('outage'));
    await expect(tenantKey(making, tenant)).rejects.toThrow('outage');
    expect(deleted()).toEqual([]);
  });
});

test('orphans are keys of this tenant that are enabled and that no alias names; every page is looked at', async () => {
  const found = {
    kept: described(key('kept'), own),
    orphan: described(key('orphan'), own),
    named: described(key('named'), own),
    ending: described(key('ending'), own, 'PendingDeletion'),
    other: described(key('other'), `bailiwick dev tenant ${newId()}`),
    last: described(key('last'), own),
  };
  const listed = Object.keys(found).map((name) => ({ KeyArn: key(name) }));
  kms.on(ListKeysCommand).resolves({ Keys: listed.slice(0, 3), NextMarker: 'more', Truncated: true });
  kms.on(ListKeysCommand, { Limit: 1000, Marker: 'more' }).resolves({
    Keys: [...listed.slice(3), { KeyArn: key('foreign') }],
  });
  for (const [name, metadata] of Object.entries(found))
    kms.on(DescribeKeyCommand, { KeyId: key(name) }).resolves(metadata);
  const denied = Object.assign(new Error(''), { name: 'AccessDeniedException' });
  kms.on(DescribeKeyCommand, { KeyId: key('foreign') }).rejects(denied);
  kms.on(ListAliasesCommand).resolves({ Aliases: [] });
  kms.on(ListAliasesCommand, { KeyId: key('named') }).resolves({ Aliases: [{ AliasName: alias }] });
  expect(await sweepOrphans(making, tenant, key('kept'))).toBe(2);
  expect(deleted()).toEqual([key('orphan'), key('last')]);
});

test('the final policy is of its partition, for two roles under one context, and keeps the account from using the key', () => {
  const { Statement } = JSON.parse(tenantKeyPolicy(tenant, roles)) as {
    Statement: { Sid: string; Effect: string; Action: string[]; Principal: { AWS: string } }[];
  };
  const [administration, use, deny] = Statement;
  expect(administration?.Principal.AWS).toBe('arn:aws-eusc:iam::111122223333:root');
  expect(administration?.Action.filter((action) => /Decrypt|Encrypt|Generate|Grant/.test(action))).toEqual(
    [],
  );
  expect(use).toMatchObject({
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Condition: {
      StringEquals: { 'kms:EncryptionContext:tenant': tenant },
      ArnEquals: { 'aws:PrincipalArn': [roles.tenant, roles.eraser] },
    },
  });
  expect(deny).toMatchObject({
    Effect: 'Deny',
    Condition: { StringNotEquals: { 'kms:EncryptionContext:tenant': tenant } },
  });
});
