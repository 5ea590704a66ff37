import { environment } from '../../shared/kernel/environment.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';
import { onboard, type Onboarding } from '../../shared/tenants/onboard.ts';

const { TENANT_ROLE, ERASER_ROLE, STAGE } = environment(['TENANT_ROLE', 'ERASER_ROLE', 'STAGE']);

const onboarding: Onboarding = {
  office: officeFromEnvironment(Date.now),
  directory: systemTablesFromEnvironment(),
  making: { kms: kmsClient(), stage: STAGE, roles: { tenant: TENANT_ROLE, eraser: ERASER_ROLE } },
};

/** One turn of the onboarding workflow. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> => onboard(onboarding, event);
