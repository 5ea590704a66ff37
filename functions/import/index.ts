import { sessionObjects } from '../../shared/files/session-objects.ts';
import { importTurn } from '../../shared/imports/import-turn.ts';
import { importerOf } from '../../shared/imports/importer.ts';
import { isSuppressed } from '../../shared/erasure/marks.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, INTAKE_BUCKET } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'INTAKE_BUCKET',
]);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});
const objects = sessionObjects(office, { intake: INTAKE_BUCKET });

/** One turn of the import workflow. */
export const handler = async (event: WorkflowEvent): Promise<WorkflowAnswer> => {
  const workspace = await importerOf(office, event);
  return importTurn({ workspace, objects: objects(event.tenant as TenantId), isSuppressed }, event);
};
