import { AwsError } from '../front/service.ts';
import type { Place, Principal, World } from '../front/service.ts';
import { isObject } from './json.ts';
import type { Json } from './json.ts';
import type { KeyCheck } from './key-check.ts';

/** Where the events of executions are logged. */
export interface EventLogs {
  /** Whether there is a log group of this name. */
  exists(group: string): boolean;
  /** Writes one line to a log group. */
  write(group: string, stream: string, line: string): void;
}

/** What the role of a state machine with a log needs (Step Functions guide, "Logging using CloudWatch Logs"). */
const DELIVERY_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** Carries logs to their groups in the name of other services. */
const DELIVERY: Principal = { kind: 'service', arn: 'delivery.logs.amazonaws.com', tags: {} };

/** Names of log groups from the ARNs of a `LoggingConfiguration` (`arn:…:log-group:<name>:*`). */
export function groupsOf(logging: Json | undefined): string[] {
  const destinations = isObject(logging) ? logging['Destinations'] : undefined;
  const list = Array.isArray(destinations) ? (destinations as readonly Json[]) : [];
  return list.flatMap((destination) => {
    const group = isObject(destination) ? destination['CloudWatchLogsLogGroup'] : undefined;
    const arn = isObject(group) ? group['LogGroupArn'] : undefined;
    const name = typeof arn === 'string' ? /:log-group:([^:]+):\*$/.exec(arn)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });
}

/** What a new state machine is asked about its log. */
export interface LogQuestion {
  readonly logging?: Json;
  /** The role of the state machine, taken over. */
  readonly role: Principal;
  /** Customer managed key of the state machine. */
  readonly key?: string;
}

/**
 * Sets up the log of a new state machine as AWS does: its groups exist, its role may create the delivery, and under a
 * customer managed key the role may encrypt what the delivery may decrypt.
 * @throws AwsError `InvalidLoggingConfiguration`, `AccessDeniedException`, or what KMS answers.
 */
export function createDelivery(
  { place, authorize }: Pick<World, 'place' | 'authorize'>,
  { logs, kms }: { readonly logs?: EventLogs; readonly kms?: KeyCheck },
  { logging, role, key }: LogQuestion,
): void {
  if (!isObject(logging) || (logging['Level'] ?? 'OFF') === 'OFF') return;
  const groups = groupsOf(logging);
  if (groups.length !== 1 || !groups.every((group) => logs?.exists(group) === true))
    throw new AwsError('InvalidLoggingConfiguration', 'Invalid Logging Configuration: no such log group');
  try {
    authorize(
      role,
      DELIVERY_ACTIONS.map((action) => ({ action, resource: '*' })),
    );
  } catch (problem) {
    if ((problem as { code?: unknown }).code !== 'AccessDeniedException') throw problem;
    const message = 'The state machine IAM Role is not authorized to access the Log Destination';
    throw new AwsError('AccessDeniedException', message);
  }
  if (key === undefined) return;
  const source = logsArn(place);
  const context = { 'kms:EncryptionContext:SourceArn': source };
  kms?.(role, key, 'kms:GenerateDataKey', context);
  kms?.(DELIVERY, key, 'kms:Decrypt', {
    ...context,
    'aws:SourceArn': source,
    'aws:SourceAccount': place.account,
  });
}

/** All logs of the account: what an encrypted delivery is bound to (Step Functions guide, "Data at rest encryption"). */
function logsArn({ partition, region, account }: Place): string {
  return `arn:${partition}:logs:${region}:${account}:*`;
}
