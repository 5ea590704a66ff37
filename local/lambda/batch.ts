import { SYNC_PAYLOAD } from './limits.ts';
import type { StreamRecord } from './stream-source.ts';

/** What a mapping does when its function fails. */
export interface FailurePolicy {
  readonly bisect: boolean;
  /** Retries of one batch; -1 means for ever. */
  readonly retries: number;
  /** Seconds; -1 means any age. */
  readonly maximumAge: number;
  /** True when the function answers `batchItemFailures`. */
  readonly partial: boolean;
}

/** What a batch needs from its mapping. */
export interface BatchPort {
  /** Answers the function's JSON text, or undefined when it failed. */
  invoke(records: readonly StreamRecord[]): Promise<string | undefined>;
  /** Everything up to this record is settled. */
  settled(record: StreamRecord): void;
  discarded(records: readonly StreamRecord[]): void;
  /** Waits before attempt `attempt`; false when the mapping is stopping. */
  pause(attempt: number): Promise<boolean>;
  now(): number;
}

/** Index of the first record to try again; `records.length` when all succeeded, 0 when all failed. */
export function firstFailure(records: readonly StreamRecord[], answer: string): number {
  const parsed = JSON.parse(answer) as { batchItemFailures?: { itemIdentifier?: unknown }[] } | null;
  const failures = parsed?.batchItemFailures ?? [];
  const indexes = failures.map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  // An identifier that is not of this batch fails the whole batch (Lambda developer guide, "Batch item failures").
  return Math.max(0, Math.min(records.length, ...indexes));
}

function settleUpTo(records: readonly StreamRecord[], port: BatchPort): void {
  const last = records.at(-1);
  if (last !== undefined) port.settled(last);
}

async function halves(
  records: readonly StreamRecord[],
  policy: FailurePolicy,
  port: BatchPort,
): Promise<boolean> {
  const middle = Math.ceil(records.length / 2);
  return (
    (await deliverBatch(records.slice(0, middle), policy, port)) &&
    (await deliverBatch(records.slice(middle), policy, port))
  );
}

/** Delivers records in order until each is settled or discarded; false when the mapping stopped before. */
export async function deliverBatch(
  records: readonly StreamRecord[],
  policy: FailurePolicy,
  port: BatchPort,
): Promise<boolean> {
  let rest = records;
  for (let attempt = 1; rest.length > 0; attempt++) {
    if (rest.length > 1 && Buffer.byteLength(JSON.stringify(rest)) > SYNC_PAYLOAD - 1024) {
      return halves(rest, policy, port);
    }
    const answer = await port.invoke(rest);
    const failed = answer === undefined ? 0 : policy.partial ? firstFailure(rest, answer) : rest.length;
    settleUpTo(rest.slice(0, failed), port);
    rest = rest.slice(failed);
    if (rest.length === 0) return true;
    const age = (port.now() - (rest[0]?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000) / 1000;
    const over = policy.retries >= 0 && attempt > policy.retries;
    if (policy.bisect && rest.length > 1) {
      if (!(await port.pause(attempt))) return false;
      return halves(rest, policy, port);
    }
    if (over || (policy.maximumAge >= 0 && age > policy.maximumAge)) {
      port.discarded(rest);
      settleUpTo(rest, port);
      return true;
    }
    if (!(await port.pause(attempt))) return false;
  }
  return true;
}
