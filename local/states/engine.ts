import type { Clock, Timer } from '../clock.ts';
import { AwsError } from '../front/service.ts';
import { StatesFailure } from './failure.ts';
import { advance } from './flow.ts';
import { RUNNABLE } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { purge } from './purge.ts';
import type { Query } from './query.ts';
import type { Execution, HistoryEvent, Store } from './store.ts';
import { answer, expire, pending, refuse, submit } from './task-answers.ts';
import { Turn } from './turn.ts';

/** What a called service said: a result, or that it will be heard of later. */
export type Answer =
  | { readonly kind: 'result'; readonly result: Json }
  | { readonly kind: 'submitted'; readonly output: Json; readonly awaits?: string };

/** Performs the task of a frame; throws `StatesFailure`. May be called again for the same attempt after a crash. */
export type Caller = (execution: Execution, frame: Frame, resource: string) => Promise<Answer>;

/** The result of a task that waited for an execution, or the failure it ended with. */
export type Outcomes = (ended: Execution, resource: string) => Json | StatesFailure;

/** Hears of events once they are durable. */
export type Recorded = (execution: Execution, events: readonly HistoryEvent[]) => void;

/** Runs executions step by step: one step per execution at a time, each step one transaction, timers on the virtual clock. */
export class Engine {
  readonly store: Store;
  readonly query: Query;
  readonly #clock: Clock;
  readonly #call: Caller;
  readonly #awaited: Outcomes;
  readonly #recorded: Recorded;
  readonly #tails = new Map<string, Promise<unknown>>();
  #timer: Timer | undefined;
  #armed = Infinity;
  #waking = false;
  #closed = false;

  constructor(parts: {
    store: Store;
    query: Query;
    clock: Clock;
    call: Caller;
    awaited: Outcomes;
    recorded: Recorded;
  }) {
    this.store = parts.store;
    this.query = parts.query;
    this.#clock = parts.clock;
    this.#call = parts.call;
    this.#awaited = parts.awaited;
    this.#recorded = parts.recorded;
  }

  /** Goes on with everything that was under way when the state was last closed or lost its process. */
  resume(): void {
    const running = this.store.sql("SELECT arn FROM execution WHERE status = 'RUNNING'").all();
    for (const { arn } of running) this.proceed(String(arn));
    this.#arm();
  }

  /** Continues the runnable frames of an execution and repeats calls whose answer is unknown. */
  proceed(arn: string): void {
    for (const frame of this.store.frames('execution', arn)) {
      if (RUNNABLE.has(frame.phase)) this.#advance(frame);
      if (frame.phase === 'task' && frame.call?.submitted !== true) this.#perform(frame);
      const ended = frame.awaits === undefined ? undefined : this.store.execution(frame.awaits);
      if (ended !== undefined && ended.status !== 'RUNNING') this.#release(ended);
    }
    this.#arm();
  }

