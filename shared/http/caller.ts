import type { Exception } from '../catalogue/vocabulary.ts';
import { Problem } from '../kernel/problems.ts';
import type { TenantId } from '../kernel/ids.ts';
import { isId } from '../kernel/ids.ts';
import type { Permission, Role } from '../access/roles.ts';
import { ROLES, may } from '../access/roles.ts';
import type { Actor, Workspace } from '../store/workspace.ts';
import type { Processing } from '../subjects/admit.ts';
import type { GatewayEvent } from './request-head.ts';
import type { Caller, RouteRow } from './route.ts';

/** A verified caller and the tenant that the credentials belong to. */
export interface TenantCaller {
  readonly tenant: TenantId;
  readonly caller: Caller;
}

/**
 * Reads the authorizer's context, the only source of the tenant: nothing in path, query, header or body
 * can name one. A route that the gateway left without an authorizer is refused here as well.
 */
export function tenantCaller(event: GatewayEvent): TenantCaller {
  const { tenant, principal, role, kind, scopes } = (event.requestContext?.authorizer ?? {}) as Partial<
    Record<string, unknown>
  >;
  const known =
    typeof tenant === 'string' &&
    isId(tenant) &&
    typeof principal === 'string' &&
    isId(principal) &&
    typeof role === 'string' &&
    Object.hasOwn(ROLES, role) &&
    (kind === 'human' || kind === 'service') &&
    typeof scopes === 'string';
  if (!known) throw new Problem('unauthenticated');
  const narrowed = scopes === '*' ? {} : { scopes: scopes.split(' ') as Permission[] };
  return {
    tenant: tenant as string as TenantId,
    caller: { principal, role: role as Role, kind, ...narrowed },
  };
}

/** The operator of a platform route, verified by the gateway's IAM signature. */
export function operatorOf(event: GatewayEvent): string {
  const arn = event.requestContext?.identity?.userArn;
  if (!arn) throw new Problem('unauthenticated');
  return arn;
}

/** Default deny: the row names a permission, the role grants it and the key's scopes do not take it away. */
export function permitted(route: RouteRow, caller: Caller): boolean {
  const { permission } = route;
  if (permission === undefined || !may(caller.role, permission)) return false;
  return caller.scopes === undefined || caller.scopes.includes(permission);
}

const OFFICER: Permission = 'request:decide';

/**
 * A route's use as a caller makes it. Who decides on requests of data subjects looks at data in order to serve their
 * rights, which no restriction stops; a key that was narrowed to less does not.
 */
export function processingOf(
  { processing: use }: RouteRow,
  { role, scopes }: Caller,
  exception: Exception | undefined,
): Processing {
  const officer = may(role, OFFICER) && (scopes === undefined || scopes.includes(OFFICER));
  if (use === 'view' && officer) return { use: 'rights' };
  return { use, ...(exception ? { exception } : {}) };
}

/** Opens the workspace of a verified tenant, with the caller as the one who acts; `contexts.tenant` of every bundle. */
export function tenantContext(office: {
  workspace(tenant: TenantId, actor: Actor): Workspace;
}): (tenant: TenantId, caller: Caller) => Workspace {
  return (tenant, { kind, principal }) => office.workspace(tenant, { kind, id: principal });
}
