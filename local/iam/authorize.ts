import type { AccessRequest, Authorize, Place, PolicyDocument, Principal } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { Clock } from '../clock.ts';
import { contextOf } from './context.ts';
import { evaluate } from './evaluate.ts';
import type { Decision, Layer } from './evaluate.ts';
import { PolicyCache } from './policy-cache.ts';
import type { PolicyKind } from './policy.ts';
import type { RoleStore } from './roles.ts';
import type { StatementHits } from './statement-hits.ts';

/** What decisions are built from. */
export interface AuthorizeParts {
  readonly place: Place;
  readonly clock: Pick<Clock, 'now'>;
  readonly roles: RoleStore;
  readonly hits: StatementHits;
}

/** Decides one access request without acting on it. */
export type Decide = (caller: Principal, request: AccessRequest) => Decision;

/** Builds the decision function over the roles of the templates. */
export function createDecide({ place, clock, roles, hits }: AuthorizeParts): Decide {
  const cache = new PolicyCache();
  const layer = (owner: string, document: PolicyDocument, kind: PolicyKind): Layer => ({
    owner,
    policy: cache.compile(document, kind),
  });
  return (caller, request) => {
    const { action, resource, resourcePolicy, resourceRule, context } = request;
    if ((resourcePolicy === undefined) !== (resourceRule === undefined)) {
      throw new TypeError('a resource policy and its rule go together');
    }
    const role = caller.roleArn === undefined ? undefined : roles.find(caller.roleArn);
    const question = {
      action,
      resource,
      context: contextOf({ action, resource, context: context ?? {} }, caller, role, place, clock.now()),
    };
    const decision = evaluate(question, caller, place.account, {
      identity: role?.identity ?? [],
      boundary: role?.boundary,
      session: caller.sessionPolicy && layer('session', caller.sessionPolicy, 'identity'),
      resource: resourcePolicy && layer(ownerOf(resource), resourcePolicy, 'resource'),
      rule: resourceRule ?? 'either',
    });
    hits.record(decision);
    return decision;
  };
}

/** Builds `World.authorize`: throws `AccessDeniedException` at the first request that is not allowed. */
export function createAuthorize(parts: AuthorizeParts): Authorize {
  const decide = createDecide(parts);
  return (caller, requests) => {
    for (const request of requests) {
      const decision = decide(caller, request);
      if (!decision.allowed) throw accessDenied(caller, request, decision);
    }
  };
}

/** The refusal with the wording of AWS; it names caller, action and resource, never payload. */
export function accessDenied(caller: Principal, request: AccessRequest, decision: Decision): AwsError {
  const { action, resource } = request;
  const because =
    decision.reason === 'explicit-deny'
      ? 'with an explicit deny in a policy'
      : `because no identity-based policy allows the ${action} action`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
  );
}

/** Statements of a bucket policy are counted once for the bucket, not per object. */
function ownerOf(resource: string): string {
  return resource.includes(':s3:') ? (resource.split('/')[0] ?? resource) : resource;
}
