import { ERASER, eraseTurn } from '../../shared/erasure/erasure.ts';
import { eraserObjects } from '../../shared/erasure/objects.ts';
import { kmsSign } from '../../shared/erasure/receipt/sign-receipt.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { eraserOfficeFromEnvironment } from '../../shared/office/from-environment.ts';

const { RECEIPT_KEY, PUBLIC_URL } = environment(['RECEIPT_KEY', 'PUBLIC_URL']);
const { vault, intake, handover } = bucketsFromEnvironment(['vault', 'intake', 'handover']);
const buckets = { vault, unversioned: [intake, handover] };
const office = eraserOfficeFromEnvironment(Date.now);

const parts = {
  workspace: (tenant: TenantId) => office.eraserWorkspace(tenant, ERASER),
  objects: async (tenant: TenantId) =>
    eraserObjects(tenant, s3Client({ credentials: await office.eraserCredentials(tenant) }), buckets),
  sign: kmsSign(kmsClient(), RECEIPT_KEY),
  publicUrl: PUBLIC_URL,
};

/** One turn of planning or carrying out an erasure. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> => eraseTurn(parts, event);
