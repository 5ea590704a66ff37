import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createScheduler } from '../../../local/scheduler/scheduler.ts';
import type { Scheduler } from '../../../local/scheduler/scheduler.ts';
import { CALLER, CREDENTIALS, serve, testWorld } from '../states/wire.ts';
import type { TestWorld } from '../states/wire.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:work';
const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:flow';
const ROLE = 'arn:aws:iam::000000000000:role/schedule';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: TestWorld;
let scheduler: Scheduler;
let front: Awaited<ReturnType<typeof serve>>;
let client: SchedulerClient;
let delivered: { arn: string; input: string; role: string | undefined }[];
let failures: number;

async function open(): Promise<void> {
  scheduler = createScheduler(world, {
    async deliver(arn, input, role) {
      delivered.push({ arn, input, role });
      if (failures-- > 0) throw new Error('unreachable');
    },
  });
  front = await serve(scheduler);
  client = new SchedulerClient({
    endpoint: front.endpoint,
    region: 'eu-central-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
}

async function close(): Promise<void> {
  client.destroy();
  await front.close();
  await scheduler.close?.();
}

beforeEach(async () => {
  world = testWorld();
  delivered = [];
  failures = 0;
  await open();
  scheduler.resume();
});
afterEach(async () => {
  await close();
  world.remove();
});

function schedule(more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput {
  return {
    Name: 'daily',
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{"a":1}' },
    ...more,
  };
}

const create = (more?: Partial<CreateScheduleCommandInput>): Promise<unknown> =>
  client.send(new CreateScheduleCommand(schedule(more)));
const atText = (ahead: number): string =>
  `at(${new Date(world.clock.now() + ahead).toISOString().slice(0, 19)})`;
const count = (): number => delivered.length;

it('a recurring schedule delivers each time virtual time reaches it', async () => {
  await create();
  world.clock.advance(59 * MINUTE);
  await expect.poll(count).toBe(0);
  world.clock.advance(MINUTE);
  await expect.poll(count).toBe(1);
  expect(delivered[0]).toEqual({ arn: FUNCTION, input: '{"a":1}', role: ROLE });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(2);
});

it('after a jump over many firings it fires once, then on time again', async () => {
  await create();
  world.clock.advance(10 * HOUR + 30 * MINUTE);
  await expect.poll(count).toBe(1);
  world.clock.advance(29 * MINUTE);
  await expect.poll(count).toBe(1);
  world.clock.advance(MINUTE);
  await expect.poll(count).toBe(2);
});

it('a one-time schedule fires once and, when asked to, deletes itself', async () => {
  await create({ Name: 'kept', ScheduleExpression: atText(HOUR) });
  await create({ Name: 'gone', ScheduleExpression: atText(HOUR), ActionAfterCompletion: 'DELETE' });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(2);
  const names = async (): Promise<(string | undefined)[]> =>
    ((await client.send(new ListSchedulesCommand())).Schedules ?? []).map(({ Name }) => Name);
  await expect.poll(names).toEqual(['kept']);
  world.clock.advance(100 * HOUR);
  await expect.poll(count).toBe(2);
});

it('a one-time schedule in the past is refused', async () => {
  await expect(create({ ScheduleExpression: 'at(2020-01-01T00:00:00)' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

it('context attributes in the input are filled in; without input the default event comes', async () => {
  await create({
    Target: {
      Arn: MACHINE,
      RoleArn: ROLE,
      Input: '{"id":"<aws.scheduler.schedule-arn>","n":"<aws.scheduler.attempt-number>"}',
    },
  });
  await create({ Name: 'plain', Target: { Arn: FUNCTION, RoleArn: ROLE } });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(2);
  const inputs = delivered.map(({ input }) => JSON.parse(input) as object);
  const arn = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/daily';
  expect(inputs).toContainEqual({ id: arn, n: '1' });
  expect(inputs).toContainEqual(
    expect.objectContaining({ source: 'aws.scheduler', 'detail-type': 'Scheduled Event' }),
  );
});

it('a failed delivery is retried with growing delays until the attempts are used up', async () => {
  failures = 99;
  await create({
    Target: { Arn: FUNCTION, RoleArn: ROLE, RetryPolicy: { MaximumRetryAttempts: 2 } },
    ScheduleExpression: atText(HOUR),
    ActionAfterCompletion: 'DELETE',
  });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
  world.clock.advance(1000);
  await expect.poll(count).toBe(2);
  world.clock.advance(2000);
  await expect.poll(count).toBe(3);
  world.clock.advance(100 * HOUR);
  await expect.poll(async () => (await client.send(new ListSchedulesCommand())).Schedules).toEqual([]);
  expect(count()).toBe(3);
});

it('what was due while nothing ran, or was being delivered, is delivered after a restart', async () => {
  await create();
  await create({ Name: 'stuck', ScheduleExpression: atText(MINUTE) });
  failures = 1;
  world.clock.advance(MINUTE);
  await expect.poll(count).toBe(1);
  await close();
  world.clock.advance(5 * HOUR);
  await open();
  await client.send(new GetScheduleCommand({ Name: 'daily' }));
  expect(count()).toBe(1);
  scheduler.resume();
  await expect.poll(count).toBe(3);
});

it('a disabled schedule does not fire; an update replaces it', async () => {
  await create({ State: 'DISABLED' });
  world.clock.advance(2 * HOUR);
  await expect.poll(count).toBe(0);
  await client.send(
    new UpdateScheduleCommand(schedule({ State: 'ENABLED', Target: { Arn: MACHINE, RoleArn: ROLE } })),
  );
  expect(await client.send(new GetScheduleCommand({ Name: 'daily' }))).toMatchObject({
    State: 'ENABLED',
    Target: { Arn: MACHINE },
  });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
  await client.send(new DeleteScheduleCommand({ Name: 'daily' }));
  world.clock.advance(5 * HOUR);
  await expect.poll(count).toBe(1);
  await expect(client.send(new GetScheduleCommand({ Name: 'daily' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('start and end bound the firings', async () => {
  const now = world.clock.now();
  await create({
    StartDate: new Date(now + 10 * HOUR),
    EndDate: new Date(now + 12 * HOUR),
    ScheduleExpression: 'rate(1 hour)',
  });
  world.clock.advance(10 * HOUR);
  await expect.poll(count).toBe(0);
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
  world.clock.advance(HOUR);
  await client.send(new GetScheduleCommand({ Name: 'daily' }));
  expect(count()).toBe(1);
});

it('creating asks for the action on the schedule and for iam:PassRole on its role', async () => {
  await create();
  const resource = 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/daily';
  expect(world.asked).toEqual([
    { action: 'scheduler:CreateSchedule', resource, by: CALLER.arn },
    {
      action: 'iam:PassRole',
      resource: ROLE,
      context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
      by: CALLER.arn,
    },
  ]);
  world.denied.add('iam:PassRole');
  await expect(create({ Name: 'other' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(client.send(new GetScheduleCommand({ Name: 'other' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('a name is taken, unless the client token says it is the same call', async () => {
  await create({ ClientToken: 'one' });
  await expect(create({ ClientToken: 'one' })).resolves.toMatchObject({
    ScheduleArn: expect.stringContaining('/daily'),
  });
  await expect(create({ ClientToken: 'two' })).rejects.toMatchObject({ name: 'ConflictException' });
});

it.each([
  ['an unknown group', { GroupName: 'none' }, 'ResourceNotFoundException'],
  ['a malformed expression', { ScheduleExpression: 'rate(1 hours)' }, 'ValidationException'],
  ['an unknown zone', { ScheduleExpressionTimezone: 'Mars/Base' }, 'ValidationException'],
  [
    'a target that is not emulated',
    { Target: { Arn: 'arn:aws:sqs:eu-central-1:000000000000:q', RoleArn: ROLE } },
    'ValidationException',
  ],
  [
    'a dead-letter queue',
    { Target: { Arn: FUNCTION, RoleArn: ROLE, DeadLetterConfig: { Arn: 'arn:aws:sqs:x' } } },
    'ValidationException',
  ],
  [
    'more than 185 retries',
    { Target: { Arn: FUNCTION, RoleArn: ROLE, RetryPolicy: { MaximumRetryAttempts: 186 } } },
    'ValidationException',
  ],
  ['a customer key', { KmsKeyArn: 'arn:aws:kms:x' }, 'ValidationException'],
])('%s is refused', async (_what, more, name) => {
  await expect(create(more)).rejects.toMatchObject({ name });
});

it('lists are paged and filtered; other operations are refused', async () => {
  for (const Name of ['a1', 'a2', 'b1']) await create({ Name });
  const first = await client.send(new ListSchedulesCommand({ MaxResults: 2 }));
  const second = await client.send(
    new ListSchedulesCommand({ MaxResults: 2, NextToken: first.NextToken ?? '' }),
  );
  expect([...(first.Schedules ?? []), ...(second.Schedules ?? [])].map(({ Name }) => Name)).toEqual([
    'a1',
    'a2',
    'b1',
  ]);
  const filtered = await client.send(new ListSchedulesCommand({ NamePrefix: 'a', State: 'ENABLED' }));
  expect(filtered.Schedules?.length).toBe(2);
  await expect(client.send(new ListScheduleGroupsCommand())).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});
