import { createHmac } from 'node:crypto';
import type { Json } from '../../shared/kernel/canonical-json.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import type { Id, TenantId } from '../../shared/kernel/ids.ts';
import { newId } from '../../shared/kernel/ids.ts';
import type { Now } from '../../shared/kernel/time.ts';
import { keysOf } from '../../shared/store/grammar.ts';
import type { KeyVault, TenantTables } from '../../shared/store/workspace.ts';

/** A model of one tenant's vault: it binds and scopes as the real one does, but hides nothing. For tests only. */
export function modelVault(tenant: TenantId, now: Now, tables: TenantTables): KeyVault {
  const keys = new Set<Id>();
  const tenantKey = { id: newId() };
  keys.add(tenantKey.id);
  const token = (...parts: readonly string[]) =>
    createHmac('sha256', tenant).update(canonicalJson(parts)).digest('base64url');
  const pack = (value: Json) => Buffer.from(canonicalJson(value)).toString('base64url');
  const unpack = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json;
  return {
    newOwnerKey: async (kind) => {
      const id = newId();
      keys.add(id);
      const at = keysOf(tenant).ownerKey(id);
      return { key: { id }, write: { put: { kind }, at, if: { expression: 'attribute_not_exists(pk)' } } };
    },
    ownerKeys: async (ids) => ids.map((id) => (keys.has(id) ? { id } : undefined)),
    ownerKeysAnd: async (ids, besides) => ({
      keys: ids.map((id) => (keys.has(id) ? { id } : undefined)),
      items: await tables.get(besides),
    }),
    tenantKey: async () => tenantKey,
    seal: (key, binding, value) => Buffer.from(canonicalJson({ tenant, key: key.id, binding, value })),
    open: (key, binding, sealed) => {
      const read = JSON.parse(Buffer.from(sealed).toString()) as { key: Id; value: Json };
      const bound = canonicalJson({ tenant, key: key.id, binding, value: read.value });
      if (bound !== canonicalJson(read)) throw new Error('does not open');
      return read.value;
    },
    lookupToken: async (kind, value) => token('lookup', kind, value.trim().toLowerCase()),
    externalToken: async (type, externalId) => token('external', type, externalId),
    tombstoneToken: async (kind, value) => token('tombstone', kind, value.trim().toLowerCase()),
    sealCursor: async (scope, value, expires) => pack({ scope, value, expires, tenant }),
    openCursor: async (scope, sealed) => {
      const read = unpack(sealed) as { scope: string; value: Json; expires: number; tenant: string };
      return read.scope === scope && read.tenant === tenant && read.expires > now() ? read.value : undefined;
    },
  };
}
