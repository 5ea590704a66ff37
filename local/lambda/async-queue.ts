import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Timer } from '../clock.ts';
import { ASYNC_AGE, ASYNC_RETRIES } from './limits.ts';

/** How long and how often asynchronous events of a function are tried. */
export interface AsyncPolicy {
  readonly retries: number;
  /** Seconds. */
  readonly maximumAge: number;
}

const MINUTE = 60_000;

/** Accepted asynchronous events, kept until they succeed or are given up; retries wait on the virtual clock. */
export class AsyncQueue {
  readonly policies = new Map<string, AsyncPolicy>();
  /** Events given up since the start, by function name. */
  readonly discarded = new Map<string, number>();
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #run: (functionName: string, payload: string) => Promise<boolean>;
  readonly #busy = new Set<string>();
  #timer: Timer | undefined;
  #started = false;

  /** `run` answers whether the function succeeded. */
  constructor(
    db: DatabaseSync,
    clock: Clock,
    run: (functionName: string, payload: string) => Promise<boolean>,
  ) {
    this.#db = db;
    this.#clock = clock;
    this.#run = run;
  }

  /** Keeps an event; it is on disk when this returns. */
  accept(functionName: string, payload: string): void {
    const now = this.#clock.now();
    this.#db
      .prepare('INSERT INTO event (id, function, payload, accepted, due, attempts) VALUES (?, ?, ?, ?, ?, 0)')
      .run(randomUUID(), functionName, payload, now, now);
    this.#arm();
  }

  /** Begins to deliver, also what an earlier process accepted. */
  start(): void {
    this.#started = true;
    this.#arm();
  }

  stop(): void {
    this.#started = false;
    this.#timer?.cancel();
  }

  #arm(): void {
    if (!this.#started) return;
    this.#timer?.cancel();
    const rows = this.#db.prepare('SELECT id, due FROM event ORDER BY due').all();
    const next = rows.find(({ id }) => !this.#busy.has(String(id)));
    if (next !== undefined) this.#timer = this.#clock.at(Number(next['due']), () => this.#deliver());
  }

  #deliver(): void {
    const now = this.#clock.now();
    const rows = this.#db.prepare('SELECT * FROM event WHERE due <= ? ORDER BY due').all(now);
    for (const row of rows) {
      const id = String(row['id']);
      if (this.#busy.has(id)) continue;
      this.#busy.add(id);
      const name = String(row['function']);
      void this.#run(name, String(row['payload'])).then((ok) => {
        this.#busy.delete(id);
        if (!this.#started) return;
        this.#settle(id, name, ok, Number(row['attempts']), Number(row['accepted']));
        this.#arm();
      });
    }
    this.#arm();
  }

  #settle(id: string, name: string, ok: boolean, attempts: number, accepted: number): void {
    const policy = this.policies.get(name) ?? { retries: ASYNC_RETRIES, maximumAge: ASYNC_AGE };
    // One minute before the second attempt, two before the third (Lambda developer guide, "Asynchronous invocation").
    const due = this.#clock.now() + (attempts + 1) * MINUTE;
    const over = attempts >= policy.retries || due > accepted + policy.maximumAge * 1000;
    if (ok || over) this.#db.prepare('DELETE FROM event WHERE id = ?').run(id);
    else this.#db.prepare('UPDATE event SET attempts = ?, due = ? WHERE id = ?').run(attempts + 1, due, id);
    if (!ok && over) this.discarded.set(name, (this.discarded.get(name) ?? 0) + 1);
  }
}
