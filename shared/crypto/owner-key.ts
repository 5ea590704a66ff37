import type { KeyObject } from 'node:crypto';
import { createSecretKey } from 'node:crypto';
import type { Id } from '../kernel/ids.ts';
import type { OwnerKey } from '../store/workspace.ts';
import { broken } from './section.ts';

/** Secrets by handle: a handle can be logged, copied or serialised without the secret going along. */
const secrets = new WeakMap<OwnerKey, KeyObject>();

/** Bytes of every secret. */
export const SECRET_LENGTH = 32;

/** A secret as a KeyObject (a Buffer key costs four times as much per seal); the given bytes are wiped. */
export function secretKey(bytes: Buffer): KeyObject {
  if (bytes.length !== SECRET_LENGTH) throw broken();
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** A handle of an owner key. */
export function ownerKey(id: Id, secret: KeyObject): OwnerKey {
  const handle = Object.freeze({ id });
  secrets.set(handle, secret);
  return handle;
}

/** The secret behind a handle; a handle made elsewhere opens nothing. For shared/crypto only. */
export function secretOf(key: OwnerKey): KeyObject {
  const secret = secrets.get(key);
  if (!secret) throw broken();
  return secret;
}
