import { FAILED_STEP } from '../../shared/kernel/workflow.ts';

/** Calls of one execution before the work goes on in a new one: ten events each stay far below the 25,000 allowed. */
export const TURNS = 200;

/** What a loop calls: one function, and others for the steps that are theirs. */
export interface Loop {
  readonly comment: string;
  /** ARN of the function that does the work. */
  readonly function: string;
  /** ARNs of other functions by the step that they do. */
  readonly steps?: Readonly<Record<string, string>>;
  /** `arn:<partition>`, in which the integrations of the service are named. */
  readonly arn: string;
}

const patience = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 6,
  JitterStrategy: 'FULL',
};

/** A call that found no room has not begun: it waits for minutes, at random times, since others wait as well. */
const room = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 30,
  MaxAttempts: 30,
  JitterStrategy: 'FULL',
};

function functionName({ function: usual, steps = {} }: Loop): string {
  const rows = Object.entries(steps);
  if (rows.length === 0) return usual;
  return `{% ${rows.map(([step, arn]) => `$event.step = '${step}' ? '${arn}' : `).join('')}'${usual}' %}`;
}

/**
 * The one shape of every workflow: call the function with the event, do as it answers (shared/kernel/workflow.ts), and
 * go on in a new execution after `TURNS` calls. A call that fails for good is reported to the function once, as step
 * `failed`, so that the work it stands for never stays open. Amazon States Language in JSONata.
 */
export function loopWorkflow(loop: Loop): Record<string, unknown> {
  const invoke = {
    Type: 'Task',
    Resource: `${loop.arn}:states:::lambda:invoke`,
    Arguments: { FunctionName: functionName(loop), Payload: '{% $event %}' },
    Retry: [room, patience],
  };
  return {
    Comment: loop.comment,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: { event: "{% $merge([{'turn': 0}, $states.input]) %}", calls: 0 },
        Next: 'Work',
      },
      Work: {
        ...invoke,
        Assign: {
          calls: '{% $calls + 1 %}',
          event: "{% $merge([$event, $states.result.Payload.carry, {'turn': $event.turn + 1}]) %}",
          next: '{% $states.result.Payload.next %}',
          seconds: '{% $exists($states.result.Payload.seconds) ? $states.result.Payload.seconds : 1 %}',
        },
        Output: {},
        Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: 'GiveUp' }],
        Next: 'Decide',
      },
      Decide: {
        Type: 'Choice',
        Choices: [
          { Condition: "{% $next = 'done' %}", Next: 'Done' },
          { Condition: `{% $next in ['again', 'wait'] and $calls >= ${TURNS} %}`, Next: 'Continue' },
          { Condition: "{% $next = 'again' %}", Next: 'Work' },
          { Condition: "{% $next = 'wait' %}", Next: 'Pause' },
        ],
        Default: 'Failed',
      },
      Pause: { Type: 'Wait', Seconds: '{% $seconds %}', Next: 'Work' },
      Continue: {
        Type: 'Task',
        Resource: `${loop.arn}:states:::states:startExecution`,
        Arguments: {
          StateMachineArn: '{% $states.context.StateMachine.Id %}',
          // The same name for the same turn, so that a repeated start starts nothing twice.
          Name: "{% $substringBefore($states.context.Execution.Name, '_') & '_' & $string($event.turn) %}",
          Input: '{% $event %}',
        },
        Output: {},
        Retry: [patience],
        Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: 'GiveUp' }],
        Next: 'Done',
      },
      GiveUp: {
        Type: 'Pass',
        Assign: { event: `{% $merge([$event, {'failedStep': $event.step, 'step': '${FAILED_STEP}'}]) %}` },
        Next: 'Report',
      },
      Report: {
        ...invoke,
        Output: {},
        Catch: [{ ErrorEquals: ['States.ALL'], Output: {}, Next: 'Failed' }],
        Next: 'Failed',
      },
      Failed: { Type: 'Fail', Error: 'Workflow.Failed', Cause: 'The work was marked as failed' },
      Done: { Type: 'Succeed', Output: {} },
    },
  };
}
