import type { Id } from '../kernel/ids.ts';
import type { Actor } from '../store/workspace.ts';

/** States of long work; every one tells the truth about what has been done. */
export const JOB_STATES = {
  'awaiting-upload': { final: false, says: 'Waits for its files' },
  queued: { final: false, says: 'Will begin in a moment' },
  running: { final: false, says: 'Being carried out' },
  done: { final: true, says: 'Done; what was refused is listed' },
  failed: { final: true, says: 'Ended before its end; the rule says why, and it can be repeated' },
  cancelled: { final: true, says: 'Ended by a member' },
} as const;
/** A state of a job. */
export type JobState = keyof typeof JOB_STATES;

/** Kinds of long work that a member starts and watches. */
export const JOB_KINDS = ['import'] as const;
/** A kind of job. */
export type JobKind = (typeof JOB_KINDS)[number];

/** How far a job is; counts of rows and records, and bytes of the main file. */
export interface Progress {
  readonly rowsRead: number;
  /** Records that were created; in a dry run, those that would be. */
  readonly created: number;
  /** Records that were there already. */
  readonly skipped: number;
  /** Records that a rule refused; each is listed by row, pointer and rule. */
  readonly refused: number;
  /** Of the created ones, those about somebody who must not be used for some purpose; each is listed as well. */
  readonly suppressed: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** Nothing done yet. */
export const NO_PROGRESS: Progress = {
  rowsRead: 0,
  created: 0,
  skipped: 0,
  refused: 0,
  suppressed: 0,
  bytesRead: 0,
  bytesTotal: 0,
};

/** Why a job failed: a rule, and the row at which it was met. */
export interface JobFailure {
  readonly rule: string;
  readonly row?: number;
}

/** What every job has; opaque ids, counts and codes only. */
export interface Job {
  readonly id: Id;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Who started it, and in whose name it is carried out. */
  readonly createdBy: Actor;
  /** Runs of its workflow, so that each has a name of its own. */
  readonly attempt: number;
  readonly progress: Progress;
  readonly failure?: JobFailure;
}

/** True once nothing moves the job any more. */
export function isOver(job: Pick<Job, 'state'>): boolean {
  return JOB_STATES[job.state].final;
}

/** A job as a caller sees it. */
export function jobBody({
  id,
  kind,
  state,
  version,
  createdAt,
  updatedAt,
  createdBy,
  progress,
  failure,
}: Job) {
  return {
    id,
    kind,
    state,
    version,
    createdAt,
    updatedAt,
    createdBy: createdBy.id,
    // A job from before a count was kept has none of it.
    progress: { ...NO_PROGRESS, ...progress },
    ...(failure ? { failure } : {}),
  };
}
