import { createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import type { Desk } from '../desk.ts';
import { assertUsable } from '../desk.ts';
import type { Key } from '../key.ts';
import { PRIVATE_FORM } from '../key.ts';
import { blob, keyName } from '../members.ts';
import { operation } from '../operation.ts';

/** KMS signs and authenticates messages of at most 4,096 bytes. */
const message = blob(1, 4096);

const SIGNING = 'ECDSA_SHA_256';
const signing = {
  KeyId: keyName,
  Message: message,
  // node:crypto cannot sign a finished ECDSA digest without hashing it again, so DIGEST is refused.
  MessageType: z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']).default('RAW'),
  SigningAlgorithm: z.string(),
};

const signingConditions = (messageType: string) => ({
  'kms:SigningAlgorithm': SIGNING,
  'kms:MessageType': messageType,
});

export const Sign = operation(z.strictObject(signing), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:Sign', signingConditions(input.MessageType))],
    run: () => {
      assertSigning(key, input);
      const signature = sign('sha256', input.Message, privateKey(desk, key));
      return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: SIGNING };
    },
  };
});

export const Verify = operation(z.strictObject({ ...signing, Signature: blob(1, 6144) }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:Verify', signingConditions(input.MessageType))],
    run: () => {
      assertSigning(key, input);
      if (!verify('sha256', input.Message, createPublicKey(privateKey(desk, key)), input.Signature))
        throw new AwsError('KMSInvalidSignatureException', '');
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: SIGNING };
    },
  };
});

export const GetPublicKey = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:GetPublicKey')],
    run: () => {
      if (key.spec !== 'ECC_NIST_P256')
        throw new AwsError('UnsupportedOperationException', `${key.arn} is not an asymmetric key.`);
      assertUsable(key, 'SIGN_VERIFY');
      const publicKey = createPublicKey(privateKey(desk, key)).export({ type: 'spki', format: 'der' });
      return {
        KeyId: key.arn,
        PublicKey: publicKey.toString('base64'),
        CustomerMasterKeySpec: key.spec,
        KeySpec: key.spec,
        KeyUsage: key.usage,
        SigningAlgorithms: [SIGNING],
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

function assertSigning(
  key: Key,
  input: { readonly MessageType: string; readonly SigningAlgorithm: string },
): void {
  assertUsable(key, 'SIGN_VERIFY');
  assertAlgorithm(key, input.SigningAlgorithm, SIGNING);
  if (input.MessageType !== 'RAW')
    throw new AwsError('UnsupportedOperationException', `Not emulated: MessageType ${input.MessageType}.`);
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
