import { AwsError } from '../front/service.ts';
import type { Place } from '../front/service.ts';
import { parseExpression } from './expression.ts';
import { RETRY_LIMITS, TARGET_ARNS } from './schedule.ts';
import type { Kind, Schedule, Target } from './schedule.ts';

type Members = Readonly<Record<string, unknown>>;

/** Members of schedules and rules that are emulated; every other one is refused. */
const KNOWN: Readonly<Record<Kind, readonly string[]>> = {
  schedule: [
    'Name',
    'GroupName',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'StartDate',
    'EndDate',
    'Description',
    'State',
    'FlexibleTimeWindow',
    'Target',
    'ActionAfterCompletion',
    'ClientToken',
  ],
  rule: ['Name', 'Description', 'ScheduleExpression', 'State', 'Targets', 'Tags'],
};

const TARGET_MEMBERS: Readonly<Record<Kind, readonly string[]>> = {
  schedule: ['Arn', 'RoleArn', 'Input', 'RetryPolicy'],
  rule: ['Id', 'Arn', 'RoleArn', 'Input', 'RetryPolicy'],
};

/** AWS's refusal of a member; the message names the member, never its value. */
export function invalid(member: string): AwsError {
  return new AwsError('ValidationException', `Invalid or not emulated: ${member}.`, 400, {
    Message: `Invalid or not emulated: ${member}.`,
  });
}

/** Checks the members of a schedule or a scheduled rule. */
export function parseSchedule(
  kind: Kind,
  given: Members,
  at: { place: Place; now: number; name: string; group: string; created?: number },
): Schedule {
  onlyKnown(given, KNOWN[kind]);
  const { place, now, name, group } = at;
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid('Name');
  const zone = text(given, 'ScheduleExpressionTimezone') ?? 'UTC';
  const expression = text(given, 'ScheduleExpression') ?? '';
  const parsed = parseExpression(expression, zone);
  if (parsed === undefined || (kind === 'rule' && parsed.kind === 'at')) throw invalid('ScheduleExpression');
  const state = text(given, 'State') ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') throw invalid('State');
  const action = text(given, 'ActionAfterCompletion') ?? 'NONE';
  if (action !== 'NONE' && action !== 'DELETE') throw invalid('ActionAfterCompletion');
  const { FlexibleTimeWindow, StartDate, EndDate } = given;
  if (kind === 'schedule') checkWindow(FlexibleTimeWindow);
  const [start, end] = [time(StartDate, 'StartDate'), time(EndDate, 'EndDate')];
  const [description, token] = [text(given, 'Description'), text(given, 'ClientToken')];
  const { partition, region, account } = place;
  const path =
    kind === 'schedule'
      ? `scheduler:${region}:${account}:schedule/${group}/${name}`
      : `events:${region}:${account}:rule/${name}`;
  return {
    kind,
    group,
    name,
    arn: `arn:${partition}:${path}`,
    expression,
    zone,
    state,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(description === undefined ? {} : { description }),
    ...(token === undefined ? {} : { token }),
    ...(FlexibleTimeWindow === undefined ? {} : { window: FlexibleTimeWindow }),
    deleteAfter: action === 'DELETE',
    targets: targetsOf(kind, given),
    created: at.created ?? now,
    modified: now,
  };
}

function targetsOf(kind: Kind, given: Members): Target[] {
  const list = kind === 'rule' ? (given['Targets'] ?? []) : [given['Target']];
  if (!Array.isArray(list)) throw invalid('Targets');
  return list.map((target: unknown) => parseTarget(kind, members(target, 'Target')));
}

function parseTarget(kind: Kind, target: Members): Target {
  onlyKnown(target, TARGET_MEMBERS[kind]);
  const arn = text(target, 'Arn') ?? '';
  const role = text(target, 'RoleArn');
  const input = text(target, 'Input');
  if (!TARGET_ARNS.some((shape) => shape.test(arn))) throw invalid('Target.Arn');
  if (kind === 'schedule' && (role === undefined || !/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(role)))
    throw invalid('Target.RoleArn');
  if (input !== undefined && !isJson(input)) throw invalid('Target.Input');
  const policy =
    target['RetryPolicy'] === undefined ? undefined : members(target['RetryPolicy'], 'RetryPolicy');
  return {
    Arn: arn,
    ...(role === undefined ? {} : { RoleArn: role }),
    ...(input === undefined ? {} : { Input: input }),
    ...(policy === undefined ? {} : { RetryPolicy: retryPolicy(policy) }),
  };
}

function retryPolicy(policy: Members): NonNullable<Target['RetryPolicy']> {
  onlyKnown(policy, ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']);
  const attempts = within(policy['MaximumRetryAttempts'], 0, RETRY_LIMITS.attempts, 'MaximumRetryAttempts');
  const seconds = within(
    policy['MaximumEventAgeInSeconds'],
    RETRY_LIMITS.leastSeconds,
    RETRY_LIMITS.seconds,
    'MaximumEventAgeInSeconds',
  );
  return {
    ...(attempts === undefined ? {} : { MaximumRetryAttempts: attempts }),
    ...(seconds === undefined ? {} : { MaximumEventAgeInSeconds: seconds }),
  };
}

function within(value: unknown, least: number, most: number, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw invalid(name);
  return value;
}

function checkWindow(value: unknown): void {
  const window = members(value, 'FlexibleTimeWindow');
  const flexible = window['Mode'] === 'FLEXIBLE';
  if (!flexible && window['Mode'] !== 'OFF') throw invalid('FlexibleTimeWindow');
  const minutes = within(window['MaximumWindowInMinutes'], 1, 1440, 'MaximumWindowInMinutes');
  if (flexible !== (minutes !== undefined)) throw invalid('MaximumWindowInMinutes');
}

/** Seconds since the epoch on the wire, ISO 8601 in templates. */
function time(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const parsed =
    typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(parsed)) throw invalid(name);
  return parsed;
}

function members(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(name);
  return value as Members;
}

function text(given: Members, name: string): string | undefined {
  const value = given[name];
  if (value !== undefined && typeof value !== 'string') throw invalid(name);
  return value;
}

function onlyKnown(given: Members, known: readonly string[]): void {
  const strange = Object.keys(given).find((name) => !known.includes(name));
  if (strange !== undefined) throw invalid(strange);
}

function isJson(input: string): boolean {
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}
