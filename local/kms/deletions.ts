import type { Clock, Timer } from '../clock.ts';
import type { KeyStore } from './store.ts';

/** Destroys keys when their waiting period has passed on the virtual clock; survives restarts. */
export class Deletions {
  readonly #keys: KeyStore;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #next = Infinity;

  constructor(keys: KeyStore, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
    this.rearm();
    this.destroyDue();
  }

  /** Looks again at which key is due next; to be called after a deletion was scheduled or cancelled. */
  rearm(): void {
    this.#timer?.cancel();
    this.#next = Math.min(...this.#keys.pendingDeletion().map((key) => key.deletionDue ?? Infinity));
    if (this.#next < Infinity) this.#timer = this.#clock.at(this.#next, () => this.destroyDue());
  }

  /** Destroys what is due now, so that a call never sees a dead key, however late the timer. */
  destroyDue(): void {
    const now = this.#clock.now();
    if (now < this.#next) return;
    const due = this.#keys.pendingDeletion().filter((key) => (key.deletionDue ?? Infinity) <= now);
    if (due.length > 0) this.#keys.destroy(due.map((key) => key.id));
    this.rearm();
  }

  close(): void {
    this.#timer?.cancel();
  }
}
