import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Place, PolicyDocument } from '../front/service.ts';

/** One row per key spec that the local KMS makes: what it is for, its algorithms, how its material is drawn. */
export const KEY_SPECS = {
  SYMMETRIC_DEFAULT: {
    usage: 'ENCRYPT_DECRYPT',
    algorithms: { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] },
    material: () => randomBytes(32),
  },
  ECC_NIST_P256: {
    usage: 'SIGN_VERIFY',
    algorithms: { SigningAlgorithms: ['ECDSA_SHA_256'] },
    material: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export(PRIVATE_FORM),
  },
  RSA_2048: {
    usage: 'SIGN_VERIFY',
    algorithms: { SigningAlgorithms: ['RSASSA_PKCS1_V1_5_SHA_256'] },
    material: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PRIVATE_FORM),
  },
  HMAC_256: {
    usage: 'GENERATE_VERIFY_MAC',
    algorithms: { MacAlgorithms: ['HMAC_SHA_256'] },
    material: () => randomBytes(32),
  },
} as const;

/** How private keys lie in the store. */
export const PRIVATE_FORM = { type: 'pkcs8', format: 'der' } as const;

/** The kind of a key, what it may be used for, and where it is in its life. */
export type KeySpec = keyof typeof KEY_SPECS;
export type KeyUsage = (typeof KEY_SPECS)[KeySpec]['usage'];
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

/** A key without its material. Times are epoch milliseconds on the virtual clock. */
export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly description: string;
  readonly created: number;
  readonly state: KeyState;
  /** When the material is destroyed; only while `PendingDeletion`. */
  readonly deletionDue: number | undefined;
  readonly policy: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** Days between automatic rotations, or undefined while rotation is off. */
  readonly rotationDays: number | undefined;
  /** When the newest material version was made, or rotation was switched on. */
  readonly rotationStart: number;
}

/** ARN of a key. */
export const keyArn = (place: Place, id: string): string =>
  `arn:${place.partition}:kms:${place.region}:${place.account}:key/${id}`;

/** ARN of an alias, whose name begins with `alias/`. */
export const aliasArn = (place: Place, name: string): string =>
  `arn:${place.partition}:kms:${place.region}:${place.account}:${name}`;

/** The policy of a key made without one: the account decides by its identity policies. */
export const defaultPolicy = (place: Place): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${place.partition}:iam::${place.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/** What `DescribeKey` and `CreateKey` tell about a key. */
export const describeKey = (key: Key, place: Place): object => ({
  AWSAccountId: place.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.created / 1000,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: key.usage,
  KeyState: key.state,
  ...(key.deletionDue !== undefined && { DeletionDate: key.deletionDue / 1000 }),
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: key.spec,
  KeySpec: key.spec,
  ...KEY_SPECS[key.spec].algorithms,
  MultiRegion: false,
});
