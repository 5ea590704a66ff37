import type { FlowPath } from './definition.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * Runnable: `ready` (enter the state), `spawn` (start branches), `join` (all branches are in).
 * Waiting: `task`, `sleep`, `retry`, `children`. At rest: `failed`, after an error nobody caught.
 */
export type Phase = 'ready' | 'spawn' | 'join' | 'task' | 'sleep' | 'retry' | 'children' | 'failed';

/** Phases that the engine continues by itself. */
export const RUNNABLE: ReadonlySet<Phase> = new Set<Phase>(['ready', 'spawn', 'join']);

/** The one call of a Task state that is under way. */
export interface TaskCall {
  /** Distinguishes this attempt from earlier ones whose answers come too late. */
  readonly attempt: string;
  readonly arguments: Json;
  /** Virtual time at which the task times out. */
  readonly deadline?: number;
  /** Milliseconds between two heartbeats. */
  readonly heartbeat?: number;
  /** True once the service has accepted a task that is answered later. */
  readonly submitted?: boolean;
}

/** One thread of an execution: its main flow, a branch of a Parallel, an iteration of a Map. */
export interface Frame {
  readonly id: string;
  readonly execution: string;
  readonly parent?: string;
  /** Place among the parent's branches or iterations. */
  readonly position: number;
  readonly path: FlowPath;
  readonly state: string;
  readonly input: Json;
  /** Variables assigned in this scope; enclosing scopes are looked up in the parents. */
  readonly variables: JsonObject;
  readonly phase: Phase;
  /** Virtual time at which the state was entered. */
  readonly entered: number;
  /** Attempts used, by retrier. */
  readonly retries: readonly number[];
  /** Id of this thread's latest event. */
  readonly event: number;
  /** Virtual time of the next timer. */
  readonly wake?: number;
  readonly token?: string;
  /** ARN of the execution whose end this task waits for. */
  readonly awaits?: string;
  readonly call?: TaskCall;
  /** True for iterations of a Map. */
  readonly iteration?: boolean;
  readonly children?: {
    readonly total: number;
    readonly next: number;
    readonly done: number;
    readonly limit: number;
  };
}

/** A frame at the start of a state. */
export function entering(frame: Frame, state: string, input: Json): Frame {
  const { id, execution, parent, position, path, variables, event, iteration } = frame;
  return {
    id,
    execution,
    ...(parent === undefined ? {} : { parent }),
    ...(iteration === undefined ? {} : { iteration }),
    position,
    path,
    variables,
    event,
    state,
    input,
    phase: 'ready',
    entered: 0,
    retries: [],
  };
}
