import { Worker } from 'node:worker_threads';
import type { FunctionSpec } from './function.ts';
import { INIT_TIME } from './limits.ts';
import type { FunctionError, WorkerJob, WorkerMessage, WorkerStart } from './messages.ts';

/** What one invocation came to; `payload` is JSON text. */
export type Outcome =
  | { readonly ok: true; readonly payload: string; readonly ms: number }
  | { readonly ok: false; readonly error: FunctionError; readonly ms: number };

/** What the thread of one function is started with. */
export interface WorkerOptions {
  readonly spec: FunctionSpec;
  readonly environment: Record<string, string>;
  readonly clock: SharedArrayBuffer;
  readonly logStream: string;
  readonly onLog: (text: string) => void;
}

interface Running {
  readonly started: number;
  readonly job: WorkerJob;
  timer: NodeJS.Timeout | undefined;
  settle(outcome: Outcome): void;
}

/**
 * Megabytes. V8 ends the whole process when one collection moves more than 16 MB over a thread's limit; a small young
 * generation keeps a collection below that. One allocation of more than 16 MB at the limit is still fatal.
 */
const YOUNG_GENERATION = 32;
const HEAP = 'ERR_WORKER_OUT_OF_MEMORY';
const ENTRY = new URL('./entry.ts', import.meta.url);

/** One execution environment: a thread that loads the module once and then runs one event at a time. */
export class FunctionWorker {
  readonly logStream: string;
  /** True until the first event has been handed over. */
  cold = true;
  /** False once the thread is ending or has ended. */
  alive = true;
  readonly #worker: Worker;
  readonly #spec: FunctionSpec;
  #ready = false;
  #running: Running | undefined;

  constructor(options: WorkerOptions) {
    const { spec } = options;
    this.#spec = spec;
    this.logStream = options.logStream;
    const start: WorkerStart = {
      file: spec.file,
      handler: spec.handler,
      logFormat: spec.logFormat,
      clock: options.clock,
    };
    this.#worker = new Worker(ENTRY, {
      workerData: start,
      env: options.environment,
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message, options.onLog));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      const { requestId } = this;
      this.#end(
        error.code === HEAP
          ? {
              errorType: 'Runtime.OutOfMemory',
              errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
            }
          : { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] },
      );
    });
    this.#worker.on('exit', (code) =>
      this.#end({
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${this.requestId} Error: Runtime exited with error: exit status ${code}`,
      }),
    );
  }

  get requestId(): string {
    return this.#running?.job.context.awsRequestId ?? 'none';
  }

  /** Runs one event; a timeout ends the thread. The caller never runs two at once. */
  run(job: WorkerJob): Promise<Outcome> {
    return new Promise((resolve) => {
      this.cold = false;
      this.#running = { job, started: performance.now(), timer: undefined, settle: resolve };
      if (!this.alive) return this.#end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' });
      if (this.#ready) this.#post();
      else this.#limit(INIT_TIME + this.#spec.timeoutMs);
    });
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #limit(ms: number): void {
    const running = this.#running;
    if (running === undefined) return;
    clearTimeout(running.timer);
    running.timer = setTimeout(() => {
      this.#end({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${this.requestId} Error: Task timed out after ${(this.#spec.timeoutMs / 1000).toFixed(2)} seconds`,
      });
    }, ms);
  }

  #post(): void {
    this.#limit(this.#spec.timeoutMs);
    this.#worker.postMessage(this.#running?.job);
  }

  #receive(message: WorkerMessage, onLog: (text: string) => void): void {
    if (message.kind === 'log') onLog(message.text);
    else if (message.kind === 'ready') {
      this.#ready = true;
      if (this.#running !== undefined) this.#post();
    } else if (message.kind === 'broken') this.#end(message.error);
    else if (message.kind === 'done') this.#settle((ms) => ({ ok: true, payload: message.payload, ms }));
    else this.#settle((ms) => ({ ok: false, error: message.error, ms }));
  }

  #settle(outcome: (ms: number) => Outcome): void {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    clearTimeout(running.timer);
    running.settle(outcome(performance.now() - running.started));
  }

  #end(error: FunctionError): void {
    if (this.alive) void this.stop();
    this.#settle((ms) => ({ ok: false, error, ms }));
  }
}
