import { eventWrite } from '../audit/record-event.ts';
import { provisionTenantKeys } from '../crypto/provision-tenant-keys.ts';
import type { TenantId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { FAILED_STEP, type WorkflowAnswer, type WorkflowEvent } from '../kernel/workflow.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Office } from '../office/office.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { findTenant, noteTenant } from './directory.ts';
import { sweepOrphans, tenantKey, type KeyMaking } from './tenant-key.ts';

/** What onboarding works with. */
export interface Onboarding {
  readonly office: Office;
  readonly directory: SystemTables;
  readonly making: KeyMaking;
}

type OnboardStep = (onboarding: Onboarding, tenant: TenantId) => Promise<WorkflowAnswer>;

const onboarder = { kind: 'system', id: 'onboard' } as const;

/** The steps in order; each may be killed and repeated, and leaves either nothing or itself done. */
const STEPS: Readonly<Record<string, OnboardStep>> = {
  key: async ({ directory, making }, tenant) => {
    const { keyBegun } = await findTenant(directory, tenant);
    if (!keyBegun) await noteTenant(directory, tenant, { keyBegun: true });
    const kmsKey = await tenantKey(making, tenant);
    await noteTenant(directory, tenant, { kmsKey });
    if (keyBegun) await sweepOrphans(making, tenant, kmsKey);
    return { next: 'again', carry: { step: 'keys' } };
  },
  keys: async ({ office, directory }, tenant) => {
    const { kmsKey } = await findTenant(directory, tenant);
    if (!kmsKey) return { next: 'again', carry: { step: 'key' } };
    await provisionTenantKeys(office.workspace(tenant, onboarder), await office.kms(tenant), kmsKey);
    return { next: 'again', carry: { step: 'settings' } };
  },
  settings: async ({ office, directory }, tenant) => {
    const { country } = await findTenant(directory, tenant);
    await writeSettings(office.workspace(tenant, onboarder), country);
    return { next: 'again', carry: { step: 'activate' } };
  },
  activate: async ({ directory }, tenant) => {
    await noteTenant(directory, tenant, { state: 'active' });
    return { next: 'done' };
  },
  [FAILED_STEP]: async ({ directory }, tenant) => {
    await noteTenant(directory, tenant, { state: 'failed' });
    return { next: 'failed' };
  },
};

async function writeSettings(workspace: Workspace, country: string): Promise<void> {
  try {
    await workspace.tables.write([
      {
        put: { country, createdAt: instant(workspace.now()) },
        at: workspace.keys.tenant(),
        if: ABSENT,
      },
      eventWrite(workspace, { action: 'tenant.create', target: workspace.tenant }),
    ]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
  }
}

/** One turn of the onboarding workflow. */
export function onboard(onboarding: Onboarding, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const step = STEPS[event.step];
  if (!step) throw new TypeError(`onboarding has no step ${event.step}`);
  return step(onboarding, event.tenant as TenantId);
}
