import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import type { Desk, NamedKey } from '../desk.ts';
import { assertUsable } from '../desk.ts';
import type { EncryptionContext, Envelope } from '../envelope.ts';
import { open, readEnvelope, seal } from '../envelope.ts';
import { blob, encryptionContext, keyName } from '../members.ts';
import { operation } from '../operation.ts';
import { accountRequest, contextConditions } from '../requests.ts';
import { currentMaterial } from '../rotation.ts';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const algorithm = z.literal(ALGORITHM).default(ALGORITHM);
const cipherBlob = blob(1, 6144);

const conditions = (context: EncryptionContext) => ({
  ...contextConditions(context),
  'kms:EncryptionAlgorithm': ALGORITHM,
});

const sealed = (desk: Desk, { key }: NamedKey, plaintext: Buffer, context: EncryptionContext): string =>
  seal(key.id, currentMaterial(desk.keys, key, desk.clock.now()), plaintext, context).toString('base64');

const opened = (desk: Desk, { key }: NamedKey, envelope: Envelope, context: EncryptionContext): Buffer =>
  open(envelope, desk.keys.material(key, envelope.materialVersion)?.bytes, context);

/** The key that a ciphertext names; a name given by the caller must be the same key. */
function keyOf(desk: Desk, envelope: Envelope, name: string | undefined): NamedKey {
  const given = name === undefined ? undefined : desk.named(name);
  if (given && given.key.id !== envelope.keyId)
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  const found = given ?? desk.byId(envelope.keyId);
  if (!found)
    throw new AwsError(
      'AccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    );
  return found;
}

export const Encrypt = operation(
  z.strictObject({
    KeyId: keyName,
    Plaintext: blob(1, 4096),
    EncryptionContext: encryptionContext,
    EncryptionAlgorithm: algorithm,
  }),
  (input, desk) => {
    const named = desk.named(input.KeyId);
    return {
      requests: [named.request('kms:Encrypt', conditions(input.EncryptionContext))],
      run: () => {
        assertUsable(named.key, 'ENCRYPT_DECRYPT');
        return {
          KeyId: named.key.arn,
          CiphertextBlob: sealed(desk, named, input.Plaintext, input.EncryptionContext),
          EncryptionAlgorithm: ALGORITHM,
        };
      },
    };
  },
);

export const Decrypt = operation(
  z.strictObject({
    CiphertextBlob: cipherBlob,
    KeyId: keyName.optional(),
    EncryptionContext: encryptionContext,
    EncryptionAlgorithm: algorithm,
  }),
  (input, desk) => {
    const envelope = readEnvelope(input.CiphertextBlob);
    const named = keyOf(desk, envelope, input.KeyId);
    return {
      requests: [named.request('kms:Decrypt', conditions(input.EncryptionContext))],
      run: () => {
        assertUsable(named.key, 'ENCRYPT_DECRYPT');
        const plaintext = opened(desk, named, envelope, input.EncryptionContext);
        return {
          KeyId: named.key.arn,
          Plaintext: plaintext.toString('base64'),
          EncryptionAlgorithm: ALGORITHM,
        };
      },
    };
  },
);

export const ReEncrypt = operation(
  z.strictObject({
    CiphertextBlob: cipherBlob,
    SourceKeyId: keyName.optional(),
    SourceEncryptionContext: encryptionContext,
    SourceEncryptionAlgorithm: algorithm,
    DestinationKeyId: keyName,
    DestinationEncryptionContext: encryptionContext,
    DestinationEncryptionAlgorithm: algorithm,
  }),
  (input, desk) => {
    const envelope = readEnvelope(input.CiphertextBlob);
    const source = keyOf(desk, envelope, input.SourceKeyId);
    const destination = desk.named(input.DestinationKeyId);
    const same = { 'kms:ReEncryptOnSameKey': String(source.key.id === destination.key.id) };
    return {
      requests: [
        source.request('kms:ReEncryptFrom', { ...conditions(input.SourceEncryptionContext), ...same }),
        destination.request('kms:ReEncryptTo', {
          ...conditions(input.DestinationEncryptionContext),
          ...same,
        }),
      ],
      run: () => {
        assertUsable(source.key, 'ENCRYPT_DECRYPT');
        assertUsable(destination.key, 'ENCRYPT_DECRYPT');
        const plaintext = opened(desk, source, envelope, input.SourceEncryptionContext);
        return {
          KeyId: destination.key.arn,
          SourceKeyId: source.key.arn,
          CiphertextBlob: sealed(desk, destination, plaintext, input.DestinationEncryptionContext),
          SourceEncryptionAlgorithm: ALGORITHM,
          DestinationEncryptionAlgorithm: ALGORITHM,
        };
      },
    };
  },
);

const dataKeySize = {
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
};

const dataKey = (action: string, withPlaintext: boolean) =>
  operation(
    z.strictObject({ KeyId: keyName, EncryptionContext: encryptionContext, ...dataKeySize }),
    (input, desk) => {
      if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined))
        throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
      const named = desk.named(input.KeyId);
      const size = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
      return {
        requests: [named.request(action, conditions(input.EncryptionContext))],
        run: () => {
          assertUsable(named.key, 'ENCRYPT_DECRYPT');
          const plaintext = randomBytes(size);
          return {
            KeyId: named.key.arn,
            CiphertextBlob: sealed(desk, named, plaintext, input.EncryptionContext),
            ...(withPlaintext && { Plaintext: plaintext.toString('base64') }),
          };
        },
      };
    },
  );

export const GenerateDataKey = dataKey('kms:GenerateDataKey', true);
export const GenerateDataKeyWithoutPlaintext = dataKey('kms:GenerateDataKeyWithoutPlaintext', false);

export const GenerateRandom = operation(
  z.strictObject({ NumberOfBytes: z.int().min(1).max(1024) }),
  (input, desk) => ({
    requests: [accountRequest('kms:GenerateRandom', desk.place)],
    run: () => ({ Plaintext: randomBytes(input.NumberOfBytes).toString('base64') }),
  }),
);
