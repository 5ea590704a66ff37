import type { KeyObject } from 'node:crypto';
import type { RandomBytes } from '../kernel/ids.ts';
import type { Item } from '../store/workspace.ts';
import { secretKey } from './owner-key.ts';
import { associated, broken, open, seal } from './section.ts';

/** Names of the items in a tenant's wrapping partition. */
export const RING = {
  /** The wrapping key under KMS, one item per version. */
  wrapping: 'wrapping',
  /** Keys of keyed tokens and cursors, each wrapped under a wrapping key. */
  lookup: 'lookup',
  tombstone: 'tombstone',
  cursor: 'cursor',
  /** The id of the tenant's own owner key. */
  tenant: 'tenant',
} as const;
/** A name of the wrapping partition. */
export type RingName = keyof typeof RING;

/** The first version; versions sort as text. */
export const FIRST_VERSION = 'v0001';

/** What a wrapped secret is bound to: an owner key's id and kind, or a ring name and version; and the wrap version. */
export type WrapContext = readonly [tenant: string, id: string, kind: string, wrap: string];

/** Wraps a secret under a wrapping key. */
export function wrap(
  wrapping: KeyObject,
  context: WrapContext,
  secret: Uint8Array,
  random: RandomBytes,
): Buffer {
  return seal(wrapping, associated(['wrap', ...context]), secret, random);
}

/** Unwraps a secret; every mismatch is the same failure. */
export function unwrap(wrapping: KeyObject, context: WrapContext, wrapped: Uint8Array): KeyObject {
  return secretKey(open(wrapping, associated(['wrap', ...context]), wrapped));
}

/** An attribute of a stored key item that has to be bytes. */
export function bytesOf(item: Item, name: string): Uint8Array {
  const value = item[name];
  if (!(value instanceof Uint8Array)) throw broken();
  return value;
}

/** An attribute of a stored key item that has to be text. */
export function textOf(item: Item, name: string): string {
  const value = item[name];
  if (typeof value !== 'string') throw broken();
  return value;
}
