import { newId, type TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant, type Now } from '../kernel/time.ts';
import { ABSENT, all, equals, set, stateIs } from '../store/clauses.ts';
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
  /** Runs of its onboarding that were started, from 1; each is a workflow of its own name. */
  readonly attempt: number;
  /** ARN of the tenant's KMS key once it is committed. */
  readonly kmsKey?: string;
  /** A run has begun to create a key: a later one looks for orphans. */
  readonly keyBegun?: true;
}

/** Tenants are listed in one partition: a list of the platform team, a write per onboarding. */
const LIST_SHARD = 0;

function tenantFrom(item: Item): DirectoryTenant {
  const { tenant, state, country, createdAt, attempt, kmsKey, keyBegun } = item as unknown as DirectoryTenant;
  const key = { ...(kmsKey && { kmsKey }), ...(keyBegun && { keyBegun }) };
  return { tenant, state, country, createdAt, attempt, ...key };
}

/** Enters a new tenant in state `onboarding`; one that exists is given as it is, `conflict` for another country. */
export async function enterTenant(
  tables: SystemTables,
  country: string,
  now: Now,
  tenant = newId() as string as TenantId,
): Promise<DirectoryTenant> {
  const createdAt = instant(now());
  const entry: DirectoryTenant = { tenant, state: 'onboarding', country, createdAt, attempt: 1 };
  try {
    await tables.write([
      { put: { ...entry }, at: SYSTEM_KEYS.directory(tenant), if: ABSENT },
      { put: { tenant }, at: SYSTEM_KEYS.directoryList(LIST_SHARD, tenant), if: ABSENT },
    ]);
    return entry;
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    const existing = await findTenant(tables, tenant);
    if (existing.country !== country)
      throw new Problem('conflict', { detail: 'This tenant exists, with another country.' });
    return existing;
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

/** Makes the next run of a tenant whose last one is over without an end; whoever comes second finds what the first did. */
export async function nextAttempt(
  tables: SystemTables,
  { tenant, attempt }: Pick<DirectoryTenant, 'tenant' | 'attempt'>,
): Promise<DirectoryTenant> {
  const again = set({ state: 'onboarding', attempt: attempt + 1 });
  const over = all(stateIs('onboarding', 'failed'), equals('attempt', attempt));
  try {
    await tables.write([{ update: again, at: SYSTEM_KEYS.directory(tenant), if: over }]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
  }
  return findTenant(tables, tenant);
}

/** Notes what a step of onboarding has reached; an active tenant is not changed any more. */
export async function noteTenant(
  tables: SystemTables,
  tenant: TenantId,
  reached: Partial<Pick<DirectoryTenant, 'state' | 'kmsKey' | 'keyBegun'>>,
): Promise<void> {
  try {
    await tables.write([
      { update: set(reached), at: SYSTEM_KEYS.directory(tenant), if: stateIs('onboarding', 'failed') },
    ]);
  } catch (error) {
    // A repeated step of a tenant that is active already changes nothing.
    if (!isWriteRefusal(error)) throw error;
  }
}
