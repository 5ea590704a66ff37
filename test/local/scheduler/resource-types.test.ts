import { afterEach, beforeEach, expect, it } from 'vitest';
import { createScheduler } from '../../../local/scheduler/scheduler.ts';
import type { Scheduler } from '../../../local/scheduler/scheduler.ts';
import type { AppliedResource } from '../../../local/front/service.ts';
import { testWorld } from '../states/wire.ts';
import type { TestWorld } from '../states/wire.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:work';
const ROLE = 'arn:aws:iam::000000000000:role/schedule';
const HOUR = 3_600_000;

let world: TestWorld;
let scheduler: Scheduler;
let delivered: { arn: string; input: string; role: string | undefined }[];
beforeEach(() => {
  world = testWorld();
  delivered = [];
  scheduler = createScheduler(world, {
    deliver: async (arn, input, role) => void delivered.push({ arn, input, role }),
  });
  scheduler.resume();
});
afterEach(async () => {
  await scheduler.close?.();
  world.remove();
});

async function apply(
  type: string,
  properties: Record<string, unknown>,
  logicalId = 'Thing',
): Promise<AppliedResource | undefined> {
  const found = scheduler.resourceTypes.find((candidate) => candidate.type === type);
  return found?.apply({ stack: 'stack', logicalId, defaultName: `stack-${logicalId}`, properties });
}

const count = (): number => delivered.length;
const RULE = { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'T', Arn: FUNCTION }] };

it('a scheduled rule delivers the event of EventBridge to its targets', async () => {
  const applied = await apply('AWS::Events::Rule', RULE);
  expect(applied).toEqual({
    ref: 'stack-Thing',
    attributes: { Arn: 'arn:aws:events:eu-central-1:000000000000:rule/stack-Thing' },
  });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
  expect(delivered[0]).toMatchObject({ arn: FUNCTION, role: undefined });
  expect(JSON.parse(delivered[0]?.input ?? '')).toMatchObject({
    source: 'aws.events',
    resources: [applied?.attributes['Arn']],
    detail: {},
  });
});

it('the same declaration again does not push the next firing away; a changed one counts anew', async () => {
  await apply('AWS::Events::Rule', RULE);
  world.clock.advance(HOUR / 2);
  await apply('AWS::Events::Rule', RULE);
  world.clock.advance(HOUR / 2);
  await expect.poll(count).toBe(1);
  await apply('AWS::Events::Rule', { ...RULE, State: 'DISABLED' });
  world.clock.advance(10 * HOUR);
  await expect.poll(count).toBe(1);
});

it('a renamed rule replaces the old one', async () => {
  await apply('AWS::Events::Rule', { ...RULE, Name: 'old' });
  await apply('AWS::Events::Rule', { ...RULE, Name: 'new' });
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
});

it('what a new template no longer declares fires no more', async () => {
  await apply('AWS::Events::Rule', RULE, 'Kept');
  await apply('AWS::Events::Rule', RULE, 'Gone');
  scheduler.retain('other', []);
  scheduler.retain('stack', ['Kept']);
  world.clock.advance(HOUR);
  await expect.poll(count).toBe(1);
  expect(delivered[0]?.input).toContain('rule/stack-Kept');
});

it('a schedule lives in its group, which must be there', async () => {
  const properties = {
    GroupName: 'team',
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: FUNCTION, RoleArn: ROLE },
  };
  await expect(apply('AWS::Scheduler::Schedule', properties)).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await apply('AWS::Scheduler::ScheduleGroup', { Name: 'team' });
  const applied = await apply('AWS::Scheduler::Schedule', properties);
  expect(applied?.attributes['Arn']).toBe(
    'arn:aws:scheduler:eu-central-1:000000000000:schedule/team/stack-Thing',
  );
  world.clock.advance(24 * HOUR);
  await expect.poll(count).toBe(1);
});

it.each([
  ['an event pattern', { EventPattern: { source: ['x'] } }],
  ['an input transformer', { ...RULE, Targets: [{ Id: 'T', Arn: FUNCTION, InputTransformer: {} }] }],
  ['a one-time expression', { ...RULE, ScheduleExpression: 'at(2030-01-01T00:00:00)' }],
  ['another target', { ...RULE, Targets: [{ Id: 'T', Arn: 'arn:aws:sns:eu-central-1:000000000000:topic' }] }],
])('a rule with %s is refused', async (_what, properties) => {
  await expect(apply('AWS::Events::Rule', properties)).rejects.toMatchObject({ code: 'ValidationException' });
});
