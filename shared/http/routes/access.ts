import * as z from 'zod';
import { emailAddress, text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Route } from '../route.ts';
import { createApiKey } from '../../access/create-api-key.ts';
import { listApiKeys } from '../../access/api-key-view.ts';
import { changePrincipal } from '../../access/change-principal.ts';
import { createPrincipal } from '../../access/create-principal.ts';
import type { NewPrincipal } from '../../access/create-principal.ts';
import { deletePrincipal } from '../../access/delete-principal.ts';
import { listPrincipals, readPrincipal } from '../../access/read-principals.ts';
import { revokeApiKey } from '../../access/revoke-api-key.ts';
import type { Permission, Role } from '../../access/roles.ts';
import { RESOURCES, ROLES, VERBS } from '../../access/roles.ts';

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/) as unknown as z.ZodType<Id>;
const role = z.enum(Object.keys(ROLES) as [Role, ...Role[]]);
const scope = z.enum(
  [...RESOURCES, 'record' as const].flatMap((on) => VERBS.map((verb): Permission => `${on}:${verb}`)),
);
const instant = z.iso.datetime();

const member = z.strictObject({
  id,
  kind: z.enum(['human', 'service']),
  role,
  state: z.enum(['active', 'disabled', 'former']),
  name: z.string(),
  email: z.string().optional(),
  owner: id.optional(),
  version: z.int(),
  createdAt: instant,
});
const apiKey = z.strictObject({
  id,
  createdAt: instant,
  createdBy: z.string(),
  scopes: z.array(scope).optional(),
  lastUsedOn: z.iso.date().optional(),
});
const newMember = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('human'), role, name: text(200), email: emailAddress }),
  z.strictObject({ kind: z.literal('service'), role, name: text(200), owner: id }),
]);
const memberChange = z
  .strictObject({ role: role.optional(), state: z.enum(['active', 'disabled']).optional() })
  .refine((change) => Object.keys(change).length > 0, { params: { rule: 'empty' } });

const served = { audience: 'tenant', function: 'records', processing: 'none' } as const;

/** Members and API keys of a tenant, and who one is. */
export const ACCESS_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/me',
    permission: 'self:read',
    summary: 'Who the credentials are',
    output: z.strictObject({
      tenant: id,
      principal: id,
      role,
      kind: z.enum(['human', 'service']),
      scopes: z.array(scope).optional(),
    }),
    use: async (_, { workspace, caller }) => ({ status: 200, body: { tenant: workspace.tenant, ...caller } }),
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/members',
    permission: 'member:create',
    summary: 'Adds a person or a service',
    body: newMember,
    output: member,
    idempotency: 'optional',
    use: async (_, { workspace }, { body }) => {
      const created = await createPrincipal(workspace, body as NewPrincipal);
      return { status: 201, body: created, version: 1, location: `/v1/members/${created.id}` };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/members',
    permission: 'member:list',
    summary: 'Lists members, newest first',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(50).default(25),
      cursor: z.string().max(2000).optional(),
    }),
    output: z.strictObject({ items: z.array(member), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => ({
      status: 200,
      body: await listPrincipals(workspace, query),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/members/{id}',
    permission: 'member:read',
    summary: 'Reads a member',
    params: z.strictObject({ id }),
    output: member,
    use: async (_, { workspace }, { path }) => {
      const body = await readPrincipal(workspace, path.id);
      return { status: 200, body, version: body.version };
    },
  },
  {
    ...served,
    method: 'PATCH',
    path: '/v1/members/{id}',
    permission: 'member:change',
    summary: 'Changes role or state of a member',
    params: z.strictObject({ id }),
    body: memberChange,
    output: member,
    conditional: true,
    use: async (_, { workspace }, { path, body, ifMatch }) => {
      const changed = await changePrincipal(workspace, path.id, ifMatch ?? 0, body);
      return { status: 200, body: changed, version: changed.version };
    },
  },
  {
    ...served,
    method: 'DELETE',
    path: '/v1/members/{id}',
    permission: 'member:delete',
    summary: 'Deletes a member: keys end, name and address are erased, the id stays as a former member',
    params: z.strictObject({ id }),
    conditional: true,
    use: async (_, { workspace }, { path, ifMatch }) => {
      await deletePrincipal(workspace, path.id, ifMatch ?? 0);
      return { status: 204 };
    },
  },
  {
    ...served,
    method: 'POST',
    path: '/v1/members/{id}/keys',
    permission: 'apiKey:create',
    summary: 'Makes an API key; its secret is in this answer only',
    params: z.strictObject({ id }),
    body: z.strictObject({ scopes: z.array(scope).min(1).max(100).optional() }),
    output: apiKey.extend({ apiKey: z.string() }),
    use: async (_, { workspace, caller }, { path, body }) => {
      const created = await createApiKey(workspace, path.id, body.scopes, caller.scopes);
      return { status: 201, body: created, location: `/v1/members/${path.id}/keys` };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/members/{id}/keys',
    permission: 'apiKey:list',
    summary: 'Lists live API keys of a member',
    params: z.strictObject({ id }),
    output: z.strictObject({ items: z.array(apiKey) }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await listApiKeys(workspace, path.id) },
    }),
  },
  {
    ...served,
    method: 'DELETE',
    path: '/v1/members/{id}/keys/{key}',
    permission: 'apiKey:delete',
    summary: 'Revokes an API key',
    params: z.strictObject({ id, key: id }),
    use: async (_, { workspace }, { path }) => {
      await revokeApiKey(workspace, path.id, path.key);
      return { status: 204 };
    },
  },
];
