import { exportTurn } from '../../shared/exports/making/export-turn.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const office = officeFromEnvironment(Date.now);
const objects = sessionObjects(office, bucketsFromEnvironment(['vault', 'handover']));

/** One turn of the export workflow. */
export const handler = async (event: WorkflowEvent): Promise<WorkflowAnswer> => {
  const tenant = event.tenant as TenantId;
  const workspace = office.workspace(tenant, { kind: 'system', id: 'export' });
  return exportTurn({ workspace, objects: objects(tenant) }, event);
};
