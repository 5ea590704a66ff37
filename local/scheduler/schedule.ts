import { nextFiring, parseExpression } from './expression.ts';

/** What a firing delivers to. */
export interface Target {
  readonly Arn: string;
  /** Absent for rules, whose functions permit the caller by their own policy. */
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
}

/** Where a schedule came from; rules and schedules have names of their own. */
export type Kind = 'schedule' | 'rule';

/** A schedule or a scheduled rule; times are epoch milliseconds. */
export interface Schedule {
  readonly kind: Kind;
  /** Group of a schedule; empty for rules. */
  readonly group: string;
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly zone: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly start?: number;
  readonly end?: number;
  readonly deleteAfter: boolean;
  readonly description?: string;
  readonly targets: readonly Target[];
  /** `FlexibleTimeWindow` as given; deliveries come at the start of the window. */
  readonly window?: unknown;
  readonly token?: string;
  readonly created: number;
  readonly modified: number;
}

/** Attempts after the first, and seconds in which they may happen (EventBridge Scheduler, RetryPolicy). */
export const RETRY_LIMITS = { attempts: 185, seconds: 86_400, leastSeconds: 60 } as const;

/** Kinds of targets that the local cloud delivers to. */
export const TARGET_ARNS: readonly RegExp[] = [
  /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
  /^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:[\w-]+$/,
];

/** Next firing after `after` and before the end date, or `undefined` when the schedule is disabled or over. */
export function upcoming(schedule: Schedule, after: number): number | undefined {
  const { expression, zone, state, start, end, created } = schedule;
  const parsed = state === 'ENABLED' ? parseExpression(expression, zone) : undefined;
  if (parsed === undefined) return undefined;
  const origin = start ?? created;
  const from = start === undefined || parsed.kind === 'at' ? after : Math.max(after, start - 1);
  const next = nextFiring(parsed, zone, from, origin);
  return next === undefined || (end !== undefined && next >= end) ? undefined : next;
}
