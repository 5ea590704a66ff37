import { AwsError } from '../front/service.ts';

/** Write units that one partition key value takes per second (AWS: "Best practices for partition keys"). */
const WRITE_UNITS = 1000;
/** Read units that one partition key value gives per second. */
const READ_UNITS = 3000;

/** What is throttled: a table or an index, one partition key value in it, and which way. */
export interface Target {
  readonly arn: string;
  readonly index: boolean;
  readonly partition: string;
  readonly way: 'Read' | 'Write';
}

interface Bucket {
  units: number;
  /** Host time of the last refill in milliseconds. */
  filled: number;
}

/** Text of AWS for a hot key of a table in on-demand mode. */
export const THROTTLED =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key.';

/**
 * One token bucket per partition key value with a burst of one second, on host time: capacity is physical,
 * it does not come from a moved clock. Units are known only after a call, so a bucket may go into debt.
 */
export class Throughput {
  readonly #buckets = new Map<string, Bucket>();
  readonly #enabled: boolean;
  readonly #monotonic: () => number;

  constructor(enabled: boolean, monotonic: () => number) {
    this.#enabled = enabled;
    this.#monotonic = monotonic;
  }

  /** The first target whose bucket is empty. */
  exhausted(targets: readonly Target[]): Target | undefined {
    if (!this.#enabled) return undefined;
    return targets.find((target) => this.#bucket(target).units <= 0);
  }

  /** Throws `ThrottlingException` with reason `…KeyRangeThroughputExceeded` when any target's bucket is empty. */
  admit(targets: readonly Target[]): void {
    const target = this.exhausted(targets);
    if (target === undefined) return;
    const reason = `${target.index ? 'Index' : 'Table'}${target.way}KeyRangeThroughputExceeded`;
    const throttlingReasons = [{ reason, resource: target.arn }];
    throw new AwsError('ThrottlingException', THROTTLED, 400, { throttlingReasons });
  }

  /** Takes what a call consumed. */
  charge(target: Target, units: number): void {
    if (this.#enabled) this.#bucket(target).units -= units;
  }

  #bucket(target: Target): Bucket {
    const now = this.#monotonic();
    const key = `${target.way}|${target.arn}|${target.partition}`;
    const capacity = target.way === 'Read' ? READ_UNITS : WRITE_UNITS;
    const bucket = this.#buckets.get(key) ?? { units: capacity, filled: now };
    bucket.units = Math.min(capacity, bucket.units + ((now - bucket.filled) / 1000) * capacity);
    bucket.filled = now;
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > 20_000) this.#forgetIdle(now);
    return bucket;
  }

  /** A bucket that was solvent and untouched for the time of a whole refill is full, and a full bucket says nothing. */
  #forgetIdle(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.units > 0 && now - bucket.filled > 1000) this.#buckets.delete(key);
    }
  }
}