  /** Queues one step; resolves when it is durable. An `AwsError` of the step is the caller's and changes nothing. */
  run(arn: string, step: (turn: Turn) => Promise<void> | void): Promise<void> {
    const job = (this.#tails.get(arn) ?? Promise.resolve()).then(() => this.#step(arn, step));
    const tail = job.catch(() => undefined);
    this.#tails.set(arn, tail);
    void tail.then(() => this.#tails.get(arn) === tail && this.#tails.delete(arn));
    return job;
  }

  /** True while a step is under way; a call that a step waits for is none. */
  get busy(): boolean {
    return this.#tails.size > 0;
  }

  /** Lets steps under way finish, then forgets timers; calls under way are repeated by the next `resume`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await Promise.allSettled(this.#tails.values());
  }

  async #step(arn: string, step: (turn: Turn) => Promise<void> | void): Promise<void> {
    const execution = this.#closed ? undefined : this.store.execution(arn);
    if (execution === undefined) return;
    let turn = new Turn(this.store, this.query, execution, this.#clock.now());
    try {
      await step(turn);
    } catch (problem) {
      if (problem instanceof AwsError || execution.status !== 'RUNNING') throw problem;
      turn = new Turn(this.store, this.query, execution, this.#clock.now());
      const cause = `The execution could not go on: ${problem instanceof Error ? problem.constructor.name : 'unknown'}.`;
      turn.end({ status: 'FAILED', error: 'States.Runtime', cause });
    }
    turn.commit();
    this.#recorded(turn.execution, turn.events);
    this.#follow(execution, turn);
  }

  #follow(before: Execution, turn: Turn): void {
    if (turn.execution.status !== 'RUNNING') {
      if (before.status === 'RUNNING') this.#finished(turn.execution);
    } else {
      for (const frame of turn.changed) if (RUNNABLE.has(frame.phase)) this.#advance(frame);
      for (const id of turn.calls) {
        const frame = turn.frame(id);
        if (frame !== undefined) this.#perform(frame);
      }
    }
    this.#arm();
  }

  #advance({ execution, id }: Frame): void {
    this.#queue(execution, async (turn) => {
      const frame = turn.frame(id);
      const runnable =
        turn.execution.status === 'RUNNING' && frame !== undefined && RUNNABLE.has(frame.phase);
      if (runnable) await advance(turn, frame);
    });
  }

  #perform(frame: Frame): void {
    const execution = this.store.execution(frame.execution);
    if (execution === undefined) return;
    const resource = new Turn(this.store, this.query, execution, 0).state(frame).Resource ?? '';
    const attempt = frame.call?.attempt;
    const reply = async (settled: Answer | StatesFailure): Promise<void> => {
      await this.run(frame.execution, async (turn) => {
        const current = pending(turn, frame.id, attempt);
        if (current === undefined) return;
        if (settled instanceof StatesFailure) await refuse(turn, current, settled);
        else if (settled.kind === 'result') await answer(turn, current, settled.result);
        else submit(turn, current, settled.output, settled.awaits);
      });
      if (settled instanceof StatesFailure || settled.kind === 'result' || settled.awaits === undefined)
        return;
      const ended = this.#closed ? undefined : this.store.execution(settled.awaits);
      if (ended !== undefined && ended.status !== 'RUNNING') this.#release(ended);
    };
    const failed = (problem: unknown): StatesFailure =>
      problem instanceof StatesFailure ? problem : new StatesFailure('States.Runtime', 'The call failed.');
    void this.#call(execution, frame, resource)
      .catch(failed)
      .then(reply)
      .catch(() => undefined);
  }

  /** Wakes the tasks that wait for an execution, and stops the executions that the ended one waited for. */
  #finished(ended: Execution): void {
    this.#release(ended);
    for (const { awaits } of this.store.frames('execution', ended.arn)) {
      if (awaits === undefined) continue;
      this.#queue(awaits, (turn) => {
        if (turn.execution.status === 'RUNNING') turn.end({ status: 'ABORTED' });
      });
    }
  }

  #release(ended: Execution): void {
    for (const frame of this.store.frames('awaits', ended.arn)) {
      this.#queue(frame.execution, async (turn) => {
        const current = pending(turn, frame.id, frame.call?.attempt);
        if (current === undefined) return;
        const outcome = this.#awaited(ended, turn.state(current).Resource ?? '');
        if (outcome instanceof StatesFailure) await refuse(turn, current, outcome);
        else await answer(turn, current, outcome);
      });
    }
  }

  /** A step nobody waits for: a failure of the engine itself has already failed the execution. */
  #queue(arn: string, step: (turn: Turn) => Promise<void> | void): void {
    void this.run(arn, step).catch(() => undefined);
  }

  #arm(): void {
    if (this.#closed || this.#waking) return;
    const row = this.store
      .sql(
        `SELECT (SELECT MIN(wake) FROM frame) AS wake, (SELECT MIN(deadline) FROM execution WHERE status = 'RUNNING') AS deadline,
         (SELECT MIN(stopped) FROM execution) AS stopped`,
      )
      .get() as { wake: number | null; deadline: number | null; stopped: number | null };
    const purged = row.stopped === null ? Infinity : row.stopped + LIMITS.retention;
    const next = Math.min(row.wake ?? Infinity, row.deadline ?? Infinity, purged);
    if (next === this.#armed) return;
    this.#timer?.cancel();
    this.#armed = next;
    if (next !== Infinity) this.#timer = this.#clock.at(next, () => void this.#due());
  }

  async #due(): Promise<void> {
    if (this.#closed) return;
    this.#waking = true;
    const now = this.#clock.now();
    const jobs = this.store
      .dueFrames(now)
      .map(({ execution, id }) => this.run(execution, (turn) => wake(turn, id)));
    const late = this.store
      .sql("SELECT arn FROM execution WHERE status = 'RUNNING' AND deadline <= ?")
      .all(now);
    for (const { arn } of late) jobs.push(this.run(String(arn), outOfTime));
    await Promise.allSettled(jobs);
    this.#waking = false;
    this.#armed = Infinity;
    if (this.#closed) return;
    purge(this.store, this.#clock.now());
    this.#arm();
  }
}

async function wake(turn: Turn, id: string): Promise<void> {
  const frame = turn.frame(id);
  if (turn.execution.status !== 'RUNNING' || frame === undefined || (frame.wake ?? Infinity) > turn.now)
    return;
  if (frame.phase === 'task') await expire(turn, frame);
  else await advance(turn, frame);
}

function outOfTime(turn: Turn): void {
  const { status, deadline } = turn.execution;
  if (status === 'RUNNING' && deadline <= turn.now) turn.end({ status: 'TIMED_OUT' });
}
