import { ERASER, eraseTurn } from '../../shared/erasure/erasure.ts';
import { eraserObjects } from '../../shared/erasure/objects.ts';
import { kmsSign } from '../../shared/erasure/sign-receipt.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { createOffice } from '../../shared/store/office.ts';

const variables = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'ERASER_ROLE',
  'INTAKE_BUCKET',
  'VAULT_BUCKET',
  'HANDOVER_BUCKET',
  'RECEIPT_KEY',
]);
const office = createOffice({
  dataTable: variables.DATA_TABLE,
  keyTable: variables.KEY_TABLE,
  tenantRole: variables.TENANT_ROLE,
  eraserRole: variables.ERASER_ROLE,
  now: Date.now,
});
const buckets = {
  vault: variables.VAULT_BUCKET,
  unversioned: [variables.INTAKE_BUCKET, variables.HANDOVER_BUCKET],
};
const parts = {
  workspace: (tenant: Parameters<typeof office.eraserWorkspace>[0]) => office.eraserWorkspace(tenant, ERASER),
  objects: async (tenant: Parameters<typeof office.eraserWorkspace>[0]) =>
    eraserObjects(tenant, s3Client({ credentials: await office.eraserCredentials(tenant) }), buckets),
  sign: kmsSign(kmsClient(), variables.RECEIPT_KEY),
};

/** One turn of planning or carrying out an erasure. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> => eraseTurn(parts, event);
