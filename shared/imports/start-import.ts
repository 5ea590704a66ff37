import { eventWrite } from '../audit/record-event.ts';
import type { TenantObjects } from '../files/objects.ts';
import { NO_PROGRESS } from '../jobs/job.ts';
import { loadJob, moveJob } from '../jobs/job-store.ts';
import type { StartWorkflow } from '../jobs/start-workflow.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Workspace } from '../store/workspace.ts';
import { MAIN, type ImportFile, type ImportJob } from './import-job.ts';

/**
 * Starts an import whose files are there. A start that broke off is repeated by calling again: the run has the same
 * name, and nothing is started twice.
 */
export async function startImport(
  workspace: Workspace,
  objects: TenantObjects,
  start: StartWorkflow,
  id: Id,
): Promise<ImportJob> {
  let job = await loadJob<ImportJob>(workspace, id);
  if (job.kind !== 'import') throw new Problem('not-found');
  if (job.state === 'awaiting-upload') {
    const files = await uploaded(objects, job);
    const bytesTotal = files[MAIN]?.size ?? 0;
    job = await moveJob<ImportJob>(
      workspace,
      id,
      ['awaiting-upload'],
      () => ({ state: 'queued', attempt: 1, files, progress: { ...NO_PROGRESS, bytesTotal } }),
      () => [eventWrite(workspace, { action: 'import.start', target: id })],
    );
  }
  if (job.state !== 'queued')
    throw new Problem('state.conflict', { detail: `The job is in state ${job.state}.` });
  await start('import', `${id}-import-${job.attempt}`, { tenant: workspace.tenant, step: 'import', job: id });
  return job;
}

/** Sizes and tags of the files as they are now; 409 names those that are missing. */
async function uploaded(objects: TenantObjects, job: ImportJob): Promise<Record<string, ImportFile>> {
  const found: Record<string, ImportFile> = {};
  const violations = [];
  for (const [name, { key }] of Object.entries(job.files)) {
    const stored = await objects.head('intake', key);
    if (stored) found[name] = { key, size: stored.size, tag: stored.tag };
    else violations.push({ pointer: `/uploads/${name}`, rule: 'missing' });
  }
  if (violations.length > 0)
    throw new Problem('conflict', { detail: 'Post the files to their forms first.', violations });
  return found;
}
