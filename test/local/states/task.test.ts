import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/front/service.ts';
import type { Principal } from '../../../local/front/service.ts';
import type { Invocation } from '../../../local/states/tasks.ts';
import { bench, machine, ROLE } from './bench.ts';
import type { Bench } from './bench.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:work';

let box: Bench;
let calls: { arn: string; payload: unknown; principal: Principal }[];
let work: (payload: unknown, count: number) => Promise<Invocation> | Invocation;
let sdk: (service: string, action: string, input: unknown, principal: Principal) => unknown;

beforeEach(async () => {
  calls = [];
  work = (payload) => ({ payload });
  sdk = () => ({});
  box = await bench({
    async invokeFunction(arn, payload, principal) {
      calls.push({ arn, payload, principal });
      return work(payload, calls.length);
    },
    async call(service, action, input, principal) {
      return sdk(service, action, input, principal);
    },
  });
});
afterEach(async () => {
  await box.close();
  box.world.remove();
});

const output = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

function task(more: object = {}, resource = INVOKE): object {
  return {
    Type: 'Task',
    Resource: resource,
    Arguments: { FunctionName: FUNCTION, Payload: '{% $states.input %}' },
    End: true,
    ...more,
  };
}

const callback = (more: object = {}): object =>
  task(
    {
      Arguments: { FunctionName: FUNCTION, Payload: { token: '{% $states.context.Task.Token %}' } },
      ...more,
    },
    `${INVOKE}.waitForTaskToken`,
  );

const tokenOf = (index = 0): string =>
  String((calls[index]?.payload as { token?: string } | undefined)?.token);

