import type { TenantObjects, UploadForm } from '../files/objects.ts';
import type { Id } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { NO_PROGRESS } from '../jobs/job.ts';
import { newJobWrite } from '../jobs/job-store.ts';
import type { Workspace } from '../store/workspace.ts';
import { checkMapping } from './check-mapping.ts';
import {
  FILE_LIMIT,
  MAIN,
  sealPlan,
  type ImportFile,
  type ImportJob,
  type ImportPlan,
} from './import-job.ts';
import { JOINED_LIMIT } from './joined-rows.ts';

/** In how many seconds an upload has to begin; below the life of the session that signs the form. */
export const UPLOAD_SECONDS = 840;

/** A new import and the forms that its files are posted with: `main`, and one per joined file. */
export interface NewImport {
  readonly id: Id;
  readonly version: number;
  readonly uploads: Readonly<Record<string, UploadForm>>;
}

/** Notes what is to be imported and how; nothing is read before `startImport`. */
export async function createImport(
  workspace: Workspace,
  objects: TenantObjects,
  { dryRun, ...plan }: ImportPlan & { readonly dryRun: boolean },
): Promise<NewImport> {
  checkMapping(plan.mapping);
  const id = newId(workspace.random);
  const names = [MAIN, ...Object.keys(plan.mapping.joins)];
  const files: Record<string, ImportFile> = {};
  const uploads: Record<string, UploadForm> = {};
  for (const name of names) {
    const key = objects.newKey(workspace.random);
    files[name] = { key };
    const most = name === MAIN ? FILE_LIMIT : JOINED_LIMIT;
    uploads[name] = await objects.form('intake', key, { least: 1, most, seconds: UPLOAD_SECONDS });
  }
  const now = instant(workspace.now());
  const job: ImportJob = {
    id,
    kind: 'import',
    state: 'awaiting-upload',
    version: 1,
    createdAt: now,
    updatedAt: now,
    createdBy: workspace.actor,
    attempt: 0,
    progress: NO_PROGRESS,
    dryRun,
    files,
    plan: await sealPlan(workspace, id, plan),
  };
  await workspace.tables.write([newJobWrite(workspace, job)]);
  return { id, version: 1, uploads };
}
