import { createHash, randomUUID } from 'node:crypto';
import type { Retrier, State } from './definition.ts';
import { covers, StatesFailure } from './failure.ts';
import { entering } from './frame.ts';
import type { Frame, Phase } from './frame.ts';
import type { Json, JsonObject } from './json.ts';
import { LIMITS } from './limits.ts';
import { STEPS } from './steps.ts';
import type { Branching, Outcome } from './steps.ts';
import { bounded } from './turn.ts';
import type { Turn } from './turn.ts';

type Perform = (turn: Turn, frame: Frame, state: State) => Promise<Outcome>;

/** How the engine goes on from each phase; phases without a row only move when something arrives. */
const PERFORM: Readonly<Partial<Record<Phase, Perform>>> = {
  ready: enter,
  retry: (turn, frame, state) => STEPS[state.Type](turn, turn.put(awake(frame)), state),
  sleep: async (_turn, frame) => ({ kind: 'done', frame: awake(frame) }),
  spawn,
  join: async (turn, frame, state) => {
    const joined = turn.event(frame, `${state.Type}StateSucceeded`);
    return { kind: 'done', frame: joined, result: bounded(turn.store.outputs(frame.id), 'result') };
  },
};

/** Takes one step of a thread: from its phase to the next point where it waits, ends or is durable again. */
export async function advance(turn: Turn, frame: Frame): Promise<void> {
  const perform = PERFORM[frame.phase];
  if (perform === undefined) return;
  let current = frame;
  try {
    const outcome = await perform(turn, frame, turn.state(frame));
    current = outcome.kind === 'parked' ? frame : outcome.frame;
    if (outcome.kind === 'done') await finish(turn, outcome.frame, outcome.result);
    if (outcome.kind === 'leave') await leave(turn, outcome.frame, outcome.by, frame.input, {}, outcome.next);
  } catch (problem) {
    if (!(problem instanceof StatesFailure)) throw problem;
    const known = turn.frame(frame.id) ?? current;
    await fail(turn, known.event > current.event ? known : current, problem);
  }
}

/** Ends a state with a result: the service's answer, or the outputs of all branches. */
export async function finish(turn: Turn, frame: Frame, result?: Json): Promise<void> {
  const state = turn.state(frame);
  const more: JsonObject = result === undefined ? {} : { result: bounded(result, 'result') };
  await leave(turn, frame, state, result ?? frame.input, more, state.Next);
}

/** Ends a state with a result that came from outside; its failures count as the state's own. */
export async function settle(turn: Turn, frame: Frame, result: Json): Promise<void> {
  try {
    await finish(turn, frame, result);
  } catch (problem) {
    if (!(problem instanceof StatesFailure)) throw problem;
    await fail(turn, frame, problem);
  }
}

async function enter(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const details = { name: frame.state, input: JSON.stringify(frame.input) };
  const entered = turn.event({ ...frame, entered: turn.now }, `${state.Type}StateEntered`, details);
  turn.put(entered);
  bounded(frame.input, 'input');
  return STEPS[state.Type](turn, entered, state);
}

/** `Assign` and `Output` both see the variables as they were before (JSONata in Step Functions). */
async function leave(
  turn: Turn,
  frame: Frame,
  by: Branching,
  plain: Json,
  more: JsonObject,
  next?: string,
): Promise<void> {
  const assigned = by.Assign === undefined ? {} : await turn.evaluate(frame, by.Assign, 'Assign', more);
  const output = by.Output === undefined ? plain : await turn.evaluate(frame, by.Output, 'Output', more);
  bounded(output, 'output');
  bounded(assigned, 'assigned variables');
  const names = Object.entries(assigned as JsonObject).map(([name, value]) => [name, JSON.stringify(value)]);
  const exited = turn.event(frame, `${turn.state(frame).Type}StateExited`, {
    name: frame.state,
    output: JSON.stringify(output),
    ...(names.length === 0 ? {} : { assignedVariables: Object.fromEntries(names) as JsonObject }),
  });
  if (frame.children !== undefined) turn.dropChildren(frame.id);
  const moved = { ...exited, variables: { ...frame.variables, ...(assigned as JsonObject) } };
  if (next === undefined) complete(turn, moved, output);
  else turn.put(entering(moved, next, output));
}

function complete(turn: Turn, frame: Frame, output: Json): void {
  const parent = turn.parent(frame);
  if (parent?.children === undefined) return turn.end({ status: 'SUCCEEDED', output }, frame.event);
  const done =
    frame.iteration === true ? turn.event(frame, 'MapIterationSucceeded', placeOf(parent, frame)) : frame;
  const children = { ...parent.children, done: parent.children.done + 1 };
  turn.write((store) => store.putOutput(parent.id, frame.position, output));
  turn.drop(frame.id);
  const phase =
    children.done === children.total ? 'join' : children.next < children.total ? 'spawn' : 'children';
  turn.put({ ...parent, event: done.event, children, phase });
}

