import { DecryptCommand } from '@aws-sdk/client-kms';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createDecipheriv } from 'node:crypto';
import type { Stack } from '../../journeys/fixture.ts';
import { clientsOf, tenantSession } from '../account.ts';
import { itemsOf } from '../scanner/places.ts';

/** A key in somebody's hands. */
export interface HeldKey {
  /** Partition and sort key of the item that it was wrapped in. */
  readonly from: string;
  readonly kind: string;
  readonly secret: Buffer;
}

const TENANT = /^T#([0-9A-Z]{26})#/;

/**
 * Reads what AES-256-GCM has sealed without asking whether it is authentic: counter mode from two on. Whoever has the
 * key needs no associated data, so nothing rests on knowing what a section is bound to.
 */
export function decipher(secret: Buffer, nonce: Buffer, text: Buffer): Buffer {
  const counter = Buffer.concat([nonce, Buffer.of(0, 0, 0, 2)]);
  return createDecipheriv('aes-256-ctr', secret, counter).update(text);
}

/** The parts of what is sealed: format (1), nonce (12), text, tag (16); undefined for anything else. */
export function parts(sealed: Uint8Array): { readonly nonce: Buffer; readonly text: Buffer } | undefined {
  const bytes = Buffer.from(sealed);
  if (bytes.length <= 29 || bytes[0] !== 1) return undefined;
  return { nonce: bytes.subarray(1, 13), text: bytes.subarray(13, bytes.length - 16) };
}

type KeyItem = Record<string, AttributeValue>;

/** The wrapping keys of all tenants, opened at KMS with each tenant's session and context, as functions do it. */
async function wrappingKeys(stack: Stack, items: readonly KeyItem[]): Promise<HeldKey[]> {
  const held: HeldKey[] = [];
  for (const item of items) {
    const { pk, sk, wrapped, kmsKey } = item;
    const tenant = TENANT.exec(pk?.S ?? '')?.[1];
    if (tenant === undefined || kmsKey?.S === undefined || wrapped?.B === undefined) continue;
    const { kms } = clientsOf(stack, await tenantSession(stack, tenant));
    const { Plaintext } = await kms.send(
      new DecryptCommand({ KeyId: kmsKey.S, CiphertextBlob: wrapped.B, EncryptionContext: { tenant } }),
    );
    held.push({ from: `${pk?.S} ${sk?.S}`, kind: 'wrapping', secret: Buffer.from(Plaintext ?? []) });
  }
  return held;
}

/** Every key that the given tables yield: wrapping keys, and below them each wrapped key under each of its tenant's. */
export async function keysIn(stack: Stack, tables: readonly string[]): Promise<HeldKey[]> {
  const items: KeyItem[] = [];
  for await (const { table, item } of itemsOf(stack)) if (tables.includes(table)) items.push(item);
  const wrapping = await wrappingKeys(stack, items);
  const below = items.flatMap((item): HeldKey[] => {
    const sealed = item['kmsKey'] === undefined ? item['wrapped']?.B : undefined;
    const found = sealed && parts(sealed);
    if (!found) return [];
    const from = `${item['pk']?.S} ${item['sk']?.S}`;
    const tenant = TENANT.exec(from)?.[0] ?? '';
    return wrapping
      .filter((key) => key.from.startsWith(tenant))
      .map(({ secret }) => ({
        from,
        kind: item['kind']?.S ?? 'named',
        secret: decipher(secret, found.nonce, found.text),
      }));
  });
  return [...wrapping, ...below].filter(({ secret }) => secret.length === 32);
}
