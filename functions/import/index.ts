import { isSuppressed } from '../../shared/erasure/marks.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { importTurn } from '../../shared/imports/import-turn.ts';
import { importerOf } from '../../shared/imports/importer.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../shared/kernel/workflow.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const office = officeFromEnvironment(Date.now);
const objects = sessionObjects(office, bucketsFromEnvironment(['intake']));

/** One turn of the import workflow. */
export const handler = async (event: WorkflowEvent): Promise<WorkflowAnswer> => {
  const workspace = await importerOf(office, event);
  return importTurn({ workspace, objects: objects(event.tenant as TenantId), isSuppressed }, event);
};
