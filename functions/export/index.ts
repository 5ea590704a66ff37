import { exportTurn } from '../../shared/exports/export-turn.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, VAULT_BUCKET, HANDOVER_BUCKET } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'VAULT_BUCKET',
  'HANDOVER_BUCKET',
]);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});
const objects = sessionObjects(office, { vault: VAULT_BUCKET, handover: HANDOVER_BUCKET });

/** One turn of the export workflow. */
export const handler = async (event: WorkflowEvent): Promise<WorkflowAnswer> => {
  const tenant = event.tenant as TenantId;
  const workspace = office.workspace(tenant, { kind: 'system', id: 'export' });
  return exportTurn({ workspace, objects: objects(tenant) }, event);
};
