import { AwsError } from '../front/service.ts';
import type { Call, World } from '../front/service.ts';
import { parseExpression } from './expression.ts';
import { upcoming } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import { invalid, parseSchedule } from './schedule-input.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** What the operations work with. */
export interface SchedulerContext {
  readonly world: World;
  readonly store: ScheduleStore;
  /** Called after every change. */
  readonly changed: () => void;
}

function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} does not exist.`, 404, {
    Message: `${what} does not exist.`,
  });
}

/** The action on a schedule, and that the caller may hand its target the role it runs with. */
function authorize(
  { world }: SchedulerContext,
  call: Call,
  action: string,
  group: string,
  name: string,
  role?: string,
): void {
  const { partition, region, account } = world.place;
  const resource = `arn:${partition}:scheduler:${region}:${account}:schedule/${group}/${name}`;
  const pass =
    role === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: role,
            context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
          },
        ];
  world.authorize(call.principal, [{ action: `scheduler:${action}`, resource }, ...pass]);
}

function bodyOf(call: Call): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(call.body.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Readonly<Record<string, unknown>>;
  } catch {
    // Falls through: the parser's message would quote the body.
  }
  throw invalid('request body');
}

function groupIn(body: Readonly<Record<string, unknown>>): string {
  const group = body['GroupName'] ?? 'default';
  if (typeof group !== 'string' || !/^[\w.-]{1,64}$/.test(group)) throw invalid('GroupName');
  return group;
}

function existing({ store }: SchedulerContext, group: string, name: string): Schedule {
  const schedule = store.get('schedule', group, name);
  if (schedule === undefined) throw notFound(`Schedule ${name}`);
  return schedule;
}

/** CreateSchedule: a one-time schedule in the past is refused, the same client token gives the same schedule. */
export function createSchedule(context: SchedulerContext, call: Call, name: string): object {
  const { world, store } = context;
  const body = bodyOf(call);
  const group = groupIn(body);
  const now = world.clock.now();
  const schedule = parseSchedule('schedule', body, { place: world.place, now, name, group });
  authorize(context, call, 'CreateSchedule', group, name, schedule.targets[0]?.RoleArn);
  if (!store.hasGroup(group)) throw notFound(`Schedule group ${group}`);
  const known = store.get('schedule', group, name);
  if (known !== undefined && (known.token === undefined || known.token !== schedule.token)) {
    throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409, {
      Message: `Schedule ${name} already exists.`,
    });
  }
  const next = upcoming(schedule, now);
  const once = parseExpression(schedule.expression, schedule.zone)?.kind === 'at';
  if (once && schedule.state === 'ENABLED' && next === undefined)
    throw invalid('ScheduleExpression (it is in the past)');
  if (known === undefined) store.put(schedule, next, null);
  context.changed();
  return { ScheduleArn: schedule.arn };
}

/** UpdateSchedule replaces every member. */
export function updateSchedule(context: SchedulerContext, call: Call, name: string): object {
  const { world, store } = context;
  const body = bodyOf(call);
  const group = groupIn(body);
  const now = world.clock.now();
  const created = store.get('schedule', group, name)?.created ?? now;
  const schedule = parseSchedule('schedule', body, { place: world.place, now, name, group, created });
  authorize(context, call, 'UpdateSchedule', group, name, schedule.targets[0]?.RoleArn);
  existing(context, group, name);
  store.put(schedule, upcoming(schedule, now), null);
  context.changed();
  return { ScheduleArn: schedule.arn };
}

/** GetSchedule. */
export function getSchedule(context: SchedulerContext, call: Call, name: string): object {
  const group = call.query.get('groupName') ?? 'default';
  authorize(context, call, 'GetSchedule', group, name);
  const schedule = existing(context, group, name);
  const { start, end, description } = schedule;
  return {
    Arn: schedule.arn,
    Name: name,
    GroupName: group,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.zone,
    State: schedule.state,
    FlexibleTimeWindow: schedule.window,
    Target: schedule.targets[0],
    ActionAfterCompletion: schedule.deleteAfter ? 'DELETE' : 'NONE',
    ...(start === undefined ? {} : { StartDate: start / 1000 }),
    ...(end === undefined ? {} : { EndDate: end / 1000 }),
    ...(description === undefined ? {} : { Description: description }),
    CreationDate: schedule.created / 1000,
    LastModificationDate: schedule.modified / 1000,
  };
}

/** DeleteSchedule; a firing under way is still delivered. */
export function deleteSchedule(context: SchedulerContext, call: Call, name: string): object {
  const group = call.query.get('groupName') ?? 'default';
  authorize(context, call, 'DeleteSchedule', group, name);
  context.store.remove(existing(context, group, name));
  context.changed();
  return {};
}

/** ListSchedules by group, prefix and state, in name order. */
export function listSchedules({ world, store }: SchedulerContext, call: Call): object {
  world.authorize(call.principal, [{ action: 'scheduler:ListSchedules', resource: '*' }]);
  const { query } = call;
  const size = Number(query.get('MaxResults') ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 100) throw invalid('MaxResults');
  const [group = '', name = ''] = Buffer.from(query.get('NextToken') ?? '', 'base64url')
    .toString()
    .split('/');
  const found = store.list(
    [group, name],
    query.get('ScheduleGroup'),
    query.get('NamePrefix') ?? '',
    query.get('State'),
    size + 1,
  );
  const page = found.slice(0, size);
  const last = page.at(-1);
  const Schedules = page.map((schedule) => ({
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    State: schedule.state,
    Target: { Arn: schedule.targets[0]?.Arn },
    CreationDate: schedule.created / 1000,
    LastModificationDate: schedule.modified / 1000,
  }));
  const more = found.length > size && last !== undefined;
  return {
    Schedules,
    ...(more ? { NextToken: Buffer.from(`${last.group}/${last.name}`).toString('base64url') } : {}),
  };
}
