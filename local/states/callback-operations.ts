import { AwsError } from '../front/service.ts';
import type { Operation, StatesContext } from './context.ts';
import { StatesFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import { parseJson } from './json.ts';
import { LIMITS } from './limits.ts';
import type { Request } from './request.ts';
import { alarmed, machineOfToken } from './steps.ts';
import { answer, pending, refuse } from './task-answers.ts';
import type { Turn } from './turn.ts';

/** The token names its state machine, which is what `states:SendTask*` is authorised on. */
function tokenMachine(_context: StatesContext, request: Request): string {
  const machine = machineOfToken(request.text('taskToken'));
  if (machine === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return machine;
}

function timedOut(): AwsError {
  return new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

/** Runs a step on the task of a token; a token counts once. */
async function withTask(
  context: StatesContext,
  token: string,
  step: (turn: Turn, frame: Frame) => Promise<void> | void,
): Promise<object> {
  const [known] = context.store.frames('token', token);
  if (known === undefined) throw timedOut();
  await context.engine.run(known.execution, async (turn) => {
    const frame = pending(turn, known.id, known.call?.attempt);
    if (frame?.token !== token) throw timedOut();
    await step(turn, frame);
  });
  return {};
}

/** What the workers of `.waitForTaskToken` tasks report. */
export const CALLBACK_OPERATIONS: Readonly<Record<string, Operation>> = {
  SendTaskSuccess: {
    action: 'states:SendTaskSuccess',
    resource: tokenMachine,
    run(context, request) {
      const output = request.text('output');
      request.finish();
      const result = Buffer.byteLength(output) <= LIMITS.payload ? parseJson(output) : undefined;
      if (result === undefined) throw new AwsError('InvalidOutput', 'Invalid Output: no JSON, or too long');
      return withTask(context, request.text('taskToken'), (turn, frame) => answer(turn, frame, result));
    },
  },
  SendTaskFailure: {
    action: 'states:SendTaskFailure',
    resource: tokenMachine,
    run(context, request) {
      const { error = 'States.TaskFailed', cause = '' } = {
        error: request.optionalText('error'),
        cause: request.optionalText('cause'),
      };
      request.finish();
      return withTask(context, request.text('taskToken'), (turn, frame) =>
        refuse(turn, frame, new StatesFailure(error, cause)),
      );
    },
  },
  SendTaskHeartbeat: {
    action: 'states:SendTaskHeartbeat',
    resource: tokenMachine,
    run(context, request) {
      request.finish();
      return withTask(
        context,
        request.text('taskToken'),
        (turn, frame) => void turn.put(alarmed(frame, turn.now)),
      );
    },
  },
};
