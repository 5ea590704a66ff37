/** An error in the sense of the Amazon States Language: `Retry` and `Catch` see its name and cause. */
export class StatesFailure extends Error {
  readonly error: string;
  override readonly cause: string;
  /** The field of the state whose evaluation failed. */
  readonly location: string | undefined;

  constructor(error: string, cause = '', location?: string) {
    super(error);
    this.name = 'StatesFailure';
    this.error = error;
    this.cause = cause;
    this.location = location;
  }
}

/** Thrown when the next event would be the last one an execution may have. */
export class HistoryFull extends Error {}

/** Names with a meaning of their own; the others match themselves only. */
const WILDCARDS: Readonly<Record<string, (error: string) => boolean>> = {
  'States.ALL': (error) => error !== 'States.DataLimitExceeded',
  'States.TaskFailed': (error) => !TIMEOUTS.includes(error) && error !== 'States.DataLimitExceeded',
  'States.Timeout': (error) => TIMEOUTS.includes(error),
};

const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout'];

/** True when one name of `ErrorEquals` covers the error; `States.Runtime` is never covered. */
export function covers(errorEquals: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => name === error || WILDCARDS[name]?.(error) === true);
}
