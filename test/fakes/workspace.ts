import type { TenantId } from '../../shared/kernel/ids.ts';
import { newId, randomBytes } from '../../shared/kernel/ids.ts';
import { keysOf } from '../../shared/store/grammar.ts';
import type { Actor, KeyVault, Workspace } from '../../shared/store/workspace.ts';
import { ModelTables } from './tables.ts';
import { modelVault } from './vault.ts';

/** A model of the store with a clock that a test moves; for rules that do not depend on the engine. */
export class ModelOffice {
  readonly tables = new ModelTables();
  /** Epoch milliseconds. */
  time = Date.UTC(2026, 10, 2, 9);
  readonly #vaults = new Map<TenantId, KeyVault>();

  /** A tenant id that nobody has. */
  newTenant(): TenantId {
    return newId() as unknown as TenantId;
  }

  /** The tenant's workspace as an actor sees it. */
  workspace(tenant: TenantId, actor: Actor = { kind: 'system', id: 'test' }): Workspace {
    const now = () => this.time;
    const keys = keysOf(tenant);
    const tables = this.tables.of(keys.prefix);
    const vault = this.#vaults.get(tenant) ?? modelVault(tenant, now, tables);
    this.#vaults.set(tenant, vault);
    return { tenant, actor, now, random: randomBytes, keys, tables, vault };
  }
}
