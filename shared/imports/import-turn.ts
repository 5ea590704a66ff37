import { eventWrite } from '../audit/record-event.ts';
import { isOver, NO_PROGRESS, type JobFailure } from '../jobs/job.ts';
import { jobAfter, jobWrite, loadJob } from '../jobs/job-store.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Id } from '../kernel/ids.ts';
import { SECOND } from '../kernel/time.ts';
import { FAILED_STEP, type WorkflowAnswer, type WorkflowEvent } from '../kernel/workflow.ts';
import { ABSENT, any, PRESENT } from '../store/clauses.ts';
import type { Item, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { batches, type Batch } from './batches.ts';
import { MARKER, type Made } from './create-batch.ts';
import { FileRefusal } from './file-refusal.ts';
import { importBatch, type BatchContext, type BatchResult, type IsSuppressed } from './import-batch.ts';
import { MAIN, openPlan, REFUSED_LIMIT, type ImportJob, type ImportPlan } from './import-job.ts';
import { joinedRows } from './joined-rows.ts';
import { rowWrites } from './reported-rows.ts';

/** What the turns of an import are carried out with. */
export interface Importing {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  readonly isSuppressed: IsSuppressed;
}

/** How long one turn works before it hands over to the next; half of what its function may take. */
export const TURN = 60 * SECOND;

/**
 * One turn of an import: reads on from the last checkpoint, and commits batch by batch. It can be cut off anywhere:
 * what the batch under way has created is found again by external id and marker.
 */
export async function importTurn(importing: Importing, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const { workspace } = importing;
  const job = await loadJob<ImportJob>(workspace, event['job'] as Id);
  if (isOver(job)) return close(importing, job);
  if (event.step === FAILED_STEP) return fail(importing, job, { rule: 'unavailable' });
  try {
    return await work(importing, job);
  } catch (error) {
    if (error instanceof FileRefusal) {
      const now = await loadJob<ImportJob>(workspace, job.id);
      const { rule, row } = error;
      return isOver(now)
        ? close(importing, now)
        : fail(importing, now, { rule, ...(row === undefined ? {} : { row }) });
    }
    // Cancelled meanwhile, or another run of the same turn is ahead.
    if (isWriteRefusal(error, 0)) return { next: 'again' };
    throw error;
  }
}

async function work(importing: Importing, begun: ImportJob): Promise<WorkflowAnswer> {
  const { workspace } = importing;
  const deadline = workspace.now() + TURN;
  const plan = await openPlan(workspace, begun);
  const open = (name: string) => async (from: number) => {
    const { key = '', tag } = begun.files[name] ?? {};
    const read = await importing.objects.read('intake', key, { from, ...(tag === undefined ? {} : { tag }) });
    if (!read) throw new FileRefusal('file.changed');
    return read;
  };
  const total = begun.files[MAIN]?.size ?? 0;
  const joined = await joinedRows(plan.mapping, (name) => open(name)(0));
  const markers = await markersOf(workspace, begun.id);
  let context = contextOf(importing, begun, plan, markers);
  let job = begun;
  let before: readonly Item[] = markers;
  const atEnd = begun.cursor !== undefined && begun.cursor.offset >= total;
  for await (const batch of atEnd ? [] : batches(plan.mapping, open(MAIN), joined, begun.cursor)) {
    const result = await importBatch(context, batch.drafts);
    const fresh = before.length > 0 || result.created > 0 ? await markersOf(workspace, job.id) : [];
    job = await checkpoint(workspace, job, batch, result, fresh);
    before = [];
    context = contextOf(importing, job, plan, []);
    if (job.progress.refused > REFUSED_LIMIT) throw new FileRefusal('too-many-refused', batch.end.row);
    if (workspace.now() >= deadline) return { next: 'again' };
  }
  return finish(importing, job);
}

function contextOf(
  { workspace, isSuppressed }: Importing,
  { id, dryRun }: ImportJob,
  { mapping, source }: ImportPlan,
  markers: readonly Item[],
): BatchContext {
  return {
    workspace,
    job: id,
    dryRun,
    types: new Set(mapping.records.map(({ type }) => type)),
    ...(source === undefined ? {} : { source }),
    isSuppressed,
    made: Object.assign({}, ...markers.map((item) => item['made'] as Made)) as Made,
  };
}

async function markersOf(workspace: Workspace, job: Id): Promise<readonly Item[]> {
  const { pk } = workspace.keys.job(job);
  return (await workspace.tables.query({ table: 'data', pk, skPrefix: `${MARKER}#` })).items;
}

/** Counts a batch, in one transaction with its refused rows and the end of its markers. */
async function checkpoint(
  workspace: Workspace,
  job: ImportJob,
  { end, rows }: Batch,
  result: BatchResult,
  markers: readonly Item[],
): Promise<ImportJob> {
  const progress = { ...NO_PROGRESS, ...job.progress };
  const change: Partial<ImportJob> = {
    state: 'running',
    cursor: end,
    progress: {
      rowsRead: progress.rowsRead + rows,
      created: progress.created + result.created,
      skipped: progress.skipped + result.skipped,
      refused: progress.refused + result.refused.length,
      suppressed: progress.suppressed + result.suppressed.length,
      bytesRead: end.offset,
      bytesTotal: progress.bytesTotal,
    },
  };
  const gone = markers.map(({ pk, sk }): Write => ({
    delete: true,
    at: { table: 'data', pk, sk },
    if: any(ABSENT, PRESENT),
  }));
  await workspace.tables.write([
    jobWrite(workspace, job, change),
    ...rowWrites(workspace, job.id, 'refused', result.refused),
    ...rowWrites(workspace, job.id, 'suppressed', result.suppressed),
    ...gone,
  ]);
  return jobAfter(workspace, job, change);
}

async function finish(importing: Importing, job: ImportJob): Promise<WorkflowAnswer> {
  const { workspace } = importing;
  const progress = { ...job.progress, bytesRead: job.progress.bytesTotal };
  await workspace.tables.write([
    jobWrite<ImportJob>(workspace, job, { state: 'done', progress }),
    eventWrite(workspace, { action: 'import.end', target: job.id }),
  ]);
  return close(importing, { ...job, state: 'done' });
}

async function fail(importing: Importing, job: ImportJob, failure: JobFailure): Promise<WorkflowAnswer> {
  const { workspace } = importing;
  await workspace.tables.write([
    jobWrite<ImportJob>(workspace, job, { state: 'failed', failure }),
    eventWrite(workspace, { action: 'import.end', target: job.id, outcome: 'refused' }),
  ]);
  return close(importing, { ...job, state: 'failed' });
}

/** Uploads go as soon as they are not needed; the bucket's rule of one day is the net below. */
async function close({ objects }: Importing, job: ImportJob): Promise<WorkflowAnswer> {
  for (const { key } of Object.values(job.files)) await objects.remove('intake', key);
  return { next: job.state === 'failed' ? 'failed' : 'done' };
}
