import type { KMSClient } from '@aws-sdk/client-kms';
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { newOwnerKey } from './key-ring.ts';
import { SECRET_LENGTH, secretKey } from './owner-key.ts';
import { broken } from './section.ts';
import { FIRST_VERSION, RING, wrap } from './wrapping.ts';

/** The encryption context of every KMS call for a tenant; it shows in CloudTrail, hence the opaque id only. */
export function kmsContext(tenant: string): { readonly tenant: string } {
  return { tenant };
}

/**
 * Makes a tenant's keys under its KMS key: wrapping key, token keys, cursor key and the tenant's own key, all in one
 * transaction. Idempotent: what exists stays, so that a step may be repeated. `kms` has to be of the tenant's session.
 */
export async function provisionTenantKeys(
  workspace: Pick<Workspace, 'tenant' | 'keys' | 'tables' | 'now' | 'random'>,
  kms: KMSClient,
  kmsKey: string,
): Promise<void> {
  const { tenant, keys, tables, now, random } = workspace;
  const [existing] = await tables.get([keys.wrapping(RING.wrapping, FIRST_VERSION)]);
  if (existing) return;

  const generated = await kms.send(
    new GenerateDataKeyCommand({ KeyId: kmsKey, KeySpec: 'AES_256', EncryptionContext: kmsContext(tenant) }),
  );
  if (!generated.Plaintext || !generated.CiphertextBlob) throw broken();
  const wrapping = secretKey(Buffer.from(generated.Plaintext));
  const createdAt = instant(now());
  const put = (name: string, attributes: Readonly<Record<string, unknown>>): Write => ({
    put: { ...attributes, createdAt },
    at: keys.wrapping(name, FIRST_VERSION),
    if: ABSENT,
  });
  const named = (name: 'lookup' | 'tombstone' | 'cursor') => {
    const context = [tenant, `${name}#${FIRST_VERSION}`, name, FIRST_VERSION] as const;
    return put(RING[name], {
      wrap: FIRST_VERSION,
      wrapped: wrap(wrapping, context, random(SECRET_LENGTH), random),
    });
  };
  const own = newOwnerKey({ tenant, keys, now, random }, 'tenant', FIRST_VERSION, wrapping);
  try {
    await tables.write([
      put(RING.wrapping, { kmsKey, wrapped: generated.CiphertextBlob }),
      named('lookup'),
      named('tombstone'),
      named('cursor'),
      put(RING.tenant, { key: own.key.id }),
      own.write,
    ]);
  } catch (error) {
    // Another run was first; its keys are the tenant's keys.
    if (!isWriteRefusal(error)) throw error;
  }
}
