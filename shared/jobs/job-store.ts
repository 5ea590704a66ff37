import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR, instant } from '../kernel/time.ts';
import { ABSENT, all, set, stateIs, versionIs } from '../store/clauses.ts';
import type { Item, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { Job, JobState } from './job.ts';

/** Reads an item as a job of its kind. */
export function jobFrom<J extends Job>(item: Item): J {
  const { pk: _pk, sk: _sk, listPk: _list, listSk: _sort, ...job } = item;
  return job as unknown as J;
}

/** The write of a new job; it appears in the list of jobs. */
export function newJobWrite<J extends Job>(workspace: Workspace, job: J): Write {
  const listed = { listPk: workspace.keys.list('job', 0), listSk: `${job.createdAt}#${job.id}` };
  return {
    put: { ...(job as Readonly<Record<string, unknown>>), ...listed },
    at: workspace.keys.job(job.id),
    if: ABSENT,
  };
}

/** Loads a job, consistently; `not-found` when there is none here. */
export async function loadJob<J extends Job = Job>(workspace: Workspace, id: Id): Promise<J> {
  const [item] = await workspace.tables.get([workspace.keys.job(id)]);
  if (!item) throw new Problem('not-found');
  return jobFrom<J>(item);
}

/** The conditional change of a job from the version that was read. */
export function jobWrite<J extends Job>(workspace: Workspace, job: J, change: Partial<J>): Write {
  return {
    update: set({ ...change, version: job.version + 1, updatedAt: instant(workspace.now()) }),
    at: workspace.keys.job(job.id),
    if: all(versionIs(job.version), stateIs(job.state)),
  };
}

/** The same job after `jobWrite`. */
export function jobAfter<J extends Job>(workspace: Workspace, job: J, change: Partial<J>): J {
  return { ...job, ...change, version: job.version + 1, updatedAt: instant(workspace.now()) };
}

/** How often a change is prepared anew when the job has moved meanwhile. */
const ATTEMPTS = 8;

/** Moves a job out of one of the given states; `state.conflict` when it is in another one. */
export async function moveJob<J extends Job>(
  workspace: Workspace,
  id: Id,
  from: readonly JobState[],
  change: (job: J) => Partial<J>,
  writes: (job: J) => readonly Write[] = () => [],
): Promise<J> {
  for (let tries = 1; ; tries++) {
    const job = await loadJob<J>(workspace, id);
    if (!from.includes(job.state)) {
      throw new Problem('state.conflict', { detail: `The job is in state ${job.state}.` });
    }
    const changed = change(job);
    try {
      await workspace.tables.write([jobWrite(workspace, job, changed), ...writes(job)]);
      return jobAfter(workspace, job, changed);
    } catch (error) {
      if (!isWriteRefusal(error, 0)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}

/** A page of jobs, newest first; it lags up to two seconds behind. */
export async function listJobs(
  workspace: Workspace,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly jobs: readonly Job[]; readonly cursor?: string }> {
  const scope = `jobs|${workspace.actor.id}`;
  const after = cursor === undefined ? undefined : await workspace.vault.openCursor(scope, cursor);
  if (cursor !== undefined && !after) throw new Problem('cursor.invalid');
  const page = await workspace.tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('job', 0),
    newestFirst: true,
    limit,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  return { jobs: page.items.map((item) => jobFrom(item)), ...(next ? { cursor: next } : {}) };
}
