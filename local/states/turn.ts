import { flowAt } from './definition.ts';
import type { Flow, State } from './definition.ts';
import { HistoryFull, StatesFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import { byteSize } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { LIMITS } from './limits.ts';
import type { Query } from './query.ts';
import type { Execution, HistoryEvent, Status, Store } from './store.ts';

/** How an execution ends. */
export interface Ending {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

const END_EVENTS: Readonly<Record<Ending['status'], string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** One step of one execution: reads through to the store, collects every change, commits them in one transaction. */
export class Turn {
  readonly now: number;
  readonly store: Store;
  readonly query: Query;
  readonly flow: Flow;
  /** Frames whose task must be called once the step is durable. */
  readonly calls: string[] = [];
  readonly #frames = new Map<string, Frame | undefined>();
  readonly #writes: (() => void)[] = [];
  readonly #events: HistoryEvent[] = [];
  #execution: Execution;

  constructor(store: Store, query: Query, execution: Execution, now: number) {
    this.store = store;
    this.query = query;
    this.now = now;
    this.flow = store.flow(execution.definition);
    this.#execution = execution;
  }

  get execution(): Execution {
    return this.#execution;
  }

  /** Frames this step has left behind. */
  get changed(): readonly Frame[] {
    return [...this.#frames.values()].filter((frame) => frame !== undefined);
  }

  /** Events of this step, in order. */
  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  frame(id: string): Frame | undefined {
    return this.#frames.has(id) ? this.#frames.get(id) : this.store.frames('id', id)[0];
  }

  parent(frame: Frame): Frame | undefined {
    return frame.parent === undefined ? undefined : this.frame(frame.parent);
  }

  /** The frame's current state in the definition of its execution. */
  state(frame: Frame): State {
    const state = flowAt(this.flow, frame.path).States[frame.state];
    if (state === undefined) throw new RangeError('no such state');
    return state;
  }

  put(frame: Frame): Frame {
    this.#frames.set(frame.id, frame);
    return frame;
  }

  /** Forgets a frame and everything below it. */
  drop(id: string): void {
    this.dropChildren(id);
    this.#frames.set(id, undefined);
  }

  dropChildren(id: string): void {
    for (const child of this.children(id)) this.drop(child.id);
    this.#writes.push(() => void this.store.sql('DELETE FROM slot WHERE frame = ?').run(id));
  }

  children(id: string): Frame[] {
    const known = this.store.frames('parent', id).filter((frame) => !this.#frames.has(frame.id));
    return [...known, ...this.changed.filter((frame) => frame.parent === id)];
  }

  /** Keeps the items of a Map or the output of a branch with the rest of the step. */
  write(change: (store: Store) => void): void {
    this.#writes.push(() => change(this.store));
  }

  /** Adds an event after the frame's latest one and returns the frame at that event; throws `HistoryFull`. */
  event(frame: Frame, type: string, details: JsonObject = {}): Frame {
    const event = this.#append(frame.event, type, details, LIMITS.events - 1);
    return { ...frame, event };
  }

  /** Ends the execution; its frames stay for a redrive unless it succeeded. */
  end(ending: Ending, previous = this.#execution.events): void {
    const { status, error = null, cause = null } = ending;
    const output = ending.output === undefined ? null : JSON.stringify(ending.output);
    const details = {
      ...(output === null ? {} : { output }),
      ...(error === null ? {} : { error }),
      ...(cause === null ? {} : { cause }),
    };
    this.#append(previous, END_EVENTS[status], details, LIMITS.events);
    this.#execution = { ...this.#execution, status, output, error, cause, stopped: this.now };
  }

  /** Starts a closed execution again (redrive). */
  reopen(): void {
    this.#append(
      this.#execution.events,
      'ExecutionRedriven',
      { redriveCount: this.#execution.redrives + 1 },
      LIMITS.events - 1,
    );
    this.#execution = {
      ...this.#execution,
      status: 'RUNNING',
      error: null,
      cause: null,
      stopped: null,
      deadline: this.now + LIMITS.execution,
      redrives: this.#execution.redrives + 1,
      redriven: this.now,
    };
  }

  /** Evaluates a field of the frame's state against `$states` and the variables in scope. */
  async evaluate(
    frame: Frame,
    template: Json,
    field: string,
    more: JsonObject = {},
    item?: JsonObject,
  ): Promise<Json> {
    const states = {
      input: frame.input,
      context: this.#context(frame, item ?? this.#mapItem(frame)),
      ...more,
    };
    return this.query.evaluate(template, { states, variables: this.#variables(frame), now: this.now }, field);
  }

  commit(): void {
    if (this.#writes.length + this.#frames.size + this.#events.length === 0) return;
    this.store.transaction(() => {
      for (const write of this.#writes) write();
      for (const [id, frame] of this.#frames) {
        if (frame === undefined) this.store.dropFrame(id);
        else this.store.putFrame(frame);
      }
      for (const event of this.#events) this.store.putEvent(this.#execution.arn, event);
      this.store.putExecution(this.#execution);
      if (this.#execution.status !== 'RUNNING') this.#rest();
    });
  }

  #rest(): void {
    const { arn, status } = this.#execution;
    if (status === 'SUCCEEDED') {
      for (const frame of this.store.frames('execution', arn)) this.store.dropFrame(frame.id);
    } else {
      this.store
        .sql('UPDATE frame SET wake = NULL, token = NULL, awaits = NULL WHERE execution = ?')
        .run(arn);
    }
  }

  #append(previous: number, type: string, details: JsonObject, last: number): number {
    const id = this.#execution.events + 1;
    if (id > last) throw new HistoryFull();
    this.#events.push({ id, previous, time: this.now, type, details: JSON.stringify(details) });
    this.#execution = { ...this.#execution, events: id };
    return id;
  }

  #variables(frame: Frame): JsonObject {
    const parent = this.parent(frame);
    return parent === undefined ? frame.variables : { ...this.#variables(parent), ...frame.variables };
  }

  #context(frame: Frame, item: JsonObject | undefined): JsonObject {
    const { arn, name, input, machine, role, started, redrives, redriven } = this.#execution;
    return {
      Execution: {
        Id: arn,
        Name: name,
        Input: JSON.parse(input) as Json,
        RoleArn: role,
        StartTime: new Date(started).toISOString(),
        RedriveCount: redrives,
        ...(redriven === null ? {} : { RedriveTime: new Date(redriven).toISOString() }),
      },
      StateMachine: { Id: machine, Name: machine.slice(machine.lastIndexOf(':') + 1) },
      State: {
        Name: frame.state,
        EnteredTime: new Date(frame.entered).toISOString(),
        RetryCount: frame.retries.reduce((sum, used) => sum + used, 0),
      },
      ...(frame.token === undefined ? {} : { Task: { Token: frame.token } }),
      ...(item === undefined ? {} : { Map: { Item: item } }),
    };
  }

  /** The item of the nearest enclosing Map. */
  #mapItem(frame: Frame): JsonObject | undefined {
    const parent = this.parent(frame);
    if (parent === undefined) return undefined;
    if (frame.iteration !== true) return this.#mapItem(parent);
    return { Index: frame.position, Value: this.store.item(parent.id, frame.position) ?? null };
  }
}

/** Throws `States.DataLimitExceeded` for a payload above 256 KiB. */
export function bounded(value: Json, what: string): Json {
  if (byteSize(value) <= LIMITS.payload) return value;
  const cause = `The ${what} has a size exceeding the maximum number of bytes service limit.`;
  throw new StatesFailure('States.DataLimitExceeded', cause);
}