/** Starts as many branches or iterations as may run at the same time. */
async function spawn(turn: Turn, frame: Frame, state: State): Promise<Outcome> {
  const { total, next, done, limit } = frame.children ?? { total: 0, next: 0, done: 0, limit: 0 };
  const room = Math.min(
    limit === 0 ? Infinity : limit,
    state.Type === 'Map' ? LIMITS.inlineConcurrency : Infinity,
  );
  const last = Math.min(total, done + room);
  for (let position = next; position < last; position++) {
    const flow = state.ItemProcessor ?? state.Branches?.[position];
    if (flow === undefined) throw new RangeError('no such branch');
    const given = turn.store.item(frame.id, state.Type === 'Map' ? position : 0);
    const input =
      state.ItemSelector === undefined
        ? (given ?? frame.input)
        : await select(turn, frame, state.ItemSelector, position, given ?? null);
    const branch: Frame = {
      id: randomUUID(),
      execution: frame.execution,
      parent: frame.id,
      position,
      path: [...frame.path, [frame.state, state.Type === 'Map' ? -1 : position]],
      state: flow.StartAt,
      input,
      variables: {},
      phase: 'ready',
      entered: 0,
      retries: [],
      event: frame.event,
      ...(state.Type === 'Map' ? { iteration: true } : {}),
    };
    turn.put(
      state.Type === 'Map' ? turn.event(branch, 'MapIterationStarted', placeOf(frame, branch)) : branch,
    );
  }
  turn.put({ ...frame, phase: 'children', children: { total, next: Math.max(next, last), done, limit } });
  return { kind: 'parked' };
}

function select(turn: Turn, frame: Frame, selector: Json, position: number, item: Json): Promise<Json> {
  return turn.evaluate(frame, selector, 'ItemSelector', {}, { Index: position, Value: item });
}

function placeOf(parent: Frame, child: Frame): JsonObject {
  return { name: parent.state, index: child.position };
}

function awake(frame: Frame): Frame {
  const { wake: _wake, ...rest } = frame;
  return rest;
}

/** Hands an error to the state's `Retry`, then its `Catch`, then to the enclosing state, then to the execution. */
export async function fail(turn: Turn, frame: Frame, failure: StatesFailure): Promise<void> {
  let current = frame;
  let problem = failure;
  if (problem.location !== undefined) {
    const { error, cause, location } = problem;
    current = turn.event(current, 'EvaluationFailed', { error, cause, location, state: current.state });
  }
  for (;;) {
    const state = turn.state(current);
    if (state.Type === 'Map' || state.Type === 'Parallel')
      current = turn.event(current, `${state.Type}StateFailed`);
    const retried = retry(turn, current, state, problem);
    if (retried) return;
    const outcome = await handle(turn, current, state, problem);
    if (outcome === 'caught') return;
    problem = outcome;
    const { wake: _wake, token: _token, awaits: _awaits, ...rest } = current;
    turn.put({ ...rest, phase: 'failed' });
    const parent = turn.parent(current);
    if (parent === undefined) {
      turn.end({ status: 'FAILED', error: problem.error, cause: problem.cause }, current.event);
      return;
    }
    if (current.iteration === true)
      current = turn.event(current, 'MapIterationFailed', placeOf(parent, current));
    current = { ...parent, event: current.event };
  }
}

async function handle(
  turn: Turn,
  frame: Frame,
  state: State,
  failure: StatesFailure,
): Promise<'caught' | StatesFailure> {
  const catcher = (state.Catch ?? []).find(({ ErrorEquals }) => covers(ErrorEquals, failure.error));
  if (catcher === undefined) return failure;
  const errorOutput = { Error: failure.error, Cause: failure.cause };
  try {
    await leave(turn, frame, catcher, errorOutput, { errorOutput }, catcher.Next);
    return 'caught';
  } catch (problem) {
    if (problem instanceof StatesFailure) return problem;
    throw problem;
  }
}

function retry(turn: Turn, frame: Frame, state: State, failure: StatesFailure): boolean {
  const index = (state.Retry ?? []).findIndex(({ ErrorEquals }) => covers(ErrorEquals, failure.error));
  const retrier = state.Retry?.[index];
  const used = frame.retries[index] ?? 0;
  if (retrier === undefined || used >= (retrier.MaxAttempts ?? 3)) return false;
  turn.dropChildren(frame.id);
  const retries = Array.from(
    { length: Math.max(frame.retries.length, index + 1) },
    (_, at) => (frame.retries[at] ?? 0) + Number(at === index),
  );
  const { token: _token, awaits: _awaits, call: _call, children: _children, ...rest } = frame;
  turn.put({
    ...rest,
    phase: 'retry',
    retries,
    wake: turn.now + delay(retrier, used, `${frame.id}${frame.event}`),
  });
  return true;
}

/** Milliseconds before the next attempt; full jitter is drawn from the frame, so that a test sees the same again. */
function delay(retrier: Retrier, used: number, seed: string): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
  const full = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds) * 1000;
  if (JitterStrategy !== 'FULL') return full;
  return full * (createHash('sha256').update(seed).digest().readUInt32BE(0) / 2 ** 32);
}
