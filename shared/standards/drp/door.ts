import { createHash } from 'node:crypto';
import * as z from 'zod';
import { violationsOf } from '../../catalogue/violations.ts';
import { emailAddress, phoneNumber, text } from '../../catalogue/values.ts';
import { isId, type TenantId } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { recordAgent } from '../../rights/identity/agent.ts';
import { isUnidentified } from '../../rights/life-cycle.ts';
import { openRequest } from '../../rights/open-request.ts';
import type { Office } from '../../store/office.ts';
import type { Workspace } from '../../store/workspace.ts';
import { checkCallbacks } from '../callback-address.ts';
import { exchangeFollower, findExchange, withdraw, type Followed } from '../exchange.ts';
import { openHosts, standardsSettings } from '../settings.ts';
import { authenticate, issueToken, trustedAgent, type KnownAgent } from './agents.ts';
import { openEnvelope, refused, verifiedMessage } from './envelope.ts';
import { DRP_VERSION, exerciseOf } from './exercises.ts';
import { statusObject, type DrpStatus } from './status.ts';

/** What the routes of the protocol are wired with. */
export interface DrpServices {
  readonly office: Pick<Office, 'workspace'>;
}

const exercise = z.object({
  'drp.version': z.literal(DRP_VERSION),
  exercise: text(60),
  regime: z.literal('ccpa').optional(),
  relationships: z.array(text(100)).max(20).optional(),
  status_callback: z.string().max(2048).optional(),
  'agent-request-id': text(200).optional(),
  name: text(200).optional(),
  email: emailAddress.optional(),
  phone_number: phoneNumber.optional(),
  power_of_attorney: text(500).optional(),
});
type ExerciseClaims = z.infer<typeof exercise>;

/** The workspace of the business that an address names, as one of its agents; refuses an address of nobody. */
function workspaceOf({ office }: DrpServices, tenant: string): Workspace {
  if (!isId(tenant)) throw refused();
  return office.workspace(tenant as string as TenantId, { kind: 'subject', id: 'agent' });
}

/** A business that is not there refuses like one that does not know the agent. */
async function uniformly<T>(use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw isProblem(error, 'not-found') ? refused() : error;
  }
}

async function opened(workspace: Workspace, agent: KnownAgent, sent: string): Promise<unknown> {
  const { businessId } = await standardsSettings(workspace);
  return openEnvelope(sent, {
    verifyKey: agent.verifyKey,
    agent: agent.id,
    business: businessId ?? workspace.tenant,
    now: workspace.now(),
  });
}

/** Gives a trusted agent its token for a message that it has signed (section 2.05). */
export async function setUpKey(
  services: DrpServices,
  tenant: string,
  agentId: string,
  sent: string,
): Promise<{ readonly 'agent-id': string; readonly token: string }> {
  return uniformly(async () => {
    const workspace = workspaceOf(services, tenant);
    const agent = await trustedAgent(workspace, agentId);
    await opened(workspace, agent, sent);
    return { 'agent-id': agent.id, token: await issueToken(workspace, agent) };
  });
}

/** Says that a token is good for this agent (section 2.06). */
export async function checkToken(
  services: DrpServices,
  tenant: string,
  agentId: string,
  bearer: string | undefined,
): Promise<void> {
  await uniformly(async () => {
    const agent = await authenticate(workspaceOf(services, tenant), bearer);
    if (agent.id !== agentId) throw refused();
  });
}

