import type { TenantId } from '../kernel/ids.ts';
import { keysOf } from './grammar.ts';
import { Guard } from './guard.ts';
import type { TablesSettings } from './tables-settings.ts';
import { createTables } from './tables.ts';
import type { TenantTables } from './workspace.ts';

/** What a tenant's repository is built from. */
export interface TenantTablesSettings extends Omit<TablesSettings, 'guard' | 'namespace'> {
  readonly tenant: TenantId;
  /** Whose rights of the grammar apply; only the eraser deletes from the key table. */
  readonly writer: 'tenant' | 'eraser';
}

/** The repository of one tenant. */
export function createTenantTables({ tenant, writer, ...settings }: TenantTablesSettings): TenantTables {
  const guard = new Guard(keysOf(tenant).prefix, writer, ['data', 'keys']);
  return createTables({ ...settings, guard, namespace: tenant });
}
