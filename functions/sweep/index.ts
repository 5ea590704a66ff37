import { environment } from '../../shared/kernel/environment.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { createOffice } from '../../shared/store/office.ts';
import { sweepTurn } from '../../shared/sweep/sweep.ts';

const variables = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'INTAKE_BUCKET',
  'VAULT_BUCKET',
  'HANDOVER_BUCKET',
]);

const office = createOffice({
  dataTable: variables.DATA_TABLE,
  keyTable: variables.KEY_TABLE,
  tenantRole: variables.TENANT_ROLE,
  now: Date.now,
});

/** Looks, independently of the eraser, for anything that is left of a person; it has no right to delete keys. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> =>
  sweepTurn(
    {
      tables: (tenant) => office.workspace(tenant, { kind: 'system', id: 'sweep' }).tables,
      s3: async (tenant) => s3Client({ credentials: await office.credentials(tenant) }),
      buckets: {
        vault: variables.VAULT_BUCKET,
        unversioned: [variables.INTAKE_BUCKET, variables.HANDOVER_BUCKET],
      },
      now: Date.now,
    },
    event,
  );
