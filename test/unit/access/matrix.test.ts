import { describe, expect, test } from 'vitest';
import type { Permission, Resource, Role, Verb } from '../../../shared/access/roles.ts';
import { RESOURCES, ROLES, VERBS, may } from '../../../shared/access/roles.ts';
import { apiHandler } from '../../../shared/http/chain.ts';
import type { AnyRoute } from '../../../shared/http/route.ts';
import { ROUTES } from '../../../shared/http/routes.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { adminContext, gatewayEvent, lambdaContext } from '../http/event.ts';

const ROLE_NAMES = Object.keys(ROLES) as Role[];
const PERMISSIONS = [...RESOURCES, 'record' as const].flatMap((on) =>
  VERBS.map((verb): Permission => `${on}:${verb}`),
);

/** Who may, written by hand from the promises: the matrix is checked against a second opinion on what hurts most. */
const ONLY: Readonly<Partial<Record<Permission, readonly Role[]>>> = {
  'request:decide': ['officer'],
  'member:create': ['admin'],
  'member:change': ['admin'],
  'apiKey:create': ['admin'],
  'apiKey:delete': ['admin'],
  'tenant:configure': ['admin'],
  'event:list': ['admin', 'officer'],
  'kept:read': ['officer', 'finance'],
  'recipient:read': ['admin', 'officer'],
  'recipient:create': ['admin', 'officer'],
  'recipient:change': ['admin', 'officer'],
  'disclosure:create': ['admin', 'officer'],
  'disclosure:list': ['admin', 'officer'],
  'job:export': ['admin'],
  'audience:list': ['admin', 'officer', 'sales', 'service'],
  'contact:delete': ['admin'],
  'invoice:list': ['admin', 'officer', 'sales', 'finance', 'readOnly', 'service'],
  'self:read': ROLE_NAMES,
};

const row = (permission: Permission | undefined): AnyRoute<undefined> => ({
  method: 'GET',
  path: '/v1/things',
  audience: 'tenant',
  ...(permission && { permission }),
  processing: 'none',
  function: 'records',
  summary: 'Says yes',
  use: async () => ({ status: 204 }),
});

async function statusOf(permission: Permission | undefined, role: Role, scopes = '*') {
  const store = new ModelOffice();
  const contexts = { tenant: store.workspace.bind(store) as never };
  const handler = apiHandler({ routes: [row(permission)], services: undefined, contexts });
  const response = await handler(
    gatewayEvent({ authorizer: { ...adminContext(), role, scopes } }),
    lambdaContext,
  );
  return response.statusCode;
}

describe('part of IAM-02: the permission matrix', () => {
  test.each(ROLE_NAMES)(
    '%s meets at every permission what the matrix says, and 403 otherwise',
    async (role) => {
      for (const permission of PERMISSIONS) {
        const [on, verb] = permission.split(':') as [Resource, Verb];
        const granted = ROLES[role].some(
          (grant) =>
            (grant.on as readonly Resource[]).includes(on) && (grant.may as readonly Verb[]).includes(verb),
        );
        expect([permission, await statusOf(permission, role)]).toEqual([permission, granted ? 204 : 403]);
      }
    },
  );

  test.each(Object.entries(ONLY))('%s is for %s only', (permission, roles) => {
    expect(ROLE_NAMES.filter((role) => may(role, permission as Permission))).toEqual(roles);
  });

  test('a route without a permission is closed to everybody', async () => {
    for (const role of ROLE_NAMES) expect(await statusOf(undefined, role)).toBe(403);
  });

  test('a permission that was taken out of the scopes is gone', async () => {
    expect(await statusOf('contact:read', 'admin', 'contact:read')).toBe(204);
    expect(await statusOf('contact:read', 'admin', 'contact:list')).toBe(403);
  });
});

describe('part of IAM-02: the routes', () => {
  test('of tenants each name a permission that some role has', () => {
    const tenantRoutes = ROUTES.filter(({ audience }) => audience === 'tenant');
    expect(tenantRoutes.length).toBeGreaterThan(0);
    for (const { method, path, permission } of tenantRoutes) {
      expect([
        method,
        path,
        permission !== undefined && ROLE_NAMES.some((role) => may(role, permission)),
      ]).toEqual([method, path, true]);
    }
  });

  test('are listed once, and their path parameters have schemas', () => {
    const names = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(names).toEqual([...new Set(names)]);
    for (const { path, params } of ROUTES)
      expect([path, path.includes('{')]).toEqual([path, params !== undefined]);
  });
});
