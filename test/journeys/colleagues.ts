import { may, type Role } from '../../shared/access/roles.ts';
import { ROUTES } from '../../shared/http/routes.ts';
import type { RouteRow } from '../../shared/http/route.ts';
import type { Client } from './client.ts';
import type { Stack, Tenant } from './fixture.ts';

/** Adds a person with a role and answers a client with the person's own key. */
export async function colleague(
  { client, tenant }: Tenant,
  stack: Pick<Stack, 'client'>,
  role: Role,
): Promise<Client> {
  const email = `${role.toLowerCase()}@${tenant.toLowerCase()}.example.org`;
  const made = await client.post('/v1/members', { kind: 'human', role, name: 'Noor Haddad', email });
  const key = await client.post(`/v1/members/${made.body?.id}/keys`, {});
  if (key.status !== 201) throw new Error(`colleague: ${made.status} ${key.status} ${key.text}`);
  return stack.client(key.body.apiKey as string);
}

/** The tenant's routes that are deployed, each with a client whose role may use it. */
export async function routesWithCallers(
  stack: Stack,
  tenant: Tenant,
): Promise<readonly (RouteRow & { readonly by: Client })[]> {
  const officer = await colleague(tenant, stack, 'officer');
  const deployed = new Set(stack.cloud.status().functions.map(({ name }) => name.split('-').at(-1)));
  return ROUTES.filter((route) => route.audience === 'tenant' && deployed.has(route.function)).map(
    (route) => ({
      ...route,
      by: route.permission && may('admin', route.permission) ? tenant.client : officer,
    }),
  );
}
