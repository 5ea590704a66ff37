import type { KeyObject } from 'node:crypto';
import type { Json } from '../kernel/canonical-json.ts';
import type { RandomBytes } from '../kernel/ids.ts';
import { associated, openJson, sealJson } from './section.ts';

const context = (tenant: string, scope: string) => associated(['cursor', tenant, scope]);

/** Seals a value for a round trip through the caller; `expires` in epoch milliseconds. */
export function sealCursor(
  key: KeyObject,
  tenant: string,
  scope: string,
  content: { readonly value: Json; readonly expires: number },
  random: RandomBytes,
): string {
  return sealJson(key, context(tenant, scope), [content.expires, content.value], random).toString(
    'base64url',
  );
}

/** Opens it; undefined when expired, tampered, of another scope or of another tenant. */
export function openCursor(
  key: KeyObject,
  tenant: string,
  scope: string,
  sealed: string,
  now: number,
): Json | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.toString('base64url') !== sealed) return undefined;
  try {
    const content = openJson(key, context(tenant, scope), bytes);
    if (!Array.isArray(content)) return undefined;
    const [expires, value] = content as readonly Json[];
    return typeof expires === 'number' && expires > now ? value : undefined;
  } catch {
    return undefined;
  }
}
