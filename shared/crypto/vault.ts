import type { RandomBytes, TenantId } from '../kernel/ids.ts';
import type { Now } from '../kernel/time.ts';
import type { KeyVault } from '../store/workspace.ts';
import { openCursor, sealCursor } from './cursor.ts';
import type { KeyRing } from './key-ring.ts';
import { isLookupKind, normalForm, token } from './lookup-token.ts';
import { secretOf } from './owner-key.ts';
import { openJson, sealJson, sectionContext } from './section.ts';

/** The vault of one tenant: the tenant's id enters every binding here and can be given nowhere else. */
export function createVault(settings: {
  readonly tenant: TenantId;
  readonly ring: () => Promise<KeyRing>;
  readonly now: Now;
  readonly random: RandomBytes;
}): KeyVault {
  const { tenant, ring, now, random } = settings;
  const named = async (name: 'lookup' | 'tombstone' | 'cursor') => (await ring()).named(name);
  return {
    newOwnerKey: async (kind) => (await ring()).create(kind),
    ownerKeys: async (ids) => (await ring()).owners(ids),
    ownerKeysAnd: async (ids, besides) => (await ring()).ownersAnd(ids, besides),
    tenantKey: async () => (await ring()).tenantKey(),
    seal: (key, binding, value) => sealJson(secretOf(key), sectionContext(tenant, binding), value, random),
    open: (key, binding, sealed) => openJson(secretOf(key), sectionContext(tenant, binding), sealed),
    lookupToken: async (kind, value, country) => {
      const normal = normalForm(kind, value, country);
      return normal === undefined ? undefined : token(await named('lookup'), 'lookup', [kind, normal]);
    },
    externalToken: async (type, externalId) =>
      token(await named('lookup'), 'external', [type, externalId.normalize('NFC')]),
    tombstoneToken: async (kind, value) => {
      const normal = (isLookupKind(kind) && normalForm(kind, value)) || value.trim().normalize('NFC');
      return token(await named('tombstone'), 'tombstone', [kind, normal]);
    },
    sealCursor: async (scope, value, expires) =>
      sealCursor(await named('cursor'), tenant, scope, { value, expires }, random),
    openCursor: async (scope, sealed) => openCursor(await named('cursor'), tenant, scope, sealed, now()),
  };
}
