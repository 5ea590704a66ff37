import type { TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Now } from '../kernel/time.ts';
import type { SystemTables } from '../store/system-tables.ts';
import { enterTenant, nextAttempt, type DirectoryTenant } from './directory.ts';

/** Starts one run of the onboarding workflow; `over` says that this run was started before and has ended. */
export type StartOnboarding = (tenant: TenantId, attempt: number) => Promise<'running' | 'over'>;

/** Runs that one call looks at: its own, the one that is over, and a colleague's. */
const LOOKS = 3;

/**
 * Enters a tenant and starts its onboarding. Repeated with the same id it starts nothing twice, and goes on with a
 * tenant whose run was never started or has failed, so that none stays half made.
 */
export async function beginTenant(
  directory: SystemTables,
  start: StartOnboarding,
  wanted: { readonly country: string; readonly tenant?: TenantId | undefined },
  now: Now,
): Promise<DirectoryTenant> {
  let entry = await enterTenant(directory, wanted.country, now, wanted.tenant);
  for (let look = 0; look < LOOKS; look++) {
    if (entry.state === 'active') return entry;
    if (entry.state === 'onboarding' && (await start(entry.tenant, entry.attempt)) === 'running')
      return entry;
    entry = await nextAttempt(directory, entry);
  }
  throw new Problem('unavailable', { retryAfter: 1 });
}
