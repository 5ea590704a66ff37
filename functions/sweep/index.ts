import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';
import { sweepTurn, type SweepParts } from '../../shared/sweep/sweep.ts';

const { vault, intake, handover } = bucketsFromEnvironment(['vault', 'intake', 'handover']);
const office = officeFromEnvironment(Date.now);

const parts: SweepParts = {
  tables: (tenant) => office.workspace(tenant, { kind: 'system', id: 'sweep' }).tables,
  s3: async (tenant) => s3Client({ credentials: await office.credentials(tenant) }),
  buckets: { vault, unversioned: [intake, handover] },
  now: Date.now,
};

/** Looks, independently of the eraser, for anything that is left of a person; it has no right to delete keys. */
export const handler = (event: WorkflowEvent): Promise<WorkflowAnswer> => sweepTurn(parts, event);
