import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AwsError } from '../../../local/front/service.ts';
import { bench, machine, ROLE } from './bench.ts';
import type { Bench } from './bench.ts';
import { CALLER } from './wire.ts';

let box: Bench;
let keys: { by: string; key: string; action: string; context: object }[];
let closedKey: boolean;
let fails: boolean;
let lines: string[];
beforeEach(async () => {
  keys = [];
  closedKey = false;
  fails = false;
  lines = [];
  box = await bench({
    invokeFunction: async (_arn, payload) =>
      fails ? { payload: null, functionError: { errorType: 'Down', errorMessage: '' } } : { payload },
    logs: {
      exists: (group) => group === '/states/log',
      write: (group, stream, line) => void lines.push(`${group} ${stream} ${line}`),
    },
    kms(principal, key, action, context) {
      if (closedKey) throw new AwsError('KmsAccessDeniedException', 'not authorized');
      keys.push({ by: principal.arn, key, action, context });
    },
  });
});
afterEach(async () => {
  await box.close();
  box.world.remove();
});

const PASS = machine({ One: { Type: 'Pass', End: true } });
const WAIT = machine({ One: { Type: 'Wait', Seconds: 1000, End: true } });

it('a name with the same input is the same running execution; with another input, or once closed, it is taken', async () => {
  const arn = await box.declare(WAIT);
  const first = await box.start(arn, { a: 1 }, 'same');
  expect(await box.start(arn, { a: 1 }, 'same')).toBe(first);
  await expect(box.start(arn, { a: 2 }, 'same')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  await box.client.send(new StopExecutionCommand({ executionArn: first }));
  await expect(box.start(arn, { a: 1 }, 'same')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

it('execution names have at most 80 permitted characters', async () => {
  const arn = await box.declare(PASS);
  expect(await box.start(arn, {}, 'x'.repeat(80))).toContain('x'.repeat(80));
  for (const name of ['x'.repeat(81), 'a b', 'a:b', 'a/b']) {
    await expect(box.start(arn, {}, name)).rejects.toMatchObject({ name: 'InvalidName' });
  }
});

it('input is JSON of at most 256 KiB', async () => {
  const arn = await box.declare(PASS);
  await expect(box.ended(await box.start(arn, 'x'.repeat(262_142)))).resolves.toMatchObject({
    status: 'SUCCEEDED',
  });
  await expect(box.start(arn, 'x'.repeat(262_143))).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  const broken = box.client.send(
    new StartExecutionCommand({ stateMachineArn: arn, input: '{"mail": "a@example.org"' }),
  );
  await expect(broken).rejects.toMatchObject({
    name: 'InvalidExecutionInput',
    message: expect.not.stringContaining('example'),
  });
});

it('each operation is authorised on the ARN that AWS names, before anything happens', async () => {
  const stateMachineArn = await box.declare(WAIT);
  box.world.denied.add('states:StartExecution');
  await expect(box.start(stateMachineArn)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  box.world.denied.clear();
  const executionArn = await box.start(stateMachineArn);
  await box.seen(executionArn, 'WaitStateEntered');
  box.world.asked.length = 0;
  await box.client.send(new DescribeExecutionCommand({ executionArn }));
  await box.client.send(new GetExecutionHistoryCommand({ executionArn }));
  await box.client.send(new ListExecutionsCommand({ stateMachineArn }));
  await box.client.send(new ListStateMachinesCommand());
  box.world.denied.add('states:StopExecution');
  const stop = box.client.send(new StopExecutionCommand({ executionArn }));
  await expect(stop).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const by = CALLER.arn;
  expect(box.world.asked).toEqual([
    { action: 'states:DescribeExecution', resource: executionArn, by },
    { action: 'states:GetExecutionHistory', resource: executionArn, by },
    { action: 'states:ListExecutions', resource: stateMachineArn, by },
    { action: 'states:ListStateMachines', resource: '*', by },
    { action: 'states:StopExecution', resource: executionArn, by },
  ]);
  expect((await box.client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
});

it('StopExecution aborts with error and cause; a wait under way no longer counts', async () => {
  const executionArn = await box.start(await box.declare(WAIT));
  await box.seen(executionArn, 'WaitStateEntered');
  await box.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'asked' }));
  box.world.clock.advance(2_000_000);
  expect(await box.ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'asked' });
});

it('TimeoutSeconds of the definition ends the execution as TIMED_OUT', async () => {
  const executionArn = await box.start(await box.declare({ ...WAIT, TimeoutSeconds: 60 }));
  await box.seen(executionArn, 'WaitStateEntered');
  box.world.clock.advance(59_000);
  expect((await box.client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
  box.world.clock.advance(1_000);
  expect(await box.ended(executionArn)).toMatchObject({ status: 'TIMED_OUT' });
});

it('lists are paged, newest first, and filtered by status', async () => {
  const stateMachineArn = await box.declare(WAIT);
  for (const name of ['a', 'b', 'c']) {
    await box.start(stateMachineArn, {}, name);
    box.world.clock.advance(1000);
  }
  const first = await box.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
  const second = await box.client.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken: first.nextToken ?? '' }),
  );
  expect([...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name)).toEqual([
    'c',
    'b',
    'a',
  ]);
  expect(second.nextToken).toBeUndefined();
  const filter = box.client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }));
  expect((await filter).executions).toEqual([]);
  const bad = box.client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'made-up' }));
  await expect(bad).rejects.toMatchObject({ name: 'InvalidToken' });
});

