/**
 * What a workflow hands to its function in every turn: opaque ids only, since inputs and histories are kept by the
 * service for 90 days. `turn` grows by one with every call of one run and stays the same when a call is retried.
 */
export interface WorkflowEvent {
  readonly tenant: string;
  /** Where the work is; the first turn carries the step that the starter named. */
  readonly step: string;
  readonly turn: number;
  /** Further opaque ids: `job`, `request`, `attempt`, `cursor`. */
  readonly [id: string]: string | number;
}

/**
 * What the function answers. `carry` is merged into the next event (names with null are not removed; send '' instead).
 * `wait` pauses for `seconds` (at least 1) before the next turn. `done` and `failed` end the run.
 */
export interface WorkflowAnswer {
  readonly next: 'again' | 'wait' | 'done' | 'failed';
  readonly seconds?: number;
  readonly carry?: Readonly<Record<string, string | number>>;
}

/**
 * Longest time of one turn, in seconds. Background functions have it as their timeout, and an erasure waits it out:
 * a function under way may hold an owner key for as long.
 */
export const LONGEST_TURN = 300;

/** The step of the last turn after a call has failed for good: the function marks its work as failed and answers `failed`. */
export const FAILED_STEP = 'failed';
