import type { Json, JsonObject } from './json.ts';

/** The types of states. */
export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Map' | 'Parallel' | 'Succeed' | 'Fail';

/** States that run in sequence: a whole definition, a branch of Parallel, the processor of Map. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  /** Seconds after which the whole execution times out (definition only). */
  readonly TimeoutSeconds?: number;
}

/** When a failed state is tried again, and how long it waits before; intervals are seconds. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'NONE' | 'FULL';
}

/** Where an execution goes on after an error. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

/** One branch of a Choice. */
export interface Rule {
  readonly Condition: Json;
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

/** One state after the check: which fields may be there depends on `Type` (see `state-fields.ts`). */
export interface State {
  readonly Type: StateType;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
  readonly Arguments?: Json;
  readonly Resource?: string;
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Seconds?: Json;
  readonly Timestamp?: Json;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemProcessor?: Flow;
  readonly MaxConcurrency?: Json;
  readonly Branches?: readonly Flow[];
  readonly Error?: Json;
  readonly Cause?: Json;
}

/** Where a flow stands in a definition: the names of the enclosing states, each with its branch (-1 for Map). */
export type FlowPath = readonly (readonly [state: string, branch: number])[];

/** The flow at a path; throws a RangeError for a path that the definition does not have. */
export function flowAt(definition: Flow, path: FlowPath): Flow {
  let flow: Flow | undefined = definition;
  for (const [name, branch] of path) {
    const state: State | undefined = flow?.States[name];
    flow = branch < 0 ? state?.ItemProcessor : state?.Branches?.[branch];
  }
  if (flow === undefined) throw new RangeError('no such flow');
  return flow;
}
