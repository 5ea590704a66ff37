import type { RandomBytes } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';

/** Waits the given milliseconds; a test hands in one that only notes them. */
export type Sleep = (milliseconds: number) => Promise<void>;

/**
 * What an error of DynamoDB says about the call. `unexecuted`: nothing happened, try again. `session`: the session
 * ended early, try again with a new one. `ambiguous`: it may have happened. What is not listed is final.
 */
const OUTCOMES = {
  ThrottlingException: 'unexecuted',
  ProvisionedThroughputExceededException: 'unexecuted',
  RequestLimitExceeded: 'unexecuted',
  ReplicatedWriteConflictException: 'unexecuted',
  TransactionConflictException: 'unexecuted',
  TransactionInProgressException: 'unexecuted',
  ExpiredTokenException: 'session',
  InternalServerError: 'ambiguous',
  InternalFailure: 'ambiguous',
  ServiceUnavailable: 'ambiguous',
  ServiceUnavailableException: 'ambiguous',
  TimeoutError: 'ambiguous',
  RequestTimeout: 'ambiguous',
  ECONNRESET: 'ambiguous',
  ECONNREFUSED: 'unexecuted',
  EPIPE: 'ambiguous',
  ETIMEDOUT: 'ambiguous',
  ENOTFOUND: 'unexecuted',
  EAI_AGAIN: 'unexecuted',
} as const;
/** What is known about a failed call. */
export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES] | 'final';

/** Reasons of a cancelled transaction that pass by themselves. */
const PASSING = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

const outcomeNamed = (name: unknown): Outcome | undefined =>
  typeof name === 'string' && Object.hasOwn(OUTCOMES, name)
    ? OUTCOMES[name as keyof typeof OUTCOMES]
    : undefined;

/** Codes of a cancelled transaction, in the order of its parts; undefined for any other error. */
export function cancellationOf(error: unknown): readonly { Code?: string; Item?: unknown }[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const reasons = 'CancellationReasons' in error ? error.CancellationReasons : undefined;
  return Array.isArray(reasons) ? (reasons as { Code?: string; Item?: unknown }[]) : [];
}

/** What an error says about the call that met it. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Error) || error.name === 'Problem') return 'final';
  const reasons = cancellationOf(error);
  if (reasons) {
    return reasons.length > 0 && reasons.every(({ Code = 'None' }) => PASSING.has(Code))
      ? 'unexecuted'
      : 'final';
  }
  const listed = outcomeNamed(error.name) ?? outcomeNamed('code' in error ? error.code : undefined);
  if (listed) return listed;
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }) : {};
  return (metadata.httpStatusCode ?? 0) >= 500 ? 'ambiguous' : 'final';
}

/** Most attempts of one call. */
export const ATTEMPTS = 8;
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 1_000;

/** Full jitter: anything between nothing and a bound that doubles (AWS Architecture Blog, "Exponential backoff and jitter"). */
export function pause(attempt: number, random: RandomBytes): number {
  const share = random(4).readUInt32BE() / 2 ** 32;
  return Math.floor(share * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt));
}

/** A failure that the caller may try again: a service is busy or away, or it is unknown whether a write took place. */
export function unavailable(cause: string): Problem {
  const problem = new Problem('unavailable', { retryAfter: 1 });
  problem.cause = cause;
  return problem;
}

/** Any other failure of the service; the cause is the name of its error, never its text. */
export function failed(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  // An operation id came back with other content: the first one may have been carried out.
  const problem = new Problem(name === 'IdempotentParameterMismatchException' ? 'conflict' : 'internal');
  problem.cause = name;
  return problem;
}

/** How calls are repeated. */
export interface Patience {
  readonly sleep: Sleep;
  readonly random: RandomBytes;
  /** Drops the session that has ended. */
  readonly renew: () => void;
}

/** One attempt; `ambiguousBefore` is true when an earlier one may have taken effect. */
export type Attempt<R> = (ambiguousBefore: boolean) => Promise<R>;

/**
 * Repeats a call while that is safe: always when nothing was executed, after an ambiguous failure only when
 * `repeatable`. Ends in `unavailable`, or in what the last attempt threw when that is final.
 */
export async function withRetries<R>(
  { sleep, random, renew }: Patience,
  repeatable: boolean,
  attempt: Attempt<R>,
): Promise<R> {
  let ambiguous = false;
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(ambiguous);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome === 'final') throw error;
      ambiguous ||= outcome === 'ambiguous';
      if ((outcome === 'ambiguous' && !repeatable) || tries + 1 >= ATTEMPTS) {
        throw unavailable(ambiguous ? 'outcome.unknown' : 'busy');
      }
      if (outcome === 'session') renew();
      await sleep(pause(tries, random));
    }
  }
}
