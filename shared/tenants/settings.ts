import { CALENDAR_YEAR } from '../catalogue/statutes.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Item, Workspace } from '../store/workspace.ts';

/** The tenant's own settings. */
export interface TenantSettings {
  /** ISO 3166-1 alpha-2: calendar of the deadlines, statutes of retention, default of telephone numbers. */
  readonly country: string;
  /** Last day of the fiscal years, `MM-DD`: the statutes of retention count from it. */
  readonly fiscalYearEnd: string;
  /** IANA zone of the business, where it has said so; that of its country otherwise. */
  readonly timeZone?: string;
  readonly createdAt: string;
  readonly claimedAt?: string;
  /** The first administrator, and the key that was handed over. */
  readonly claimedBy?: Id;
  readonly claimKey?: Id;
  /** The business's name, sealed under the tenant's key. */
  readonly name?: string;
}

/** What the name of the business is bound to. */
export const NAME_BINDING = {
  owner: 'tenant',
  type: 'tenant',
  id: 'settings',
  section: 'name',
  schema: 1,
} as const;

/** Reads the settings; a tenant that is not active yet has none: `not-found`. */
export async function tenantSettings(workspace: Workspace): Promise<TenantSettings> {
  const [item] = await workspace.tables.get([workspace.keys.tenant()]);
  return settingsFrom(workspace, item);
}

async function settingsFrom(workspace: Workspace, item: Item | undefined): Promise<TenantSettings> {
  if (!item) throw new Problem('not-found');
  const { country, timeZone, createdAt, claimedAt, claimedBy, claimKey, name } =
    item as unknown as TenantSettings & {
      name?: Uint8Array;
    };
  const fiscalYearEnd = item['fiscalYearEnd'];
  const opened =
    name && workspace.vault.open(await workspace.vault.tenantKey(), NAME_BINDING, name as Uint8Array);
  return {
    country,
    fiscalYearEnd: typeof fiscalYearEnd === 'string' ? fiscalYearEnd : CALENDAR_YEAR,
    createdAt,
    ...(timeZone ? { timeZone } : {}),
    ...(claimedAt ? { claimedAt } : {}),
    ...(claimedBy ? { claimedBy } : {}),
    ...(claimKey ? { claimKey } : {}),
    ...(typeof opened === 'string' ? { name: opened } : {}),
  };
}
