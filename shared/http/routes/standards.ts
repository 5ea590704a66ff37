import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import { isHostName } from '../../standards/callback-address.ts';
import { endAgent, listAgents, trustAgent, type KnownAgent } from '../../standards/drp/agents.ts';
import { setStandardsSettings, standardsSettings } from '../../standards/settings.ts';
import type { Route } from '../route.ts';
import { requestId } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'standards', processing: 'none' } as const;

const settings = z.strictObject({
  callbackHosts: z
    .array(
      z.strictObject({
        host: z.string().refine(isHostName, { params: { rule: 'host name' } }),
        recipient: requestId,
      }),
    )
    .max(20),
  businessId: text(100).optional(),
});

const agentId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const path = z.strictObject({ id: agentId });
const entry = z.strictObject({ name: text(200), verifyKey: z.string().max(60) });
const agent = entry.extend({
  id: agentId,
  state: z.enum(['trusted', 'ended']),
  createdAt: z.iso.datetime(),
});

const shown = ({ id, name, verifyKey, state, createdAt }: KnownAgent) => ({
  id,
  name,
  verifyKey,
  state,
  createdAt,
});

/** What a business decides about exchanges: whom its callbacks go to, and which authorised agents it trusts. */
export const STANDARDS_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/standards-settings',
    summary: 'Hosts that callbacks may go to, and the name of the business in a network',
    permission: 'tenant:read',
    output: settings,
    use: async (_, { workspace }) => ({ status: 200, body: await standardsSettings(workspace) }),
  },
  {
    ...served,
    method: 'PUT',
    path: '/v1/standards-settings',
    summary: 'Declares the hosts that callbacks may go to, each with its entry in the register of recipients',
    permission: 'tenant:configure',
    body: settings,
    use: async (_, { workspace }, { body }) => {
      await setStandardsSettings(workspace, body);
      return { status: 204 };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/authorised-agents',
    summary: 'Authorised agents that are trusted, or were',
    permission: 'recipient:list',
    output: z.object({ items: z.array(agent) }),
    use: async (_, { workspace }) => ({
      status: 200,
      body: { items: (await listAgents(workspace)).map(shown) },
    }),
  },
  {
    ...served,
    method: 'PUT',
    path: '/v1/authorised-agents/{id}',
    summary: 'Trusts an authorised agent by its verifying key; a token that it had before ends',
    permission: 'recipient:change',
    params: path,
    body: entry,
    output: agent,
    use: async (_, { workspace }, { path: { id }, body }) => ({
      status: 200,
      body: shown(await trustAgent(workspace, { id, ...body })),
    }),
  },
  {
    ...served,
    method: 'DELETE',
    path: '/v1/authorised-agents/{id}',
    summary: 'Trusts an authorised agent no longer',
    permission: 'recipient:change',
    params: path,
    use: async (_, { workspace }, { path: { id } }) => {
      await endAgent(workspace, id);
      return { status: 204 };
    },
  },
];
