import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { DAY, bench } from './setup.ts';
import { settle } from './world.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.remove());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
const newKey = async (input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}) =>
  (await send(new CreateKeyCommand(input))).KeyMetadata ?? expect.fail();

describe('keys', () => {
  test('a key is described by id, ARN, alias and alias ARN, also after a restart', async () => {
    const key = await newKey({ Description: 'tenant' });
    await send(new CreateAliasCommand({ AliasName: 'alias/t/1', TargetKeyId: key.KeyId }));
    await b.restart();
    const names = [key.KeyId, key.Arn, 'alias/t/1', 'arn:aws:kms:eu-central-1:000000000000:alias/t/1'];
    for (const KeyId of names) {
      const { KeyMetadata } = await send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toEqual(key);
    }
    expect(key).toMatchObject({ KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', Description: 'tenant' });
  });

  test.each([
    '8c3c9f1e-0000-4000-8000-000000000000',
    'alias/none',
    'arn:aws:kms:us-east-1:000000000000:key/8c3c9f1e-0000-4000-8000-000000000000',
  ])('%s is NotFoundException', async (KeyId) => {
    await expect(send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test('operations and parameters that are not emulated are refused', async () => {
    const key = await newKey();
    await expect(send(new ListGrantsCommand({ KeyId: key.KeyId }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    await expect(newKey({ Origin: 'EXTERNAL' })).rejects.toMatchObject({ name: 'ValidationException' });
    const dry = new EncryptCommand({ KeyId: key.KeyId, Plaintext: new Uint8Array(1), DryRun: true });
    await expect(send(dry)).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });

  test('lists are paged and complete', async () => {
    const made = new Set<string | undefined>();
    for (let i = 0; i < 5; i++) made.add((await newKey()).KeyId);
    const seen = new Set<string | undefined>();
    let Marker: string | undefined;
    do {
      const page = await send(new ListKeysCommand({ Limit: 2, Marker }));
      for (const key of page.Keys ?? []) seen.add(key.KeyId);
      Marker = page.NextMarker;
    } while (Marker);
    expect(seen).toEqual(made);
    expect(b.world.asked.at(-1)?.request).toMatchObject({ action: 'kms:ListKeys', resource: '*' });
  });

  test('creation asks for its tags, spec and usage, and for TagResource on the new key', async () => {
    const key = await newKey({ Tags: [{ TagKey: 'tenant', TagValue: 't1' }] });
    const [create, tag] = b.world.asked.slice(-2).map(({ request }) => request);
    expect(create).toMatchObject({
      action: 'kms:CreateKey',
      resource: '*',
      context: {
        'aws:RequestTag/tenant': 't1',
        'aws:TagKeys': ['tenant'],
        'kms:KeyUsage': 'ENCRYPT_DECRYPT',
      },
    });
    expect(tag).toMatchObject({ action: 'kms:TagResource', resource: key.Arn });
    b.world.denies = (request) => request.context?.['aws:RequestTag/tenant'] !== 't1';
    await expect(newKey()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('tags are added, replaced and removed', async () => {
    const { KeyId } = await newKey({ Tags: [{ TagKey: 'a', TagValue: '1' }] });
    const Tags = [
      { TagKey: 'a', TagValue: '2' },
      { TagKey: 'b', TagValue: '3' },
    ];
    await send(new TagResourceCommand({ KeyId, Tags }));
    expect((await send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual(Tags);
    await send(new UntagResourceCommand({ KeyId, TagKeys: ['a'] }));
    expect((await send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual(Tags.slice(1));
    const reserved = new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] });
    await expect(send(reserved)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('key policies', () => {
  const policyOf = (action: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: action, Resource: '*' }],
    });
  const allowsPut = (policy: unknown) => JSON.stringify(policy).includes('"kms:*"');

  test('a new policy is in force at once and after a restart', async () => {
    const { KeyId } = await newKey();
    await send(new PutKeyPolicyCommand({ KeyId, Policy: policyOf('kms:*') }));
    await b.restart();
    const { Policy } = await send(new GetKeyPolicyCommand({ KeyId }));
    expect(JSON.parse(Policy ?? '')).toEqual(JSON.parse(policyOf('kms:*')));
    expect(b.world.asked.at(-1)?.request.resourcePolicy).toEqual(JSON.parse(policyOf('kms:*')));
  });

  test('a policy that locks its author out needs the bypass', async () => {
    b.world.denies = (request) => request.action === 'kms:PutKeyPolicy' && !allowsPut(request.resourcePolicy);
    const Policy = policyOf('kms:Decrypt');
    await expect(newKey({ Policy })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    const { KeyId } = await newKey();
    const put = new PutKeyPolicyCommand({ KeyId, Policy });
    await expect(send(put)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    expect((await newKey({ Policy, BypassPolicyLockoutSafetyCheck: true })).KeyState).toBe('Enabled');
    expect((await newKey({ Policy: policyOf('kms:*') })).KeyState).toBe('Enabled');
  });

  test.each([
    '{',
    '{"Statement":[{"Effect":"Maybe","Principal":"*"}]}',
    '{"Statement":[{"Effect":"Allow","Action":"kms:*"}]}',
  ])('the policy %s is MalformedPolicyDocumentException', async (Policy) => {
    await expect(newKey({ Policy })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });
});

describe('aliases', () => {
  test('an alias is made once, moved, listed by key in pages, and removed', async () => {
    const [one, two] = [await newKey(), await newKey()];
    for (const name of ['a', 'b', 'c'])
      await send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: one.KeyId }));
    const again = new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: two.KeyId });
    await expect(send(again)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await send(new UpdateAliasCommand({ AliasName: 'alias/b', TargetKeyId: two.KeyId }));
    const first = await send(new ListAliasesCommand({ KeyId: one.KeyId, Limit: 1 }));
    const second = await send(
      new ListAliasesCommand({ KeyId: one.KeyId, Limit: 1, Marker: first.NextMarker }),
    );
    const names = [...(first.Aliases ?? []), ...(second.Aliases ?? [])].map((alias) => alias.AliasName);
    expect(names).toEqual(['alias/a', 'alias/c']);
    expect(second.Truncated).toBe(false);
    await send(new DeleteAliasCommand({ AliasName: 'alias/a' }));
    await expect(send(new DescribeKeyCommand({ KeyId: 'alias/a' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test('alias operations ask on the alias and on each key', async () => {
    const [one, two] = [await newKey(), await newKey()];
    const arn = 'arn:aws:kms:eu-central-1:000000000000:alias/x';
    b.world.asked.length = 0;
    await send(new CreateAliasCommand({ AliasName: 'alias/x', TargetKeyId: one.KeyId }));
    await send(new UpdateAliasCommand({ AliasName: 'alias/x', TargetKeyId: two.KeyId }));
    await send(new DeleteAliasCommand({ AliasName: 'alias/x' }));
    const asked = b.world.asked.map(({ request }) => [request.action.slice(4), request.resource]);
    expect(asked).toEqual([
      ['CreateAlias', arn],
      ['CreateAlias', one.Arn],
      ['UpdateAlias', arn],
      ['UpdateAlias', one.Arn],
      ['UpdateAlias', two.Arn],
      ['DeleteAlias', arn],
      ['DeleteAlias', two.Arn],
    ]);
  });

  test.each(['x', 'alias/aws/x', 'alias/ä'])(
    'the name %s is InvalidAliasNameException',
    async (AliasName) => {
      const { KeyId } = await newKey();
      const command = new CreateAliasCommand({ AliasName, TargetKeyId: KeyId });
      await expect(send(command)).rejects.toMatchObject({ name: 'InvalidAliasNameException' });
    },
  );
});

describe('deletion', () => {
  const material = (id: string | undefined): Buffer => {
    const database = new DatabaseSync(join(b.world.stateDir, 'kms', 'keys.sqlite'), { readOnly: true });
    try {
      const row = database.prepare('SELECT bytes FROM materials WHERE key_id = ?').get(id ?? '');
      return Buffer.from(row?.['bytes'] as Uint8Array);
    } finally {
      database.close();
    }
  };
  const bytesOnDisk = async () => {
    const folder = join(b.world.stateDir, 'kms');
    return Buffer.concat(
      await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))),
    );
  };

  test('a key survives until its last second and is then physically gone with aliases and id', async () => {
    const keys = await Promise.all(Array.from({ length: 40 }, () => newKey()));
    const key = keys[17] ?? expect.fail();
    const { CiphertextBlob } = await send(
      new EncryptCommand({ KeyId: key.KeyId, Plaintext: new Uint8Array(9) }),
    );
    await send(new CreateAliasCommand({ AliasName: 'alias/doomed', TargetKeyId: key.KeyId }));
    const secret = material(key.KeyId);
    await send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 7 }));
    b.world.clock.advance(7 * DAY - 60_000);
    await settle(b.world);
    expect((await bytesOnDisk()).includes(secret)).toBe(true);
    await b.restart();
    b.world.clock.advance(60_000);
    await settle(b.world);
    const bytes = await bytesOnDisk();
    expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes(key.KeyId ?? expect.fail())).toBe(false);
    expect(bytes.includes('alias/doomed')).toBe(false);
    await expect(send(new DescribeKeyCommand({ KeyId: key.KeyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect((await send(new ListKeysCommand({}))).Keys).toHaveLength(39);
  });

  test('what fell due while the cloud was down is destroyed at its start', async () => {
    const key = await newKey();
    const secret = material(key.KeyId);
    await send(new ScheduleKeyDeletionCommand({ KeyId: key.KeyId, PendingWindowInDays: 7 }));
    await b.restart(() => b.world.clock.advance(8 * DAY));
    expect((await bytesOnDisk()).includes(secret)).toBe(false);
  });

  test('a cancelled deletion leaves a disabled key that is never destroyed', async () => {
    const { KeyId } = await newKey();
    await send(new ScheduleKeyDeletionCommand({ KeyId }));
    await send(new CancelKeyDeletionCommand({ KeyId }));
    await expect(send(new CancelKeyDeletionCommand({ KeyId }))).rejects.toMatchObject({
      name: 'KMSInvalidStateException',
    });
    b.world.clock.advance(31 * DAY);
    await settle(b.world);
    expect((await send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('Disabled');
  });

  test.each([6, 31])('a waiting period of %i days is refused', async (PendingWindowInDays) => {
    const { KeyId } = await newKey();
    const command = new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays });
    await expect(send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('master keys are readable by their owner only', async () => {
    await newKey();
    const folder = join(b.world.stateDir, 'kms');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder))
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});
