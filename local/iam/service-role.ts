import type { Authorize, Place, Principal } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { RoleStore } from './roles.ts';

/** Where and for whom a service takes over a role. */
export interface ServiceAssumption {
  /** For example `states.amazonaws.com`. */
  readonly service: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** `aws:SourceArn` and `aws:SourceAccount`, for trust policies that guard against a confused deputy. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Lets a service act as a role of the template, as Lambda, Step Functions and Scheduler do, after asking the trust policy.
 * @throws AwsError `AccessDeniedException` when the role does not trust the service or does not exist.
 */
export function assumeForService(
  { place, roles, authorize }: { place: Place; roles: RoleStore; authorize: Authorize },
  { service, roleArn, sessionName, context }: ServiceAssumption,
): Principal {
  const role = roles.find(roleArn);
  if (!role)
    throw new AwsError('AccessDeniedException', 'The role defined for the service cannot be assumed.');
  authorize({ kind: 'service', arn: service, tags: {} }, [
    {
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: { 'aws:SourceAccount': place.account, ...context },
      resourcePolicy: role.trust,
      resourceRule: 'delegated',
    },
  ]);
  return { kind: 'session', arn: sessionArn(place, role.name, sessionName), roleArn, tags: {} };
}

/** `arn:…:sts::…:assumed-role/<role>/<session>`; the role's path is not part of it. */
export function sessionArn(place: Place, roleName: string, sessionName: string): string {
  return `arn:${place.partition}:sts::${place.account}:assumed-role/${roleName}/${sessionName}`;
}