it('the history is paged both ways and can be read without data', async () => {
  const executionArn = await box.start(await box.declare(PASS), { secret: 'x' });
  await box.ended(executionArn);
  const ids: (number | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await box.client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 3,
        reverseOrder: true,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    ids.push(...(page.events ?? []).map(({ id }) => id));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  expect(ids).toEqual([4, 3, 2, 1]);
  const bare = await box.client.send(
    new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
  );
  expect(JSON.stringify(bare.events)).not.toContain('secret');
  expect(JSON.stringify(await box.history(executionArn))).toContain('secret');
});

it('the 25,000th event of an execution is its failure', async () => {
  const loop = machine({
    Wait: { Type: 'Wait', Seconds: 60, Next: 'Again' },
    Again: { Type: 'Pass', Next: 'Again' },
  });
  const executionArn = await box.start(await box.declare(loop));
  await box.seen(executionArn, 'WaitStateEntered');
  const file = new DatabaseSync(join(box.world.stateDir, 'states', 'executions.sqlite'));
  file.prepare('UPDATE execution SET events = 24900').run();
  file.close();
  box.world.clock.advance(60_000);
  expect(await box.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    redriveStatus: 'NOT_REDRIVABLE',
  });
  const last = await box.client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
  );
  expect(last.events?.map(({ id, type }) => [id, type])).toEqual([
    [25_000, 'ExecutionFailed'],
    [24_999, 'PassStateExited'],
  ]);
});

it('a redrive starts the failed iteration again and keeps what had succeeded', async () => {
  const Each = {
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Call' }],
          Default: 'Plain',
        },
        Plain: { Type: 'Pass', End: true },
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
    },
    End: true,
  };
  fails = true;
  const executionArn = await box.start(await box.declare(machine({ Each })), [1, 2, 3]);
  expect(await box.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'Down',
    redriveStatus: 'REDRIVABLE',
  });
  fails = false;
  await box.client.send(new RedriveExecutionCommand({ executionArn }));
  const done = await box.ended(executionArn);
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]', redriveCount: 1 });
  expect(done.history.filter(({ type }) => type === 'MapIterationStarted').length).toBe(3);
  const again = box.client.send(new RedriveExecutionCommand({ executionArn }));
  await expect(again).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

