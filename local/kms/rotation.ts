import { AwsError } from '../front/service.ts';
import type { Key } from './key.ts';
import type { KeyStore } from './store.ts';

const DAY = 86_400_000;

/** When the key rotates next (epoch milliseconds), or undefined while rotation is off. */
export function nextRotation(key: Key, now: number): number | undefined {
  if (key.rotationDays === undefined) return undefined;
  const period = key.rotationDays * DAY;
  const passed = Math.max(0, Math.floor((now - key.rotationStart) / period));
  return key.rotationStart + (passed + 1) * period;
}

/** The newest material to seal with; a rotation that fell due is made up for first. */
export function currentMaterial(
  keys: KeyStore,
  key: Key,
  now: number,
): { readonly version: number; readonly bytes: Uint8Array } {
  const next = nextRotation(key, now);
  const turn = next === undefined ? key.rotationStart : next - (key.rotationDays ?? 0) * DAY;
  if (turn > key.rotationStart) keys.addMaterial(key, turn);
  const material = keys.material(key);
  if (!material) throw new AwsError('KMSInternalException', 'The key has no material.', 500);
  return material;
}
