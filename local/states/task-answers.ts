import { StatesFailure } from './failure.ts';
import { fail, settle } from './flow.ts';
import type { Frame } from './frame.ts';
import type { Json, JsonObject } from './json.ts';
import { parseResource } from './resource.ts';
import type { Turn } from './turn.ts';

function named(turn: Turn, frame: Frame): JsonObject {
  const resource = parseResource(turn.state(frame).Resource ?? null);
  return { resourceType: resource?.type ?? '', resource: resource?.name ?? '' };
}

/** The task at this attempt, or `undefined` when it is over: its late answer counts for nothing. */
export function pending(turn: Turn, id: string, attempt: string | undefined): Frame | undefined {
  const frame = turn.frame(id);
  const alive =
    turn.execution.status === 'RUNNING' && frame?.phase === 'task' && frame.call?.attempt === attempt;
  return alive ? frame : undefined;
}

/** The task has a result: from the function, the service, `SendTaskSuccess` or the awaited execution. */
export async function answer(turn: Turn, frame: Frame, result: Json): Promise<void> {
  const done = turn.event(frame, 'TaskSucceeded', { ...named(turn, frame), output: JSON.stringify(result) });
  await settle(turn, done, result);
}

/** The task has failed. */
export async function refuse(turn: Turn, frame: Frame, failure: StatesFailure): Promise<void> {
  const { error, cause } = failure;
  await fail(turn, turn.event(frame, 'TaskFailed', { ...named(turn, frame), error, cause }), failure);
}

/** The service has taken the task and will be heard of later, by token or by the end of an execution. */
export function submit(turn: Turn, frame: Frame, output: Json, awaits?: string): void {
  const taken = turn.event(frame, 'TaskSubmitted', { ...named(turn, frame), output: JSON.stringify(output) });
  const call = frame.call === undefined ? {} : { call: { ...frame.call, submitted: true } };
  turn.put({ ...taken, ...call, ...(awaits === undefined ? {} : { awaits }) });
}

/** The task's time is over, or its heartbeat is missing. */
export async function expire(turn: Turn, frame: Frame): Promise<void> {
  const late = (frame.call?.deadline ?? Infinity) <= turn.now;
  const error = late ? 'States.Timeout' : 'States.HeartbeatTimeout';
  const timedOut = turn.event(frame, 'TaskTimedOut', { ...named(turn, frame), error });
  await fail(turn, timedOut, new StatesFailure(error));
}
