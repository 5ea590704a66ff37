import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CreateKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bench } from './setup.ts';
import { bench } from './setup.ts';

const SigningAlgorithm = 'ECDSA_SHA_256';
const MacAlgorithm = 'HMAC_SHA_256';
const Message = Buffer.from('checkpoint');

let b: Bench;
let signer: string | undefined;
let mac: string | undefined;
beforeAll(async () => {
  b = await bench();
  const made = [
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
  ].map((command) => b.client.send(command));
  [signer, mac] = (await Promise.all(made)).map(({ KeyMetadata }) => KeyMetadata?.KeyId);
});
afterAll(() => b.remove());

test('a signature verifies here and offline with the public key, also after a restart', async () => {
  const signed = await b.client.send(new SignCommand({ KeyId: signer, Message, SigningAlgorithm }));
  await b.restart();
  const Signature = signed.Signature;
  const checked = await b.client.send(
    new VerifyCommand({ KeyId: signer, Message, Signature, SigningAlgorithm }),
  );
  expect(checked.SignatureValid).toBe(true);
  const { PublicKey } = await b.client.send(new GetPublicKeyCommand({ KeyId: signer }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: 'spki', format: 'der' });
  expect(verify('sha256', Message, key, Signature ?? Buffer.alloc(0))).toBe(true);
});

test('another message is KMSInvalidSignatureException', async () => {
  const { Signature } = await b.client.send(new SignCommand({ KeyId: signer, Message, SigningAlgorithm }));
  const other = new VerifyCommand({ KeyId: signer, Message: Buffer.from('x'), Signature, SigningAlgorithm });
  await expect(b.client.send(other)).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
});

test('messages are bounded to 4,096 bytes', async () => {
  const of = (size: number) =>
    new SignCommand({ KeyId: signer, Message: Buffer.alloc(size), SigningAlgorithm });
  expect((await b.client.send(of(4096))).Signature).toBeDefined();
  await expect(b.client.send(of(4097))).rejects.toMatchObject({ name: 'ValidationException' });
});

test('what would be signed wrongly is refused: digests, other algorithms, other keys', async () => {
  const digest = new SignCommand({
    KeyId: signer,
    Message: Buffer.alloc(32),
    MessageType: 'DIGEST',
    SigningAlgorithm,
  });
  await expect(b.client.send(digest)).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  const algorithm = new SignCommand({ KeyId: signer, Message, SigningAlgorithm: 'ECDSA_SHA_384' });
  await expect(b.client.send(algorithm)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  const key = new SignCommand({ KeyId: mac, Message, SigningAlgorithm });
  await expect(b.client.send(key)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  await expect(b.client.send(new GetPublicKeyCommand({ KeyId: mac }))).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
  });
});

test('a MAC verifies, and another one is KMSInvalidMacException', async () => {
  const { Mac } = await b.client.send(new GenerateMacCommand({ KeyId: mac, Message, MacAlgorithm }));
  expect(Mac).toHaveLength(32);
  const good = await b.client.send(new VerifyMacCommand({ KeyId: mac, Message, Mac, MacAlgorithm }));
  expect(good.MacValid).toBe(true);
  const bad = new VerifyMacCommand({ KeyId: mac, Message, Mac: Buffer.alloc(32), MacAlgorithm });
  await expect(b.client.send(bad)).rejects.toMatchObject({ name: 'KMSInvalidMacException' });
});

test('an RSA signature over a message of any size, signed by its digest, verifies offline', async () => {
  const made = await b.client.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }));
  const KeyId = made.KeyMetadata?.KeyId;
  const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256' as const;
  const long = Buffer.alloc(10_000, 'x');
  const Message = createHash('sha256').update(long).digest();
  const digest = { KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm } as const;
  const { Signature = new Uint8Array() } = await b.client.send(new SignCommand(digest));
  const { PublicKey } = await b.client.send(new GetPublicKeyCommand({ KeyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: 'spki', format: 'der' });
  expect(verify('sha256', long, key, Signature)).toBe(true);
  expect((await b.client.send(new VerifyCommand({ ...digest, Signature }))).SignatureValid).toBe(true);
  const raw = { KeyId, Message: Buffer.from('m'), SigningAlgorithm } as const;
  const of = (await b.client.send(new SignCommand(raw))).Signature ?? new Uint8Array();
  expect(verify('sha256', raw.Message, key, of)).toBe(true);
  const refused = (command: VerifyCommand | SignCommand) => b.client.send(command as SignCommand);
  await expect(refused(new VerifyCommand({ ...raw, Signature }))).rejects.toMatchObject({
    name: 'KMSInvalidSignatureException',
  });
  await expect(refused(new SignCommand({ ...digest, Message: long.subarray(0, 31) }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});
