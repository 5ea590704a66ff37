/** A pending one-shot callback; cancelling twice is harmless. */
export interface Timer {
  cancel(): void;
}

/** The one source of time for every endpoint and function of the local cloud. */
export interface Clock {
  /** Virtual time in epoch milliseconds. */
  now(): number;
  /** Runs `callback` once, as soon as virtual time reaches `due` (never synchronously, also when `due` has passed). */
  at(due: number, callback: () => void): Timer;
}

/** Longest delay that one host timer can hold (2^31 - 1 ms). */
const LONGEST_DELAY = 2_147_483_647;

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Host time plus an offset that function workers share through memory, so that one jump moves everybody at once.
 * The offset is never negative between two jumps of the same state: time does not run backwards.
 */
export class VirtualClock implements Clock {
  /** Offset in milliseconds as one signed 64-bit integer; handed to worker threads. */
  readonly shared: SharedArrayBuffer;
  readonly #offset: BigInt64Array;
  readonly #pending = new Set<Pending>();
  #host: NodeJS.Timeout | undefined;
  #order = 0;

  constructor(offset = 0) {
    this.shared = new SharedArrayBuffer(8);
    this.#offset = new BigInt64Array(this.shared);
    Atomics.store(this.#offset, 0, BigInt(offset));
  }

  get offset(): number {
    return Number(Atomics.load(this.#offset, 0));
  }

  now(): number {
    return Date.now() + this.offset;
  }

  at(due: number, callback: () => void): Timer {
    const pending: Pending = { due, order: this.#order++, callback };
    this.#pending.add(pending);
    this.#arm();
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** Moves time forward by `milliseconds` (≥ 0) and runs what became due, oldest first. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError('time only moves forward');
    Atomics.add(this.#offset, 0, BigInt(Math.round(milliseconds)));
    this.#arm();
  }

  /** Drops every pending callback; the clock itself goes on. */
  stop(): void {
    clearTimeout(this.#host);
    this.#pending.clear();
  }

  #arm(): void {
    clearTimeout(this.#host);
    let next = Infinity;
    for (const { due } of this.#pending) next = Math.min(next, due);
    if (next === Infinity) return;
    this.#host = setTimeout(() => this.#fire(), Math.min(Math.max(0, next - this.now()), LONGEST_DELAY));
    this.#host.unref();
  }

  #fire(): void {
    const now = this.now();
    const due = [...this.#pending].filter((pending) => pending.due <= now);
    due.sort((a, b) => a.due - b.due || a.order - b.order);
    for (const pending of due) {
      if (this.#pending.delete(pending)) pending.callback();
    }
    this.#arm();
  }
}
