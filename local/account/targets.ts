import { randomUUID } from 'node:crypto';
import type { Lambda } from '../lambda/lambda.ts';
import { servicePrincipal } from '../lambda/registry.ts';
import type { States } from '../states/states.ts';
import type { Identity } from './identity.ts';
import { callService } from './sdk-call.ts';

interface TargetPorts {
  readonly lambda: Lambda;
  readonly states: States;
  readonly identity: Identity;
}

/** Scheduled events of EventBridge name their rule in `resources`; it is what permissions ask for as source. */
function ruleOf(payload: unknown): string | undefined {
  const { resources } = (payload ?? {}) as { resources?: unknown };
  const [first] = Array.isArray(resources) ? (resources as unknown[]) : [];
  return typeof first === 'string' && first.includes(':rule/') ? first : undefined;
}

/**
 * Hands a due event to its target: as the schedule's role, which must trust Scheduler, or as EventBridge itself for
 * rules without a role.
 * @throws AwsError when the role or the service may not; the schedule tries again.
 */
export async function deliverSchedule(
  { lambda, states, identity }: TargetPorts,
  arn: string,
  input: string,
  roleArn: string | undefined,
): Promise<void> {
  const payload = JSON.parse(input) as unknown;
  const principal =
    roleArn === undefined
      ? servicePrincipal('events.amazonaws.com')
      : identity.assume('scheduler.amazonaws.com', roleArn, 'EventBridgeScheduler');
  if (arn.includes(':states:')) {
    const execution = { stateMachineArn: arn, name: randomUUID(), input };
    await callService([states], 'sfn', 'startExecution', execution, principal);
    return;
  }
  const sourceArn = roleArn === undefined ? ruleOf(payload) : undefined;
  await lambda.invoke(arn, payload, principal, {
    async: true,
    ...(sourceArn === undefined ? {} : { sourceArn }),
  });
}
