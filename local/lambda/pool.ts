import { IDLE_TIME } from './limits.ts';
import type { WorkerJob } from './messages.ts';
import type { FunctionWorker, Outcome } from './worker.ts';

/** How often a function ran and how it went, since the start. */
export interface Counters {
  cold: number;
  warm: number;
  errors: number;
  timeouts: number;
  throttles: number;
}

/** Idle workers of all functions, oldest first; keeps their number within a budget. */
export class WorkerBudget {
  readonly #limit: number;
  readonly #idle = new Map<FunctionWorker, () => void>();
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a new worker and, above the budget, ends the longest idle one. */
  started(): void {
    this.#count++;
    if (this.#count <= this.#limit) return;
    const oldest = this.#idle.values().next();
    if (oldest.done !== true) oldest.value();
  }

  ended(): void {
    this.#count--;
  }

  rests(worker: FunctionWorker, end: () => void): void {
    this.#idle.set(worker, end);
  }

  works(worker: FunctionWorker): void {
    this.#idle.delete(worker);
  }
}

interface Waiting {
  readonly job: (worker: FunctionWorker) => WorkerJob;
  readonly settle: (ran: Ran) => void;
}

/** An outcome with the worker's log stream and whether the worker was new. */
export interface Ran {
  readonly outcome: Outcome;
  readonly cold: boolean;
}

/** The workers of one function: grows to `limit`, reuses the warmest, ends idle ones. */
export class FunctionPool {
  readonly counters: Counters = { cold: 0, warm: 0, errors: 0, timeouts: 0, throttles: 0 };
  readonly #create: () => FunctionWorker;
  readonly #limit: number;
  readonly #budget: WorkerBudget;
  readonly #all = new Set<FunctionWorker>();
  readonly #idle: FunctionWorker[] = [];
  readonly #timers = new Map<FunctionWorker, NodeJS.Timeout>();
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(create: () => FunctionWorker, limit: number, budget: WorkerBudget) {
    this.#create = create;
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Events being run or waiting for a worker. */
  get running(): number {
    return this.#all.size - this.#idle.length + this.#queue.length;
  }

  get workers(): number {
    return this.#all.size;
  }

  /** Runs one event on an idle worker, a new one, or the first that becomes free. */
  run(job: Waiting['job']): Promise<Ran> {
    return new Promise((settle) => {
      this.#queue.push({ job, settle });
      this.#next();
    });
  }

  /** Ends every worker; what runs fails, what waits fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const error = { errorType: 'Runtime.ExitError', errorMessage: 'the local cloud is stopping' };
    for (const { settle } of this.#queue.splice(0))
      settle({ outcome: { ok: false, error, ms: 0 }, cold: false });
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([...this.#all].map((worker) => worker.stop()));
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const worker = this.#take();
    const waiting = worker === undefined ? undefined : this.#queue.shift();
    if (worker === undefined || waiting === undefined) return;
    const { cold } = worker;
    this.counters[cold ? 'cold' : 'warm']++;
    void worker.run(waiting.job(worker)).then((outcome) => {
      if (!outcome.ok)
        this.counters[outcome.error.errorType === 'Sandbox.Timedout' ? 'timeouts' : 'errors']++;
      this.#release(worker);
      waiting.settle({ outcome, cold });
      this.#next();
    });
  }

  #take(): FunctionWorker | undefined {
    for (let worker = this.#idle.pop(); worker !== undefined; worker = this.#idle.pop()) {
      clearTimeout(this.#timers.get(worker));
      this.#timers.delete(worker);
      this.#budget.works(worker);
      if (worker.alive) return worker;
      this.#drop(worker);
    }
    if (this.#all.size >= this.#limit) return undefined;
    const created = this.#create();
    this.#all.add(created);
    this.#budget.started();
    return created;
  }

  #release(worker: FunctionWorker): void {
    if (!worker.alive || this.#closed) return this.#drop(worker);
    this.#idle.push(worker);
    const end = (): void => this.#retire(worker);
    this.#budget.rests(worker, end);
    this.#timers.set(worker, setTimeout(end, IDLE_TIME).unref());
  }

  #retire(worker: FunctionWorker): void {
    const at = this.#idle.indexOf(worker);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    clearTimeout(this.#timers.get(worker));
    this.#timers.delete(worker);
    this.#budget.works(worker);
    this.#drop(worker);
    void worker.stop();
  }

  #drop(worker: FunctionWorker): void {
    if (this.#all.delete(worker)) this.#budget.ended();
  }
}
