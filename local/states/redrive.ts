import { AwsError } from '../front/service.ts';
import { entering } from './frame.ts';
import type { Frame } from './frame.ts';
import { LIMITS } from './limits.ts';
import type { Execution } from './store.ts';
import type { Turn } from './turn.ts';

const CLOSED_BADLY = ['FAILED', 'ABORTED', 'TIMED_OUT'];

/** Why an execution cannot be redriven, or `undefined` when it can. */
export function redrivable(execution: Execution, now: number): string | undefined {
  const { status, stopped, events } = execution;
  if (!CLOSED_BADLY.includes(status)) return `Execution is ${status} and cannot be redriven`;
  if (stopped === null || now - stopped > LIMITS.redrive)
    return 'Execution has exceeded the redrivable period of 14 days';
  return events >= LIMITS.events - 2 ? 'Execution history event limit exceeded' : undefined;
}

/**
 * Starts a failed, aborted or timed-out execution again at the states that did not succeed, with their inputs and
 * variables and fresh retry attempts; branches and iterations that had succeeded keep their results.
 */
export function redrive(turn: Turn): void {
  const reason = redrivable(turn.execution, turn.now);
  if (reason !== undefined) throw new AwsError('ExecutionNotRedrivable', reason);
  turn.reopen();
  const frames = turn.store.frames('execution', turn.execution.arn);
  const parents = new Set(frames.map((frame) => frame.parent));
  for (const frame of frames) turn.put(again(frame, parents.has(frame.id)));
}

function again(frame: Frame, hasChildren: boolean): Frame {
  if (!hasChildren || frame.children === undefined) return entering(frame, frame.state, frame.input);
  return { ...frame, phase: 'spawn', retries: [] };
}
