import * as z from 'zod';
import { isId, type TenantId } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import type { Office } from '../../office/office.ts';
import type { Workspace } from '../../store/workspace.ts';
import { findExchange, withdraw, type Followed } from '../exchange.ts';
import { standardsSettings } from '../settings.ts';
import { authenticate, issueToken, trustedAgent, type KnownAgent } from './agents.ts';
import { openEnvelope, refused, verifiedMessage } from './envelope.ts';
import { exerciseFor } from './exercise-right.ts';
import { LONGEST_VALIDITY, admitSource, onlyOnce, type Counters } from './limits.ts';
import { statusObject, type DrpStatus } from './status.ts';

/** What the routes of the protocol are wired with. */
export interface DrpServices extends Counters {
  readonly office: Pick<Office, 'workspace'>;
  readonly publicUrl: string;
}

/** A call at the door: from where, for which business, and with what to be let in. */
export interface Visit {
  readonly source: string;
  readonly tenant: string;
  readonly bearer?: string | undefined;
}

/**
 * Lets a visit use the workspace of the business that it is for, as one of its agents. A business that is not there
 * refuses like one that does not know the agent; `rate.limited` before anything is looked up.
 */
async function visited<T>(
  services: DrpServices,
  { source, tenant }: Visit,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  await admitSource(services, source);
  if (!isId(tenant)) throw refused();
  try {
    return await use(
      services.office.workspace(tenant as string as TenantId, { kind: 'subject', id: 'agent' }),
    );
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
    longest: LONGEST_VALIDITY,
  });
}

/** What a message that asks for a token does not say: one that exercises a right is no such message. */
const setUp = z.object({ exercise: z.never().optional() });

/** Gives a trusted agent its token for a message that it has signed (section 2.05); every failure is one refusal. */
export async function setUpKey(
  services: DrpServices,
  visit: Visit,
  agentId: string,
  sent: string,
): Promise<{ readonly 'agent-id': string; readonly token: string }> {
  return visited(services, visit, async (workspace) => {
    const agent = await trustedAgent(workspace, agentId);
    const message = await opened(workspace, agent, sent).catch((error: unknown) => {
      throw isProblem(error) ? refused() : error;
    });
    if (!setUp.safeParse(message).success) throw refused();
    await onlyOnce(workspace, sent);
    return { 'agent-id': agent.id, token: await issueToken(workspace, agent) };
  });
}

/** Says that a token is good for this agent (section 2.06). */
export async function checkToken(services: DrpServices, visit: Visit, agentId: string): Promise<void> {
  await visited(services, visit, async (workspace) => {
    const agent = await authenticate(workspace, visit.bearer);
    if (agent.id !== agentId) throw refused();
  });
}

/** Takes a signed request (section 2.01); what is not supported is told, what is not proven is not. */
export async function takeExercise(services: DrpServices, visit: Visit, sent: string): Promise<DrpStatus> {
  return visited(services, visit, async (workspace) => {
    const agent = await authenticate(workspace, visit.bearer);
    const message = await opened(workspace, agent, sent);
    const followed = await exerciseFor(workspace, agent, sent, message);
    return statusObject(workspace, services.publicUrl, followed);
  });
}

/** A request that is the agent's own. */
interface Own {
  readonly agent: KnownAgent;
  readonly followed: Followed;
}

async function own(workspace: Workspace, bearer: string | undefined, reference: string): Promise<Own> {
  const agent = await authenticate(workspace, bearer);
  const followed = await findExchange(workspace, 'drp', reference);
  if (followed?.exchange.agent !== agent.token) throw refused();
  return { agent, followed };
}

/** The status of a request to the agent whose it is (section 2.02). */
export async function readStatus(services: DrpServices, visit: Visit, reference: string): Promise<DrpStatus> {
  return visited(services, visit, async (workspace) => {
    const { followed } = await own(workspace, visit.bearer, reference);
    return statusObject(workspace, services.publicUrl, followed);
  });
}

/** The one member of the message; one that was signed for something else has others. */
const revocation = z.strictObject({ reason: z.string().max(10_000).optional() });

/** Revokes a request on the agent's signed word (section 2.04), which names no times and no parties. */
export async function revoke(
  services: DrpServices,
  visit: Visit,
  reference: string,
  sent: string,
): Promise<DrpStatus> {
  return visited(services, visit, async (workspace) => {
    const { agent, followed } = await own(workspace, visit.bearer, reference);
    const message = verifiedMessage(sent, agent.verifyKey);
    if (!revocation.safeParse(message).success) throw new Problem('request.invalid');
    return statusObject(workspace, services.publicUrl, await withdraw(workspace, followed));
  });
}
