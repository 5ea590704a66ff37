import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Json } from '../kernel/canonical-json.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Binding } from '../store/workspace.ts';

/** First byte of everything sealed; another layout or algorithm gets another number. */
export const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

/** Bytes that sealing adds: format, nonce, tag. */
export const SEAL_OVERHEAD = 1 + NONCE + TAG;

/** The one failure of everything that does not open: it tells neither what was wrong nor what was expected. */
export function broken(): Problem {
  const problem = new Problem('internal');
  problem.cause = 'seal.broken';
  return problem;
}

/** Associated data: an array in RFC 8785 form, so that no two lists of members give the same bytes. */
export function associated(members: readonly Json[]): Buffer {
  return Buffer.from(canonicalJson(members));
}

/** Associated data of a section (a section that was moved elsewhere does not open). */
export function sectionContext(tenant: string, binding: Binding): Buffer {
  const { owner, type, id, section, schema } = binding;
  return associated([tenant, owner, type, id, section, schema]);
}

/**
 * AES-256-GCM: format (1), nonce (12), ciphertext, tag (16). Random 96-bit nonces hold for 2^32 seals under one key
 * (NIST SP 800-38D, 8.3); the busiest key, a tenant's own, stays far below.
 */
export function seal(key: KeyObject, context: Buffer, plain: Uint8Array, random: RandomBytes): Buffer {
  const nonce = random(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  cipher.setAAD(context);
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(FORMAT), nonce, text, cipher.getAuthTag()]);
}

/** Opens what `seal` made; every mismatch is `broken`. */
export function open(key: KeyObject, context: Buffer, sealed: Uint8Array): Buffer {
  if (sealed.length < SEAL_OVERHEAD || sealed[0] !== FORMAT) throw broken();
  try {
    const end = sealed.length - TAG;
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG });
    decipher.setAAD(context);
    decipher.setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, end)), decipher.final()]);
  } catch {
    throw broken();
  }
}

/** Seals a JSON value. */
export function sealJson(key: KeyObject, context: Buffer, value: Json, random: RandomBytes): Buffer {
  return seal(key, context, Buffer.from(JSON.stringify(value)), random);
}

/** Opens a sealed JSON value; every mismatch is `broken`. */
export function openJson(key: KeyObject, context: Buffer, sealed: Uint8Array): Json {
  const text = open(key, context, sealed).toString();
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw broken();
  }
}
