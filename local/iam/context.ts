import type { AccessRequest, Place, Principal } from '../front/service.ts';
import type { Context } from './pattern.ts';
import type { Role } from './roles.ts';

/**
 * Context of one decision: defaults of the place and the hour, then what the service passed, then what is known about
 * the caller, which no service can overrule. Role tags count as principal tags, session tags win over them.
 */
export function contextOf(
  request: AccessRequest,
  caller: Principal,
  role: Role | undefined,
  place: Place,
  now: number,
): Context {
  const context = new Map<string, readonly string[]>();
  const put = (entries: Readonly<Record<string, string | readonly string[]>>): void => {
    for (const [key, value] of Object.entries(entries)) {
      context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
    }
  };
  put(surroundings(place, now));
  put(request.context ?? {});
  for (const key of context.keys()) if (key.startsWith('aws:principal')) context.delete(key);
  put(identity(caller, place.account));
  for (const tags of [role?.tags ?? {}, caller.tags]) {
    for (const [name, value] of Object.entries(tags)) put({ [`aws:PrincipalTag/${name}`]: value });
  }
  return context;
}

function surroundings(place: Place, now: number): Record<string, string> {
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': place.region,
    'aws:ResourceAccount': place.account,
    // Loopback never leaves the machine; a service that models plain HTTP says so itself.
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
  };
}

function identity(caller: Principal, account: string): Record<string, string> {
  if (caller.arn === 'anonymous') return { 'aws:PrincipalType': 'Anonymous' };
  if (caller.kind === 'service') {
    return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller.arn };
  }
  return {
    // For a session AWS puts the ARN of the role here, not that of the session.
    'aws:PrincipalArn': caller.roleArn ?? caller.arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
  };
}
