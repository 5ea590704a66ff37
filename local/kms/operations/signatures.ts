import { createHmac, createPrivateKey, createPublicKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import type { Desk } from '../desk.ts';
import { assertUsable } from '../desk.ts';
import type { Key } from '../key.ts';
import { PRIVATE_FORM } from '../key.ts';
import { blob, keyName } from '../members.ts';
import { operation } from '../operation.ts';
import type { MessageType, Signing } from '../signing.ts';
import { SIGNINGS } from '../signing.ts';

/** KMS signs and authenticates messages of at most 4,096 bytes. */
const message = blob(1, 4096);

const signing = {
  KeyId: keyName,
  Message: message,
  MessageType: z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']).default('RAW'),
  SigningAlgorithm: z.string(),
};

interface SigningInput {
  readonly Message: Buffer;
  readonly MessageType: MessageType;
  readonly SigningAlgorithm: string;
}

const signingConditions = ({ MessageType, SigningAlgorithm }: SigningInput) => ({
  'kms:SigningAlgorithm': SigningAlgorithm,
  'kms:MessageType': MessageType,
});

export const Sign = operation(z.strictObject(signing), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:Sign', signingConditions(input))],
    run: () => {
      const row = signingOf(key, input);
      const signature = row.sign(privateKey(desk, key), input.Message, input.MessageType);
      return {
        KeyId: key.arn,
        Signature: signature.toString('base64'),
        SigningAlgorithm: row.algorithm,
      };
    },
  };
});

export const Verify = operation(z.strictObject({ ...signing, Signature: blob(1, 6144) }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:Verify', signingConditions(input))],
    run: () => {
      const row = signingOf(key, input);
      const publicKey = createPublicKey(privateKey(desk, key));
      if (!row.verify(publicKey, input.Message, input.MessageType, input.Signature))
        throw new AwsError('KMSInvalidSignatureException', '');
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: row.algorithm };
    },
  };
});

export const GetPublicKey = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:GetPublicKey')],
    run: () => {
      const row = SIGNINGS[key.spec];
      if (!row) throw new AwsError('UnsupportedOperationException', `${key.arn} is not an asymmetric key.`);
      assertUsable(key, 'SIGN_VERIFY');
      const publicKey = createPublicKey(privateKey(desk, key)).export({ type: 'spki', format: 'der' });
      return {
        KeyId: key.arn,
        PublicKey: publicKey.toString('base64'),
        CustomerMasterKeySpec: key.spec,
        KeySpec: key.spec,
        KeyUsage: key.usage,
        SigningAlgorithms: [row.algorithm],
      };
    },
  };
});

const MAC = 'HMAC_SHA_256';
const authenticating = { KeyId: keyName, Message: message, MacAlgorithm: z.string() };

export const GenerateMac = operation(z.strictObject(authenticating), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:GenerateMac', { 'kms:MacAlgorithm': input.MacAlgorithm })],
    run: () => {
      const code = macOf(desk, key, input);
      return { KeyId: key.arn, Mac: code.toString('base64'), MacAlgorithm: MAC };
    },
  };
});

export const VerifyMac = operation(
  z.strictObject({ ...authenticating, Mac: blob(1, 6144) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    return {
      requests: [request('kms:VerifyMac', { 'kms:MacAlgorithm': input.MacAlgorithm })],
      run: () => {
        const expected = macOf(desk, key, input);
        if (expected.length !== input.Mac.length || !timingSafeEqual(expected, input.Mac))
          throw new AwsError('KMSInvalidMacException', '');
        return { KeyId: key.arn, MacValid: true, MacAlgorithm: MAC };
      },
    };
  },
);

/** SHA-256 digests have 32 bytes. */
const DIGEST_LENGTH = 32;

function signingOf(key: Key, { Message, MessageType, SigningAlgorithm }: SigningInput): Signing {
  assertUsable(key, 'SIGN_VERIFY');
  const row = SIGNINGS[key.spec];
  if (!row) throw new AwsError('InvalidKeyUsageException', `Key spec ${key.spec} does not sign.`);
  assertAlgorithm(key, SigningAlgorithm, row.algorithm);
  if (!row.messages.includes(MessageType))
    throw new AwsError('UnsupportedOperationException', `Not emulated: MessageType ${MessageType}.`);
  if (MessageType === 'DIGEST' && Message.length !== DIGEST_LENGTH)
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${row.algorithm}.`);
  return row;
}

function assertAlgorithm(key: Key, given: string, fitting: string): void {
  if (given !== fitting)
    throw new AwsError(
      'InvalidKeyUsageException',
      `The algorithm is incompatible with key spec ${key.spec}.`,
    );
}

function material(desk: Desk, key: Key): Buffer {
  const found = desk.keys.material(key);
  if (!found) throw new AwsError('KMSInternalException', 'The key has no material.', 500);
  return Buffer.from(found.bytes);
}

const privateKey = (desk: Desk, key: Key): KeyObject =>
  createPrivateKey({ key: material(desk, key), ...PRIVATE_FORM });

function macOf(
  desk: Desk,
  key: Key,
  input: { readonly Message: Buffer; readonly MacAlgorithm: string },
): Buffer {
  assertUsable(key, 'GENERATE_VERIFY_MAC');
  assertAlgorithm(key, input.MacAlgorithm, MAC);
  return createHmac('sha256', material(desk, key)).update(input.Message).digest();
}