/** The id of the request that a message makes: the same message again is the same request, for nobody else to guess. */
async function referenceOf({ vault }: Workspace, sent: string): Promise<string> {
  const token = await vault.externalToken('drp.message', createHash('sha256').update(sent).digest('hex'));
  const hex = createHash('sha256').update(token).digest('hex');
  const variant = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  // The layout of a random UUID (RFC 9562, section 5.4).
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function identifiersOf({ email, phone_number, name }: ExerciseClaims) {
  const found = [
    ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ...(phone_number ? [{ kind: 'phone' as const, value: phone_number }] : []),
    ...(name ? [{ kind: 'name' as const, value: name }] : []),
  ];
  if (found.length > 0) return found;
  throw new Problem('rule.violated', { detail: 'Name whom the request is about.' });
}

/** Notes whose mandate the request rests on; an officer checks it as any other one. */
async function noteMandate(
  workspace: Workspace,
  { request }: Followed,
  agent: KnownAgent,
  claims: ExerciseClaims,
): Promise<void> {
  if (request.agent || !isUnidentified(request)) return;
  await recordAgent(workspace, request.id, {
    name: agent.name,
    reference: claims.power_of_attorney ?? `Data Rights Protocol ${DRP_VERSION}: ${agent.id}`,
    rights: [request.type],
    answers: 'person',
  });
}

async function exerciseFor(
  workspace: Workspace,
  agent: KnownAgent,
  sent: string,
  claims: ExerciseClaims,
): Promise<Followed> {
  const reference = await referenceOf(workspace, sent);
  const right = exerciseOf(claims.exercise);
  if (!right) throw new Problem('rule.violated', { detail: 'This rights action is not supported.' });
  if (!(await findExchange(workspace, 'drp', reference))) {
    const identifiers = identifiersOf(claims);
    const callbacks = claims.status_callback ? [claims.status_callback] : [];
    checkCallbacks(callbacks, await openHosts(workspace), () => '/status_callback');
    const agentRequestId = claims['agent-request-id'];
    const terms = {
      reference,
      callbacks,
      asked: claims.exercise,
      ...(agentRequestId ? { agentRequestId } : {}),
    };
    const given = { standard: 'drp', agent: agent.token, terms, status: 'open' } as const;
    const wording = claims.relationships?.join(', ');
    await openRequest(
      workspace,
      {
        ...right,
        channel: 'api',
        receivedAt: instant(workspace.now()),
        identifiers,
        ...(wording ? { wording } : {}),
      },
      await exchangeFollower(workspace, given),
    );
  }
  const followed = await findExchange(workspace, 'drp', reference);
  if (!followed) throw new Problem('internal');
  await noteMandate(workspace, followed, agent, claims);
  return followed;
}

/** Takes a signed request (section 2.01); what is not supported is told, what is not proven is not. */
export async function takeExercise(
  services: DrpServices,
  tenant: string,
  bearer: string | undefined,
  sent: string,
): Promise<DrpStatus> {
  return uniformly(async () => {
    const workspace = workspaceOf(services, tenant);
    const agent = await authenticate(workspace, bearer);
    const message = await opened(workspace, agent, sent);
    const parsed = exercise.safeParse(message);
    if (!parsed.success)
      throw new Problem('request.invalid', {
        violations: violationsOf('', exercise, parsed.error.issues, message),
      });
    return statusObject(workspace, await exerciseFor(workspace, agent, sent, parsed.data));
  });
}

async function own(
  services: DrpServices,
  tenant: string,
  bearer: string | undefined,
  reference: string,
): Promise<{ readonly workspace: Workspace; readonly agent: KnownAgent; readonly followed: Followed }> {
  const workspace = workspaceOf(services, tenant);
  const agent = await authenticate(workspace, bearer);
  const followed = await findExchange(workspace, 'drp', reference);
  if (followed?.exchange.agent !== agent.token) throw refused();
  return { workspace, agent, followed };
}

/** The status of a request to the agent whose it is (section 2.02). */
export async function readStatus(
  services: DrpServices,
  tenant: string,
  bearer: string | undefined,
  reference: string,
): Promise<DrpStatus> {
  return uniformly(async () => {
    const { workspace, followed } = await own(services, tenant, bearer, reference);
    return statusObject(workspace, followed);
  });
}

const revocation = z.object({ reason: z.string().max(10_000).optional() });

/** Revokes a request on the agent's signed word (section 2.04), which names no times and no parties. */
export async function revoke(
  services: DrpServices,
  tenant: string,
  bearer: string | undefined,
  reference: string,
  sent: string,
): Promise<DrpStatus> {
  return uniformly(async () => {
    const { workspace, agent, followed } = await own(services, tenant, bearer, reference);
    const message = verifiedMessage(sent, agent.verifyKey);
    if (!revocation.safeParse(message).success) throw new Problem('request.invalid');
    return statusObject(workspace, await withdraw(workspace, followed));
  });
}
