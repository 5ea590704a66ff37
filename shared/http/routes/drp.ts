import * as z from 'zod';
import { PROBLEMS, Problem } from '../../kernel/problems.ts';
import { awaitedPage } from '../../rights/public/pages.ts';
import { DRP_REASONS, DRP_STATES, VERIFICATION_PATH } from '../../standards/drp/status.ts';
import {
  checkToken,
  readStatus,
  revoke,
  setUpKey,
  takeExercise,
  type DrpServices,
  type Visit,
} from '../../standards/drp/door.ts';
import type { Contexts, Refused, Route } from '../route.ts';

/** Of what was not proven nothing is told; other errors name a code and a message (Data Rights Protocol 1.0, section 3.06). */
function refusal({ code, members }: Problem): Refused {
  const { status, title } = PROBLEMS[code];
  if (status === 403) return { status };
  const told = status === 422 ? 400 : status;
  // Whoever sends the same once more hears the same.
  const fatal = code === 'gone' ? { fatal: true } : {};
  const said = code === 'media-type.unsupported' ? 'A signed message is sent as text/plain' : title;
  return { status: told, body: { code: String(told), message: members.detail ?? said, ...fatal } };
}

const tenant = z.string().max(100);
const agentPath = z.strictObject({ tenant, id: z.string().max(200) });
const requestPath = agentPath;
const message = z.string().max(16 * 1024);

const served = { audience: 'public', function: 'standards', processing: 'rights', refusal } as const;
const signed = { media: 'text/plain', body: message, bodyLimit: 16 * 1024 } as const;
const BASE = '/public/drp/{tenant}/v1';

const status = z.object({
  request_id: z.uuid(),
  received_at: z.iso.datetime(),
  status: z.enum(DRP_STATES),
  reason: z.enum(DRP_REASONS).optional(),
  expected_by: z.iso.datetime().optional(),
  processing_details: z.string(),
  user_verification_url: z.url().optional(),
  agent_request_id: z.string().optional(),
});

const visitOf = ({ sourceHint: source }: Contexts['public'], tenant: string, bearer?: string): Visit => ({
  source,
  tenant,
  bearer,
});

/** The business side of the Data Rights Protocol; what comes before `/v1` is the address of one business. */
export const DRP_ROUTES: readonly Route<'public', DrpServices>[] = [
  {
    ...served,
    ...signed,
    method: 'POST',
    path: `${BASE}/agent/{id}`,
    summary: 'Data Rights Protocol: gives a trusted agent its token for a signed message',
    params: agentPath,
    output: z.object({ 'agent-id': z.string(), token: z.string() }),
    use: async (services, context, { path, body }) => ({
      status: 200,
      body: await setUpKey(services, visitOf(context, path.tenant), path.id, body),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: `${BASE}/agent/{id}`,
    summary: 'Data Rights Protocol: says that a token is good',
    params: agentPath,
    bearer: true,
    output: z.object({}),
    use: async (services, context, { path, bearer }) => {
      await checkToken(services, visitOf(context, path.tenant, bearer), path.id);
      return { status: 200, body: {} };
    },
  },
  {
    ...served,
    ...signed,
    method: 'POST',
    path: `${BASE}/data-rights-request`,
    summary: 'Data Rights Protocol: takes a signed request of a person from an authorised agent',
    params: z.strictObject({ tenant }),
    bearer: true,
    output: status,
    use: async (services, context, { path, body, bearer }) => ({
      status: 200,
      body: await takeExercise(services, visitOf(context, path.tenant, bearer), body),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: `${BASE}/data-rights-request/{id}`,
    summary: 'Data Rights Protocol: the status of a request, to the agent whose it is',
    params: requestPath,
    bearer: true,
    output: status,
    use: async (services, context, { path, bearer }) => ({
      status: 200,
      body: await readStatus(services, visitOf(context, path.tenant, bearer), path.id),
    }),
  },
  {
    ...served,
    ...signed,
    method: 'DELETE',
    path: `${BASE}/data-rights-request/{id}`,
    summary: 'Data Rights Protocol: revokes a request on a signed message',
    params: requestPath,
    bearer: true,
    output: status,
    use: async (services, context, { path, body, bearer }) => ({
      status: 200,
      body: await revoke(services, visitOf(context, path.tenant, bearer), path.id, body),
    }),
  },
  {
    audience: 'public',
    function: 'standards',
    processing: 'none',
    method: 'GET',
    path: VERIFICATION_PATH,
    summary: 'Page: tells a person whom an agent sent here how to go on; takes no code and leads nowhere',
    params: requestPath,
    // What an agent attaches (section 3.02.1); nothing is confirmed here, so nobody is sent back from here.
    query: z.object({ request_id: z.string().max(200).optional() }),
    use: async (_, __, { path, query }) => {
      if (query.request_id !== undefined && query.request_id !== path.id) throw new Problem('not-found');
      return { status: 200, html: awaitedPage() };
    },
  },
];
