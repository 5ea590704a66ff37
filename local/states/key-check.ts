import type { Principal } from '../front/service.ts';

/** Asks KMS whether a principal may use a key; throws an `AwsError` when not, or when the key cannot be used. */
export type KeyCheck = (
  principal: Principal,
  keyId: string,
  action: 'kms:Decrypt' | 'kms:GenerateDataKey',
  context: Readonly<Record<string, string>>,
) => void;
