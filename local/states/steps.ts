import { randomBytes, randomUUID } from 'node:crypto';
import type { State, StateType } from './definition.ts';
import { StatesFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Json, JsonObject } from './json.ts';
import { parseResource } from './resource.ts';
import { bounded } from './turn.ts';
import type { Turn } from './turn.ts';

/** What entering a state leads to: it is done with a result, it leaves along a rule, or it waits. */
export type Outcome =
  | { readonly kind: 'done'; readonly frame: Frame; readonly result?: Json }
  | { readonly kind: 'leave'; readonly frame: Frame; readonly by: Branching; readonly next: string }
  | { readonly kind: 'parked' };

/** The `Assign` and `Output` that count when a state leaves. */
export interface Branching {
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

type Step = (turn: Turn, frame: Frame, state: State) => Promise<Outcome>;

const PARKED: Outcome = { kind: 'parked' };

/** What each state does once it is entered; throws `StatesFailure` for the state's `Retry` and `Catch`. */
export const STEPS: Readonly<Record<StateType, Step>> = {
  Pass: async (_turn, frame) => ({ kind: 'done', frame }),
  Succeed: async (_turn, frame) => ({ kind: 'done', frame }),
  Fail: fail,
  Choice: choose,
  Wait: wait,
  Task: call,
  Map: iterate,
  Parallel: branch,
};

async function fail(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const error = await turn.evaluate(frame, state.Error ?? '', 'Error');
  const cause = await turn.evaluate(frame, state.Cause ?? '', 'Cause');
  throw new StatesFailure(asText(error, 'Error'), asText(cause, 'Cause'));
}

async function choose(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const field = `Choices[${index}]/Condition`;
    const holds = await turn.evaluate(frame, rule.Condition, field);
    if (typeof holds !== 'boolean') throw wrongType(field, 'a boolean');
    if (holds) return { kind: 'leave', frame, by: rule, next: rule.Next };
  }
  if (state.Default === undefined)
    throw new StatesFailure('States.NoChoiceMatched', 'No choice rule matched.');
  return { kind: 'leave', frame, by: state, next: state.Default };
}

async function wait(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  turn.put({ ...frame, phase: 'sleep', wake: await wakeTime(turn, frame, state) });
  return PARKED;
}

async function wakeTime(turn: Turn, frame: Frame, state: State): Promise<number> {
  if (state.Seconds !== undefined)
    return turn.now + 1000 * (await seconds(turn, frame, state.Seconds, 'Seconds', 0));
  const text = await turn.evaluate(frame, state.Timestamp ?? null, 'Timestamp');
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const time = typeof text === 'string' && shape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw wrongType('Timestamp', 'an RFC 3339 time');
  return time;
}

/** Durations are whole seconds, at most 99,999,999 (Amazon States Language). */
async function seconds(
  turn: Turn,
  frame: Frame,
  template: Json,
  field: string,
  least: number,
): Promise<number> {
  const value = await turn.evaluate(frame, template, field);
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 99_999_999;
  if (!fits) throw wrongType(field, 'a whole number of seconds');
  return value;
}

async function call(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const resource = parseResource(state.Resource ?? null);
  if (resource === undefined) throw new StatesFailure('States.Runtime', 'This Resource is not emulated.');
  const machine = turn.execution.machine;
  const token = resource.pattern === 'callback' ? { token: taskToken(machine) } : {};
  const ready = { ...frame, ...token };
  const given = bounded(await turn.evaluate(ready, state.Arguments ?? frame.input, 'Arguments'), 'Arguments');
  const timeout = await optionalSeconds(turn, ready, state.TimeoutSeconds, 'TimeoutSeconds');
  const heartbeat = await optionalSeconds(turn, ready, state.HeartbeatSeconds, 'HeartbeatSeconds');
  const limits = {
    ...(timeout === undefined ? {} : { deadline: turn.now + timeout * 1000 }),
    ...(heartbeat === undefined ? {} : { heartbeat: heartbeat * 1000 }),
  };
  const named = { resourceType: resource.type, resource: resource.name };
  const details = {
    ...named,
    region: machine.split(':')[3] ?? '',
    parameters: JSON.stringify(given),
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
  const scheduled = turn.event(turn.event(ready, 'TaskScheduled', details), 'TaskStarted', named);
  const attempt = { attempt: randomUUID(), arguments: given, ...limits };
  turn.put(alarmed({ ...scheduled, phase: 'task', call: attempt }, turn.now));
  turn.calls.push(frame.id);
  return PARKED;
}

async function optionalSeconds(
  turn: Turn,
  frame: Frame,
  template: Json | undefined,
  field: string,
): Promise<number | undefined> {
  return template === undefined ? undefined : seconds(turn, frame, template, field, 1);
}

/** The frame with its timer set to the task's timeout or next missing heartbeat, whichever comes first. */
export function alarmed(frame: Frame, now: number): Frame {
  const { deadline = Infinity, heartbeat = Infinity } = frame.call ?? {};
  const wake = Math.min(deadline, now + heartbeat);
  return wake === Infinity ? frame : { ...frame, wake };
}

/** Opaque to callers; it names the state machine, so that `SendTask*` can be authorised before the token is looked up. */
function taskToken(machine: string): string {
  return Buffer.from(`${machine} ${randomBytes(48).toString('base64url')}`).toString('base64url');
}

/** The state machine that a token names, or `undefined` for a text that is no token. */
export function machineOfToken(token: string): string | undefined {
  const match = /^(arn:[\w-]+:states:\S+) [\w-]{64}$/.exec(Buffer.from(token, 'base64url').toString());
  return match?.[1];
}

async function iterate(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const items = state.Items === undefined ? frame.input : await turn.evaluate(frame, state.Items, 'Items');
  if (!Array.isArray(items)) throw wrongType('Items', 'an array');
  const wanted =
    state.MaxConcurrency === undefined
      ? 0
      : await turn.evaluate(frame, state.MaxConcurrency, 'MaxConcurrency');
  if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 0)
    throw wrongType('MaxConcurrency', 'a whole number');
  const list = items as readonly Json[];
  turn.write((store) => list.forEach((item, position) => store.putItem(frame.id, position, item)));
  return start(turn, turn.event(frame, 'MapStateStarted', { length: list.length }), list.length, wanted);
}

async function branch(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const given =
    state.Arguments === undefined ? undefined : await turn.evaluate(frame, state.Arguments, 'Arguments');
  const total = state.Branches?.length ?? 0;
  if (given !== undefined) turn.write((store) => store.putItem(frame.id, 0, bounded(given, 'Arguments')));
  return start(turn, turn.event(frame, 'ParallelStateStarted'), total, total);
}

function start(turn: Turn, frame: Frame, total: number, limit: number): Outcome {
  turn.put({ ...frame, phase: total === 0 ? 'join' : 'spawn', children: { total, next: 0, done: 0, limit } });
  return PARKED;
}

function asText(value: Json, field: string): string {
  if (typeof value !== 'string') throw wrongType(field, 'a text');
  return value;
}

function wrongType(field: string, wanted: string): StatesFailure {
  return new StatesFailure('States.QueryEvaluationError', `The field '${field}' must be ${wanted}.`, field);
}
