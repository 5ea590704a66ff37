import { newId, type TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant, type Now } from '../kernel/time.ts';
import { ABSENT, stateIs } from '../store/clauses.ts';
import { SYSTEM_KEYS } from '../store/grammar.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Item } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';

/** A tenant as the platform knows it: opaque ids, a country and a state; its name is the tenant's own secret. */
export interface DirectoryTenant {
  readonly tenant: TenantId;
  readonly state: 'onboarding' | 'active' | 'failed';
  /** ISO 3166-1 alpha-2: calendar of the deadlines, statutes of retention. */
  readonly country: string;
  readonly createdAt: string;
  /** ARN of the tenant's KMS key once it is committed. */
  readonly kmsKey?: string;
  /** A run has begun to create a key: a later one looks for orphans. */
  readonly keyBegun?: true;
}

/** Tenants are listed in one partition: a list of the platform team, a write per onboarding. */
const LIST_SHARD = 0;

function tenantFrom(item: Item): DirectoryTenant {
  const { tenant, state, country, createdAt, kmsKey, keyBegun } = item as unknown as DirectoryTenant;
  return { tenant, state, country, createdAt, ...(kmsKey && { kmsKey }), ...(keyBegun && { keyBegun }) };
}

/** Enters a new tenant in state `onboarding`. */
export async function enterTenant(
  tables: SystemTables,
  country: string,
  now: Now,
  tenant = newId() as string as TenantId,
): Promise<DirectoryTenant> {
  const entry: DirectoryTenant = { tenant, state: 'onboarding', country, createdAt: instant(now()) };
  try {
    await tables.write([
      { put: { ...entry }, at: SYSTEM_KEYS.directory(tenant), if: ABSENT },
      { put: { tenant }, at: SYSTEM_KEYS.directoryList(LIST_SHARD, tenant), if: ABSENT },
    ]);
    return entry;
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    return findTenant(tables, tenant);
  }
}

/** One tenant; `not-found` when there is none. */
export async function findTenant(tables: SystemTables, tenant: TenantId): Promise<DirectoryTenant> {
  const [item] = await tables.get([SYSTEM_KEYS.directory(tenant)]);
  if (!item) throw new Problem('not-found');
  return tenantFrom(item);
}

/** A page of tenants by id. */
export async function listTenants(
  tables: SystemTables,
  limit: number,
  after?: TenantId,
): Promise<{ readonly tenants: readonly DirectoryTenant[]; readonly next?: TenantId }> {
  const { pk } = SYSTEM_KEYS.directoryList(LIST_SHARD, '' as TenantId);
  const page = await tables.query({
    table: 'data',
    pk,
    limit,
    ...(after ? { after: { pk, sk: after } } : {}),
  });
  const items = await tables.get(page.items.map((item) => SYSTEM_KEYS.directory(item.sk as TenantId)));
  const tenants = items.flatMap((item) => (item ? [tenantFrom(item)] : []));
  const last = page.next?.['sk'] as TenantId | undefined;
  return { tenants, ...(last ? { next: last } : {}) };
}

/** Notes what a step of onboarding has reached; an active tenant is not changed any more. */
export async function noteTenant(
  tables: SystemTables,
  tenant: TenantId,
  reached: Partial<Pick<DirectoryTenant, 'state' | 'kmsKey' | 'keyBegun'>>,
): Promise<void> {
  const names = Object.keys(reached);
  const update = {
    expression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(Object.entries(reached).map(([name, value]) => [`:${name}`, value])),
  };
  try {
    await tables.write([{ update, at: SYSTEM_KEYS.directory(tenant), if: stateIs('onboarding', 'failed') }]);
  } catch (error) {
    // A repeated step of a tenant that is active already changes nothing.
    if (!isWriteRefusal(error)) throw error;
  }
}
