import {
  DecryptCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { bench } from './setup.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.remove());

const apply = (type: string, properties: Record<string, unknown>, logicalId = 'Key') => {
  const found = b.kms.resourceTypes.find((entry) => entry.type === type) ?? expect.fail();
  return found.apply({ stack: 'app', logicalId, properties, defaultName: `app-${logicalId}` });
};

test('a declared key keeps its id and material over restarts, and takes new properties', async () => {
  const first = await apply('AWS::KMS::Key', { EnableKeyRotation: true, PendingWindowInDays: 7 });
  const { CiphertextBlob } = await b.client.send(
    new EncryptCommand({ KeyId: first.ref, Plaintext: Buffer.from('x') }),
  );
  await b.restart();
  const second = await apply('AWS::KMS::Key', {
    EnableKeyRotation: true,
    RotationPeriodInDays: 180,
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  expect(second).toEqual(first);
  expect(first.attributes).toEqual({
    Arn: `arn:aws:kms:eu-central-1:000000000000:key/${first.ref}`,
    KeyId: first.ref,
  });
  expect((await b.client.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(
    new Uint8Array([120]),
  );
  const rotation = await b.client.send(new GetKeyRotationStatusCommand({ KeyId: first.ref }));
  expect(rotation).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 180 });
  const { Tags } = await b.client.send(new ListResourceTagsCommand({ KeyId: first.ref }));
  expect(Tags).toEqual([{ TagKey: 'a', TagValue: 'b' }]);
});

test('a declared policy is what IAM is asked with', async () => {
  const KeyPolicy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:root' },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
  const { ref } = await apply('AWS::KMS::Key', { KeyPolicy });
  await b.client.send(new EncryptCommand({ KeyId: ref, Plaintext: Buffer.from('x') }));
  expect(b.world.asked.at(-1)?.request.resourcePolicy).toEqual(KeyPolicy);
});

test('a changed key spec and unknown properties are refused', async () => {
  await apply('AWS::KMS::Key', {});
  await expect(
    apply('AWS::KMS::Key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
  ).rejects.toThrow(/KeySpec/);
  await expect(apply('AWS::KMS::Key', { MultiRegion: true }, 'Other')).rejects.toThrow(/MultiRegion/);
});

test('a declared alias follows its key', async () => {
  const one = await apply('AWS::KMS::Key', {}, 'One');
  const two = await apply('AWS::KMS::Key', {}, 'Two');
  for (const key of [one, two]) {
    const alias = await apply(
      'AWS::KMS::Alias',
      { AliasName: 'alias/app', TargetKeyId: key.attributes['Arn'] },
      'Alias',
    );
    expect(alias.ref).toBe('alias/app');
    const encrypted = await b.client.send(
      new EncryptCommand({ KeyId: 'alias/app', Plaintext: Buffer.from('x') }),
    );
    expect(encrypted.KeyId).toBe(key.attributes['Arn']);
  }
});
