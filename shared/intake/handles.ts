import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { ID_LENGTH, isId, type TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { ABSENT, any, equals } from '../store/clauses.ts';
import { SYSTEM_KEYS } from '../store/grammar.ts';
import type { SystemTables } from '../store/system-tables.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';

/** What the key's one message is; another one is another set of tokens. */
const PURPOSE = 'bailiwick public names 1';

/** An HMAC under a key that never leaves KMS in a readable form of its own; one call per process. */
export function publicTokens(
  kms: KMSClient,
  key: string,
): (...members: readonly string[]) => Promise<string> {
  let secret: Promise<KeyObject> | undefined;
  const ask = async () => {
    const command = new GenerateMacCommand({
      KeyId: key,
      Message: Buffer.from(PURPOSE),
      MacAlgorithm: 'HMAC_SHA_256',
    });
    const { Mac } = await kms.send(command);
    if (!Mac) throw new Problem('unavailable', { retryAfter: 1 });
    return createSecretKey(Mac);
  };
  return async (...members) => {
    secret ??= ask();
    try {
      return createHmac('sha256', await secret)
        .update(canonicalJson(members))
        .digest('base64url');
    } catch (error) {
      secret = undefined;
      throw error;
    }
  };
}

const WEB = /^(?:https?:\/\/)?(?:www\.)?([^\s/@]+\.[^\s/@]+)(?:\/\S*)?$/;
const INBOX = new RegExp(`^privacy\\+([0-9a-z]{${ID_LENGTH}})@`);

/** A name as people write it: case and spaces do not matter; of a web address it is the host. */
export function normalName(name: string): string {
  const plain = name.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
  return WEB.exec(plain)?.[1] ?? plain;
}

/** The public names of businesses, as opaque tokens of the system namespace. */
export interface Handles {
  /** The tenant that is called so; its id and the address of its privacy inbox are names, too. */
  find(name: string): Promise<TenantId | undefined>;
  /** Takes a name; `conflict` when another business has it. */
  take(tenant: TenantId, name: string): Promise<void>;
  /** Gives a name back. */
  leave(tenant: TenantId, name: string): Promise<void>;
}

/** Builds the directory of public names. */
export function createHandles(system: SystemTables, tokens: ReturnType<typeof publicTokens>): Handles {
  const at = async (name: string) => SYSTEM_KEYS.handle(await tokens('handle', normalName(name)));
  return {
    find: async (name) => {
      const own = INBOX.exec(name.trim().toLowerCase())?.[1] ?? name.trim();
      // Asked in either case, so that the time does not tell them apart.
      const [item] = await system.get([await at(name)]);
      const id = own.toUpperCase();
      return isId(id) ? (id as string as TenantId) : (item?.['tenant'] as TenantId | undefined);
    },
    take: async (tenant, name) => {
      try {
        await system.write([
          { put: { tenant }, at: await at(name), if: any(ABSENT, equals('tenant', tenant)) },
        ]);
      } catch (error) {
        if (!isWriteRefusal(error)) throw error;
        throw new Problem('conflict', { detail: 'Another business is called so.' });
      }
    },
    leave: async (tenant, name) => {
      try {
        await system.write([{ delete: true, at: await at(name), if: equals('tenant', tenant) }]);
      } catch (error) {
        // Somebody else's by now, or nobody's.
        if (!isWriteRefusal(error)) throw error;
      }
    },
  };
}