describe('lambda:invoke', () => {
  it('invokes as the role of the state machine and answers in the shape of the integration', async () => {
    const done = await box.run(machine({ Call: task() }), { a: 1 });
    expect(calls).toEqual([
      { arn: FUNCTION, payload: { a: 1 }, principal: { kind: 'role', arn: ROLE, roleArn: ROLE, tags: {} } },
    ]);
    expect(output(done.output)).toEqual({ ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 });
  });

  it('makes an ARN of a function name', async () => {
    await box.run(machine({ Call: task({ Arguments: { FunctionName: 'work' } }) }));
    expect(calls[0]).toMatchObject({ arn: FUNCTION, payload: {} });
  });

  it('refuses invocation types and arguments that are not emulated', async () => {
    const event = await box.run(
      machine({ Call: task({ Arguments: { FunctionName: 'work', InvocationType: 'Event' } }) }),
    );
    expect(event).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const context = await box.run(
      machine({ Call: task({ Arguments: { FunctionName: 'work', ClientContext: 'x' } }) }),
    );
    expect(context).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(calls).toEqual([]);
  });

  it('names function errors by their type and service errors by Lambda.*', async () => {
    work = () => ({ payload: null, functionError: { errorType: 'TenantGone', errorMessage: 'no' } });
    const failed = await box.run(machine({ Call: task() }));
    expect(failed).toMatchObject({
      status: 'FAILED',
      error: 'TenantGone',
      cause: '{"errorMessage":"no","errorType":"TenantGone"}',
    });
    work = () => Promise.reject(new AwsError('TooManyRequestsException', 'slow down', 429));
    expect(await box.run(machine({ Call: task() }))).toMatchObject({
      error: 'Lambda.TooManyRequestsException',
    });
    work = () => Promise.reject(new AwsError('AccessDeniedException', 'not authorized', 403));
    expect(await box.run(machine({ Call: task() }))).toMatchObject({ error: 'Lambda.AWSLambdaException' });
  });

  it('fails with States.DataLimitExceeded above 256 KiB, which States.ALL does not catch', async () => {
    work = () => ({ payload: 'x'.repeat(262_000) });
    expect(await box.run(machine({ Call: task() }))).toMatchObject({ status: 'SUCCEEDED' });
    work = () => ({ payload: 'x'.repeat(262_144) });
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    const done = await box.run(machine({ Call: task(caught), Caught: { Type: 'Succeed' } }));
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('Retry and Catch', () => {
  const failing = (errorType: string, times: number): void => {
    work = (_payload, count) =>
      count <= times
        ? { payload: null, functionError: { errorType, errorMessage: 'm' } }
        : { payload: count };
  };

  it('retries after interval, backoff and greatest delay on the virtual clock', async () => {
    failing('Busy', 3);
    const Retry = [
      { ErrorEquals: ['Busy'], IntervalSeconds: 100, BackoffRate: 3, MaxDelaySeconds: 200, MaxAttempts: 3 },
    ];
    const started = box.world.clock.now();
    const arn = await box.start(await box.declare(machine({ Call: task({ Retry }) })));
    for (const [index, wait] of [100_000, 200_000, 200_000].entries()) {
      await box.seen(arn, 'TaskFailed', index + 1);
      box.world.clock.advance(wait - 1000);
      expect(calls.length).toBe(index + 1);
      box.world.clock.advance(1000);
    }
    const done = await box.ended(arn);
    expect(output(done.output)).toMatchObject({ Payload: 4 });
    expect(box.world.clock.now() - started).toBeGreaterThanOrEqual(500_000);
  });

  it('hands the error to Catch once the attempts are used up', async () => {
    failing('Busy', 9);
    const more = {
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0, MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['Other'], Next: 'Never' },
        {
          ErrorEquals: ['States.TaskFailed'],
          Next: 'Caught',
          Assign: { why: '{% $states.errorOutput.Error %}' },
          Output: { in: '{% $states.input %}' },
        },
      ],
    };
    const done = await box.run(
      machine({
        Call: task(more),
        Never: { Type: 'Fail' },
        Caught: { Type: 'Pass', Output: { why: '{% $why %}', got: '{% $states.input %}' }, End: true },
      }),
      { a: 1 },
    );
    expect(calls.length).toBe(2);
    expect(output(done.output)).toEqual({ why: 'Busy', got: { in: { a: 1 } } });
  });

  it('a failing Output counts as an error of the Task; by default Catch passes error and cause on', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const done = await box.run(
      machine({ Call: task({ Output: '{% $states.result.none %}', Catch }), Caught: { Type: 'Succeed' } }),
    );
    expect(output(done.output)).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  it('an error no Catch names fails the execution, States.Runtime whatever Catch says', async () => {
    failing('Odd', 9);
    const Catch = [{ ErrorEquals: ['Even'], Next: 'Caught' }];
    expect(await box.run(machine({ Call: task({ Catch }), Caught: { Type: 'Succeed' } }))).toMatchObject({
      error: 'Odd',
    });
    const all = { Arguments: { FunctionName: 1 }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    expect(await box.run(machine({ Call: task(all), Caught: { Type: 'Succeed' } }))).toMatchObject({
      error: 'States.Runtime',
    });
  });
});

describe('timeouts and task tokens', () => {
  it('TimeoutSeconds ends a task with States.Timeout, not with States.TaskFailed; its late answer counts for nothing', async () => {
    let release: (value: Invocation) => void = () => undefined;
    work = () => new Promise((resolve) => (release = resolve));
    const Catch = [
      { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
      { ErrorEquals: ['States.Timeout'], Next: 'Late' },
    ];
    const arn = await box.start(
      await box.declare(
        machine({
          Call: task({ TimeoutSeconds: 60, Catch }),
          Wrong: { Type: 'Fail' },
          Late: { Type: 'Wait', Seconds: 5, End: true },
        }),
      ),
    );
    await box.seen(arn, 'TaskStarted');
    box.world.clock.advance(60_000);
    await box.seen(arn, 'WaitStateEntered');
    release({ payload: 'late' });
    box.world.clock.advance(5_000);
    const done = await box.ended(arn);
    expect(output(done.output)).toMatchObject({ Error: 'States.Timeout' });
    expect(done.history.some(({ type }) => type === 'TaskSucceeded')).toBe(false);
  });

  it('waits for the token, takes it once, and authorises SendTask* on the state machine', async () => {
    const arn = await box.declare(machine({ Call: callback() }));
    const execution = await box.start(arn);
    await box.seen(execution, 'TaskSubmitted');
    await box.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(), output: '{"done":true}' }));
    expect(output((await box.ended(execution)).output)).toEqual({ done: true });
    expect(box.world.asked).toContainEqual(
      expect.objectContaining({ action: 'states:SendTaskSuccess', resource: arn }),
    );
    const again = box.client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(), output: '{}' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('refuses malformed tokens and outputs, and callers without the permission', async () => {
    const execution = await box.start(await box.declare(machine({ Call: callback() })));
    await box.seen(execution, 'TaskSubmitted');
    const send = (taskToken: string, text: string): Promise<unknown> =>
      box.client.send(new SendTaskSuccessCommand({ taskToken, output: text }));
    await expect(send('nonsense', '{}')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(tokenOf(), '{broken')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await expect(send(tokenOf(), JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    box.world.denied.add('states:SendTaskSuccess');
    await expect(send(tokenOf(), '{}')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await box.history(execution)).some(({ type }) => type === 'TaskSucceeded')).toBe(false);
  });

  it('SendTaskFailure fails the task with its error', async () => {
    const execution = await box.start(await box.declare(machine({ Call: callback() })));
    await box.seen(execution, 'TaskSubmitted');
    await box.client.send(
      new SendTaskFailureCommand({ taskToken: tokenOf(), error: 'Refused', cause: 'no' }),
    );
    expect(await box.ended(execution)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  });

  it('heartbeats keep a task alive; a missing one is States.HeartbeatTimeout', async () => {
    const execution = await box.start(
      await box.declare(machine({ Call: callback({ HeartbeatSeconds: 30 }) })),
    );
    await box.seen(execution, 'TaskSubmitted');
    for (let beat = 0; beat < 3; beat++) {
      box.world.clock.advance(20_000);
      await box.client.send(new SendTaskHeartbeatCommand({ taskToken: tokenOf() }));
    }
    box.world.clock.advance(30_000);
    expect(await box.ended(execution)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });
});

describe('other services', () => {
  it('aws-sdk integrations call the service as the role and return its answer', async () => {
    sdk = (...given) => ({ Given: given });
    const done = await box.run(
      machine({ Call: task({ Arguments: { TableName: 't' } }, 'arn:aws:states:::aws-sdk:dynamodb:getItem') }),
    );
    expect(output(done.output)).toMatchObject({
      Given: ['dynamodb', 'getItem', { TableName: 't' }, { roleArn: ROLE }],
    });
  });

  it('errors of aws-sdk integrations carry the service and the exception', async () => {
    sdk = () => {
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    const done = await box.run(
      machine({ Call: task({ Arguments: {} }, 'arn:aws:states:::aws-sdk:dynamodb:putItem') }),
    );
    expect(done).toMatchObject({ error: 'DynamoDb.ConditionalCheckFailedException' });
  });

  const child = machine({
    Work: { Type: 'Wait', Seconds: 10, Next: 'Say' },
    Say: { Type: 'Pass', Output: { said: '{% $states.input.text %}' }, End: true },
  });

  it('states:startExecution starts another machine with the permission of the role, and goes on', async () => {
    const target = await box.declare(child, 'child');
    const start = task(
      { Arguments: { StateMachineArn: target, Input: { text: 'hi' }, Name: 'one' } },
      'arn:aws:states:::states:startExecution',
    );
    const done = await box.run(machine({ Start: start }));
    expect(done.status).toBe('SUCCEEDED');
    expect(output(done.output)).toMatchObject({
      ExecutionArn: target.replace('stateMachine', 'execution') + ':one',
    });
    expect(box.world.asked).toContainEqual({ action: 'states:StartExecution', resource: target, by: ROLE });
  });

  it('.sync:2 waits for the end and parses the output; a failed child is States.TaskFailed', async () => {
    const target = await box.declare(child, 'child');
    const start = (text: unknown): object =>
      machine({
        Start: task(
          { Arguments: { StateMachineArn: target, Input: { text } } },
          'arn:aws:states:::states:startExecution.sync:2',
        ),
      });
    const good = await box.start(await box.declare(start('hi')));
    await box.seen(good, 'TaskSubmitted');
    box.world.clock.advance(10_000);
    expect(output((await box.ended(good)).output)).toMatchObject({
      Status: 'SUCCEEDED',
      Output: { said: 'hi' },
    });
    const failing = await box.declare(machine({ No: { Type: 'Fail', Error: 'Mine' } }), 'failing');
    const bad = await box.run(
      machine({
        Start: task(
          { Arguments: { StateMachineArn: failing } },
          'arn:aws:states:::states:startExecution.sync:2',
        ),
      }),
    );
    expect(bad).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(output(bad.cause)).toMatchObject({ Status: 'FAILED', Error: 'Mine' });
  });
});
