import { constants, createHash, privateEncrypt, publicDecrypt, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { KeySpec } from './key.ts';

/** What KMS signs: the message itself, or a SHA-256 digest that the caller has made. */
export type MessageType = 'RAW' | 'DIGEST' | 'EXTERNAL_MU';

/** One way to sign. */
export interface Signing {
  readonly algorithm: string;
  readonly messages: readonly MessageType[];
  sign(key: KeyObject, message: Buffer, type: MessageType): Buffer;
  verify(key: KeyObject, message: Buffer, type: MessageType, signature: Buffer): boolean;
}

/** The head of a DigestInfo of SHA-256 in DER (RFC 8017, section 9.2, note 1). */
const SHA_256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

const digestInfo = (message: Buffer, type: MessageType): Buffer => {
  const digest = type === 'DIGEST' ? message : createHash('sha256').update(message).digest();
  return Buffer.concat([SHA_256_INFO, digest]);
};

const padding = constants.RSA_PKCS1_PADDING;

/** One row per key spec that signs. */
export const SIGNINGS: Readonly<Partial<Record<KeySpec, Signing>>> = {
  ECC_NIST_P256: {
    algorithm: 'ECDSA_SHA_256',
    // node:crypto cannot sign a finished ECDSA digest without hashing it again.
    messages: ['RAW'],
    sign: (key, message) => sign('sha256', message, key),
    verify: (key, message, _, signature) => verify('sha256', message, key, signature),
  },
  RSA_2048: {
    algorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    messages: ['RAW', 'DIGEST'],
    sign: (key, message, type) => privateEncrypt({ key, padding }, digestInfo(message, type)),
    verify: (key, message, type, signature) => {
      try {
        return publicDecrypt({ key, padding }, signature).equals(digestInfo(message, type));
      } catch {
        return false;
      }
    },
  },
};
