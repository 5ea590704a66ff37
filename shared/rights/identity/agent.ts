import { newTimeId, type Id } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { day, instant } from '../../kernel/time.ts';
import { ABSENT } from '../../store/clauses.ts';
import { cancelDue } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { contactWrite, noContactWrite, type Contact } from '../correspondence/contact.ts';
import { hasStep, isClosed, isUnidentified } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend, load, step, type Changes } from '../steps/store.ts';
import type { Agency } from '../request/agency.ts';
import { supersedeWrites } from './challenges.ts';
import { identify, reachable } from './identify.ts';
import { loadMandate, mandateKey, openAgent, sealAgent, type AgentContent } from './mandate-store.ts';

/** An agent as recorded: who, and how far the mandate reaches. */
export interface NewAgent extends AgentContent, Pick<Agency, 'rights' | 'until' | 'answers'> {}

function refused(detail: string, pointer: string, rule: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer, rule }] });
}

/**
 * Records who asks on the person's behalf, and the scope of the mandate. Nothing is released until an officer has
 * checked it (IDV-02). `rule.violated` for answers to an agent without an address; `conflict` while a checked mandate
 * is in force.
 */
export async function recordAgent(workspace: Workspace, request: Id, given: NewAgent): Promise<RequestItem> {
  if (given.answers === 'agent' && !given.email)
    throw refused('Answers to the agent need an address.', '/email', 'with answers to the agent');
  return amend(workspace, request, 'request.step', async (found) => {
    if (!isUnidentified(found))
      throw new Problem('state.conflict', { detail: `The request is in state ${found.state}.` });
    if (found.agent?.state === 'verified')
      throw new Problem('conflict', { detail: 'End the mandate that is in force first.' });
    const now = workspace.now();
    const id = newTimeId(now, workspace.random);
    const { key, write } = await workspace.vault.newOwnerKey('request');
    const { rights, until, answers } = given;
    const agent: Agency = { state: 'claimed', mandate: id, rights, answers, ...(until ? { until } : {}) };
    const content = sealAgent(workspace, key, request, id, given);
    const put = { id, at: instant(now), by: workspace.actor.id, key: key.id, content };
    return {
      set: { agent },
      note: { agent: 'claimed', answers },
      writes: [write, { put, at: mandateKey(workspace, request, id), if: ABSENT }],
    };
  });
}

/** The agency of a request that nobody has checked yet. */
function claimed({ agent }: RequestItem): Agency {
  if (agent?.state === 'claimed') return agent;
  throw new Problem('state.conflict', { detail: 'No mandate waits to be checked.' });
}

/** What speaks against a mandate; a doubt is settled by the person, through contact data on file. */
async function checkMandate(
  workspace: Workspace,
  request: RequestItem,
  agent: Agency,
): Promise<AgentContent> {
  if (!agent.rights.includes(request.type))
    throw refused('The mandate does not cover this right.', '/rights', 'covers the right');
  if (agent.until && agent.until < day(workspace.now()))
    throw refused('The mandate has ended.', '/until', 'in force');
  const mandate = await loadMandate(workspace, request);
  const content = await openAgent(workspace, request.id, mandate);
  if (!mandate.sealedAt && !content.reference)
    throw refused('Store the mandate, or what shows it, first.', '/reference', 'proof of authority');
  if (request.doubt && !request.identification)
    throw refused('Let the person confirm through contact data on file.', '', 'confirmed by the person');
  return content;
}

/**
 * Notes what an officer found of a mandate. One that is good identifies the person unless that was done before, and
 * answers go to the agent if it says so; without it the request goes on with the person alone.
 */
export async function checkAgent(
  workspace: Workspace,
  request: Id,
  outcome: 'accepted' | 'refused',
): Promise<RequestItem> {
  const checked = { checkedBy: workspace.actor.id, checkedAt: instant(workspace.now()) };
  if (outcome === 'refused')
    return amend(workspace, request, 'request.verify', (found) => ({
      set: { agent: { ...claimed(found), ...checked, state: 'refused' } },
      note: { agent: outcome },
    }));
  const accepted = async (found: RequestItem) => {
    const agent = claimed(found);
    const { email } = await checkMandate(workspace, found, agent);
    const contact = await reachable(workspace, found);
    return {
      set: { agent: { ...agent, ...checked, state: 'verified' as const } },
      contact: agent.answers === 'agent' && email ? { ...contact, email } : contact,
    };
  };
  if (isUnidentified(await load(workspace, request)))
    return identify(workspace, request, async (found) => ({
      ...(await accepted(found)),
      how: { method: 'mandate', recordedBy: workspace.actor.id },
    }));
  return amend(workspace, request, 'request.verify', async (found) => {
    if (isClosed(found)) throw new Problem('state.conflict');
    const { set, contact } = await accepted(found);
    return {
      set,
      note: { agent: outcome },
      writes: [await contactWrite(workspace, found, contact)],
    };
  });
}

/** Where letters go when an agent is not written to any more; a record that has just been changed must not delay that. */
async function withoutAgent(workspace: Workspace, request: RequestItem): Promise<Contact> {
  try {
    return await reachable(workspace, request);
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
    return {};
  }
}

/**
 * Ends a mandate at once: no letter, link or package goes to the agent any more. What rested on it goes back to where
 * nobody is identified, what is being prepared as soon as it is ready and this is said again; what was begun and cannot
 * be stopped is finished for the person.
 */
export async function revokeMandate(workspace: Workspace, request: Id): Promise<RequestItem> {
  const ended = ({ agent }: RequestItem): Agency => {
    if (!agent || agent.state === 'refused')
      throw new Problem('state.conflict', { detail: 'No mandate is in force.' });
    return { ...agent, state: 'revoked', revokedAt: agent.revokedAt ?? instant(workspace.now()) };
  };
  const found = await load(workspace, request);
  const note = { agent: 'revoked' };
  if (found.identification?.method === 'mandate' && hasStep(found, 'end-mandate'))
    return step(workspace, request, 'end-mandate', async (now): Promise<Changes> => {
      const at = now.stopUntil && now.state === 'approved' ? Date.parse(now.stopUntil) : undefined;
      return {
        set: { agent: ended(now) },
        remove: ['identification', 'decidedBy', 'decidedAt', 'stopUntil', 'issuedAt', 'blocked'],
        note,
        writes: [
          ...(await supersedeWrites(workspace, request, 'collect')),
          noContactWrite(workspace, request),
          ...(at ? [cancelDue(workspace, { at, kind: 'request', reference: request })] : []),
        ],
      };
    });
  return amend(workspace, request, 'request.verify', async (now) => {
    if (isClosed(now))
      throw new Problem('state.conflict', { detail: `The request is in state ${now.state}.` });
    const toPerson = now.identification
      ? [await contactWrite(workspace, now, await withoutAgent(workspace, now))]
      : [];
    return {
      set: { agent: ended(now) },
      note,
      writes: [...(await supersedeWrites(workspace, request, 'collect')), ...toPerson],
    };
  });
}