it('nothing is redriven more than 14 days after its end', async () => {
  fails = true;
  const executionArn = await box.start(await box.declare(machine({ No: { Type: 'Fail', Error: 'E' } })));
  await box.ended(executionArn);
  box.world.clock.advance(15 * 86_400_000);
  const late = box.client.send(new RedriveExecutionCommand({ executionArn }));
  await expect(late).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

it('describes state machines and the definition of an execution', async () => {
  const LoggingConfiguration = { Level: 'OFF', IncludeExecutionData: false };
  const stateMachineArn = await box.declare(PASS, 'machine', { LoggingConfiguration });
  const executionArn = await box.start(stateMachineArn);
  await box.declare(WAIT);
  const now = await box.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(now).toMatchObject({
    name: 'machine',
    roleArn: ROLE,
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: JSON.stringify(WAIT),
  });
  const then = await box.client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(then.definition).toBe(JSON.stringify(PASS));
  expect(
    (await box.client.send(new ListStateMachinesCommand())).stateMachines?.map(({ name }) => name),
  ).toEqual(['machine']);
});

it('an encrypted state machine needs the key for its role and for whoever starts or reads', async () => {
  const EncryptionConfiguration = { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'key-1' };
  const stateMachineArn = await box.declare(PASS, 'machine', { EncryptionConfiguration });
  const executionArn = await box.start(stateMachineArn);
  await box.ended(executionArn);
  const context = {
    'kms:EncryptionContext:aws:states:stateMachineArn': stateMachineArn,
    'kms:ViaService': 'states.eu-central-1.amazonaws.com',
  };
  expect(keys).toContainEqual({ by: ROLE, key: 'key-1', action: 'kms:GenerateDataKey', context });
  expect(keys).toContainEqual({ by: CALLER.arn, key: 'key-1', action: 'kms:Decrypt', context });
  closedKey = true;
  await expect(box.start(stateMachineArn)).rejects.toMatchObject({ name: 'KmsAccessDeniedException' });
  await expect(box.history(executionArn)).rejects.toMatchObject({ name: 'KmsAccessDeniedException' });
});

it('a LoggingConfiguration writes events to its group, with data only where it says so', async () => {
  const group = 'arn:aws:logs:eu-central-1:000000000000:log-group:/states/log:*';
  const Destinations = [{ CloudWatchLogsLogGroup: { LogGroupArn: group } }];
  const logged = async (more: object): Promise<string[]> => {
    lines.length = 0;
    const arn = await box.declare(PASS, 'machine', { LoggingConfiguration: { Destinations, ...more } });
    await box.ended(await box.start(arn, { mail: 'a@example.org' }));
    return lines;
  };
  const bare = await logged({ Level: 'ALL', IncludeExecutionData: false });
  expect(bare.length).toBe(4);
  expect(bare.join('')).not.toContain('example.org');
  expect(bare[0]).toMatch(
    /^\/states\/log states\/machine\/\d{4}-\d\d-\d\d-\d\d-00\/[0-9a-f]{8} .*ExecutionStarted/,
  );
  expect((await logged({ Level: 'ALL', IncludeExecutionData: true })).join('')).toContain('example.org');
  expect(await logged({ Level: 'ERROR' })).toEqual([]);
  expect(await logged({ Level: 'OFF' })).toEqual([]);
});

it('what does not exist, and what is not emulated, is refused by name', async () => {
  const stateMachineArn = 'arn:aws:states:eu-central-1:000000000000:stateMachine:none';
  await expect(box.start(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  const executionArn = 'arn:aws:states:eu-central-1:000000000000:execution:none:one';
  await expect(box.history(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  await expect(box.history('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' });
  const test = box.client.send(new ListActivitiesCommand());
  await expect(test).rejects.toMatchObject({ name: 'UnknownOperationException' });
  const filter = new ListExecutionsCommand({
    stateMachineArn: await box.declare(PASS),
    redriveFilter: 'REDRIVEN',
  });
  await expect(box.client.send(filter)).rejects.toMatchObject({ name: 'ValidationException' });
});
