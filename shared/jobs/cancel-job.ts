import type { Id } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Job } from './job.ts';
import { moveJob } from './job-store.ts';

/** Ends a job between two of its batches; what it has created stays, and a repeated import skips it. */
export function cancelJob(workspace: Workspace, id: Id): Promise<Job> {
  return moveJob(workspace, id, ['awaiting-upload', 'queued', 'running'], () => ({ state: 'cancelled' }));
}
