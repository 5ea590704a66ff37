/** One answered AWS call; payloads, paths and keys are never part of it. */
export interface CallRecord {
  /** Position since the start of this process, from 1. */
  readonly number: number;
  readonly service: string;
  /** The operation, or the HTTP method of REST protocols. */
  readonly operation: string;
  readonly principal: string;
  readonly milliseconds: number;
  readonly status: number;
}

/** Calls kept for a look back. */
const KEPT = 1000;

/** Numbers the calls of all services and counts them for call-budget tests. */
export class CallLog {
  readonly #recent: CallRecord[] = [];
  readonly #counters = new Map<string, number>();
  #number = 0;

  /** Number of the call that arrives now. */
  arrive(service: string, operation: string): number {
    const key = `${service}:${operation}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + 1);
    return ++this.#number;
  }

  finish(record: CallRecord): void {
    this.#recent.push(record);
    if (this.#recent.length > KEPT) this.#recent.shift();
  }

  /** Calls that have arrived since the start. */
  total(): number {
    return this.#number;
  }

  /** The last answered calls, oldest first, at most 1,000. */
  recent(): readonly CallRecord[] {
    return [...this.#recent];
  }

  /** Calls by `<service>:<operation>` since the last reset. */
  counters(): Record<string, number> {
    return Object.fromEntries(this.#counters);
  }

  resetCounters(): void {
    this.#counters.clear();
  }
}
