import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyRotationStatusCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { DAY, bench } from './setup.ts';

const CONTEXT = { tenant: 't1', purpose: 'wrap' };
const TEXT = new Uint8Array([1, 2, 3, 250]);

let b: Bench;
let key: string;
let arn: string;
beforeAll(async () => {
  b = await bench();
  ({ id: key, arn } = await newKey());
});
afterAll(() => b.remove());

const send: Bench['client']['send'] = ((command: never) => b.client.send(command)) as never;
async function newKey(): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await send(new CreateKeyCommand({}));
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
}
const encrypted = async (keyId = key, context: Record<string, string> | undefined = CONTEXT) =>
  (await send(new EncryptCommand({ KeyId: keyId, Plaintext: TEXT, EncryptionContext: context })))
    .CiphertextBlob;

describe('encryption', () => {
  test('a ciphertext opens under the same context in any order, and names its key itself', async () => {
    const CiphertextBlob = await encrypted();
    const opened = await send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { purpose: 'wrap', tenant: 't1' } }),
    );
    expect(opened.Plaintext).toEqual(TEXT);
    expect(opened.KeyId).toBe(arn);
    expect(opened.EncryptionAlgorithm).toBe('SYMMETRIC_DEFAULT');
  });

  test.each([
    ['another value', { ...CONTEXT, tenant: 't2' }],
    ['one name less', { tenant: 't1' }],
    ['one name more', { ...CONTEXT, extra: 'x' }],
    ['none', undefined],
  ])('a context with %s is InvalidCiphertextException', async (_, EncryptionContext) => {
    const command = new DecryptCommand({ CiphertextBlob: await encrypted(), EncryptionContext });
    await expect(send(command)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('a changed byte anywhere is refused', async () => {
    const blob = Buffer.from((await encrypted()) ?? []);
    for (const at of [0, 18, 25, 40, blob.length - 1]) {
      const CiphertextBlob = Uint8Array.from(blob, (byte, index) => (index === at ? byte ^ 1 : byte));
      const command = new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT });
      await expect(send(command)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
  });

  test('a ciphertext of an unknown key is AccessDeniedException', async () => {
    const blob = Buffer.from((await encrypted()) ?? []);
    blob[5] = (blob[5] ?? 0) ^ 1;
    const command = new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: CONTEXT });
    await expect(send(command)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('a key named at decryption must be the one that sealed', async () => {
    const CiphertextBlob = await encrypted();
    await send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT, KeyId: arn }));
    const other = await newKey();
    const wrong = new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT, KeyId: other.id });
    await expect(send(wrong)).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  test('plaintext is bounded to 4,096 bytes', async () => {
    const of = (size: number) => new EncryptCommand({ KeyId: key, Plaintext: new Uint8Array(size) });
    expect((await send(of(4096))).CiphertextBlob?.length).toBeGreaterThan(4096);
    await expect(send(of(4097))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('data keys come with and without plaintext, and open to the same bytes', async () => {
    const made = await send(
      new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256', EncryptionContext: CONTEXT }),
    );
    const opened = await send(
      new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, EncryptionContext: CONTEXT }),
    );
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(made.Plaintext).toHaveLength(32);
    const blind = await send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: key, NumberOfBytes: 7 }));
    expect(blind).not.toHaveProperty('Plaintext');
    expect((await send(new DecryptCommand({ CiphertextBlob: blind.CiphertextBlob }))).Plaintext).toHaveLength(
      7,
    );
    await expect(send(new GenerateDataKeyCommand({ KeyId: key }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('random bytes have the length asked for', async () => {
    expect((await send(new GenerateRandomCommand({ NumberOfBytes: 24 }))).Plaintext).toHaveLength(24);
    await expect(send(new GenerateRandomCommand({ NumberOfBytes: 1025 }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('ReEncrypt moves a ciphertext to another key and context, and only with the right source context', async () => {
    const other = await newKey();
    const CiphertextBlob = await encrypted();
    const moving = {
      CiphertextBlob,
      DestinationKeyId: other.id,
      DestinationEncryptionContext: { tenant: 't9' },
    };
    const moved = await send(new ReEncryptCommand({ ...moving, SourceEncryptionContext: CONTEXT }));
    expect(moved).toMatchObject({ KeyId: other.arn, SourceKeyId: arn });
    const opened = await send(
      new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { tenant: 't9' } }),
    );
    expect(opened.Plaintext).toEqual(TEXT);
    await expect(send(new ReEncryptCommand(moving))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    const actions = b.world.asked.slice(-2).map(({ request }) => [request.action, request.resource]);
    expect(actions).toEqual([
      ['kms:ReEncryptFrom', arn],
      ['kms:ReEncryptTo', other.arn],
    ]);
  });
});

describe('key states', () => {
  test('a disabled key refuses both directions and works again when enabled', async () => {
    const own = await newKey();
    const CiphertextBlob = await encrypted(own.id);
    await send(new DisableKeyCommand({ KeyId: own.id }));
    await expect(encrypted(own.id)).rejects.toMatchObject({ name: 'DisabledException' });
    const decrypt = () => send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }));
    await expect(decrypt()).rejects.toMatchObject({ name: 'DisabledException' });
    await send(new EnableKeyCommand({ KeyId: own.id }));
    expect((await decrypt()).Plaintext).toEqual(TEXT);
  });

  test('a key that awaits deletion refuses use', async () => {
    const own = await newKey();
    await send(new ScheduleKeyDeletionCommand({ KeyId: own.id }));
    await expect(encrypted(own.id)).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
  });

  test('a key of another usage refuses encryption', async () => {
    const { KeyMetadata } = await send(
      new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    );
    await expect(encrypted(KeyMetadata?.KeyId)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  });

  test('rotation draws new material after its period, and old ciphertexts still open after a restart', async () => {
    const own = await newKey();
    await send(new EnableKeyRotationCommand({ KeyId: own.id, RotationPeriodInDays: 90 }));
    const before = await encrypted(own.id);
    b.world.clock.advance(91 * DAY);
    const after = await encrypted(own.id);
    const version = (blob: Uint8Array | undefined) => Buffer.from(blob ?? []).readUInt16BE(17);
    expect([version(before), version(after), version(await encrypted(own.id))]).toEqual([1, 2, 2]);
    const status = await send(new GetKeyRotationStatusCommand({ KeyId: own.id }));
    expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
    expect(Number(status.NextRotationDate)).toBeGreaterThan(b.world.clock.now());
    await b.restart();
    for (const CiphertextBlob of [before, after])
      expect(
        (await send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }))).Plaintext,
      ).toEqual(TEXT);
  });
});

describe('what IAM is asked', () => {
  test('encryption context, its names, alias, tags and key policy are in the question', async () => {
    const { KeyMetadata } = await send(
      new CreateKeyCommand({ Tags: [{ TagKey: 'tenant', TagValue: 't1' }] }),
    );
    await send(new CreateAliasCommand({ AliasName: 'alias/asked', TargetKeyId: KeyMetadata?.KeyId }));
    await encrypted('alias/asked');
    expect(b.world.asked.at(-1)?.request).toMatchObject({
      action: 'kms:Encrypt',
      resource: KeyMetadata?.Arn,
      resourceRule: 'delegated',
      resourcePolicy: { Statement: [{ Action: 'kms:*' }] },
      context: {
        'kms:EncryptionContext:tenant': 't1',
        'kms:EncryptionContext:purpose': 'wrap',
        'kms:EncryptionContextKeys': ['tenant', 'purpose'],
        'kms:RequestAlias': 'alias/asked',
        'kms:ResourceAliases': ['alias/asked'],
        'kms:CallerAccount': '000000000000',
        'aws:ResourceTag/tenant': 't1',
      },
    });
  });

  test('a refusal stops the call before it acts', async () => {
    b.world.denies = (request) => request.context?.['kms:EncryptionContext:tenant'] === 't2';
    await expect(encrypted(key, { tenant: 't2' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await encrypted(key, { tenant: 't1' })).toBeDefined();
    b.world.denies = () => false;
  });

  test('calls are counted per operation and context, refused ones too', async () => {
    const before = b.kms.calls.total('Decrypt');
    const CiphertextBlob = await encrypted();
    await send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT }));
    await send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant: 'x' } })).catch(
      () => undefined,
    );
    expect(b.kms.calls.total('Decrypt')).toBe(before + 2);
    expect(b.kms.calls.latest((call) => call.encryptionContext['tenant'] === 'x')).toHaveLength(1);
  });

  test('a use implied by another service is asked with kms:ViaService, refused for a disabled key', async () => {
    const own = await newKey();
    const via = {
      'kms:ViaService': 's3.eu-central-1.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::b',
    };
    b.kms.authorizeImplied(b.wire.principal, 'kms:GenerateDataKey', own.arn, via);
    expect(b.world.asked.at(-1)?.request).toMatchObject({
      action: 'kms:GenerateDataKey',
      resource: own.arn,
      context: via,
    });
    expect(b.kms.calls.latest().at(-1)).toMatchObject({
      operation: 'GenerateDataKey',
      viaService: via['kms:ViaService'],
    });
    await send(new DisableKeyCommand({ KeyId: own.id }));
    expect(() => b.kms.authorizeImplied(b.wire.principal, 'kms:Decrypt', own.arn, via)).toThrow(/disabled/);
  });
});
