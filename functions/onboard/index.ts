import { environment } from '../../shared/kernel/environment.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { createOffice } from '../../shared/store/office.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';
import { onboard, type Onboarding } from '../../shared/tenants/onboard.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, ERASER_ROLE, STAGE } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'ERASER_ROLE',
  'STAGE',
]);

const onboarding: Onboarding = {
  office: createOffice({
    dataTable: DATA_TABLE,
    keyTable: KEY_TABLE,
    tenantRole: TENANT_ROLE,
    now: Date.now,
  }),
  directory: createSystemTables({ dataTable: DATA_TABLE }),
  making: { kms: kmsClient(), stage: STAGE, roles: { tenant: TENANT_ROLE, eraser: ERASER_ROLE } },
};

/** One turn of the onboarding workflow. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> => onboard(onboarding, event);
