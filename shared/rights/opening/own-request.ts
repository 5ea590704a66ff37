import { directoryEntry, principalFrom } from '../../access/principal.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { isUnidentified } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { openRequest, type NewRequest } from './open-request.ts';
import { isOnFile } from '../identity/contact-on-file.ts';
import { identify, reachable } from '../identity/identify.ts';

/** What somebody who is logged in asks for. */
export type OwnRequest = Pick<NewRequest, 'type' | 'wording' | 'language' | 'marketing'>;

/** The mailbox of the account that acts; `forbidden` for a service, which is nobody. */
async function ownMailbox(workspace: Workspace): Promise<string> {
  const { kind, id } = workspace.actor;
  const [item] = await workspace.tables.get([workspace.keys.principal(id as Id)]);
  const principal = principalFrom(item);
  const entry = principal && directoryEntry(workspace.vault, await workspace.vault.tenantKey(), principal);
  if (kind !== 'human' || !entry?.email) throw new Problem('forbidden', { detail: 'A person has to ask.' });
  return entry.email;
}

/**
 * Opens a request of whoever is logged in, about the data held here. When the account's mailbox was on file of exactly
 * one person before, the login identifies the person, who is asked nothing more (IDV-01); otherwise it goes the
 * ordinary way. What is released still goes to the mailbox on file alone.
 */
export async function openOwnRequest(
  workspace: Workspace,
  given: OwnRequest,
): Promise<{ readonly request: RequestItem; readonly duplicate: boolean }> {
  const email = await ownMailbox(workspace);
  const opened = await openRequest(workspace, {
    ...given,
    channel: 'api',
    receivedAt: instant(workspace.now()),
    identifiers: [{ kind: 'email', value: email }],
    replyTo: email,
  });
  const { id, candidates, subject, receivedAt } = opened.request;
  const [only, ...others] = candidates;
  if (!only || others.length > 0 || only !== subject || !isUnidentified(opened.request)) return opened;
  const { country } = await tenantSettings(workspace);
  const token = await workspace.vault.lookupToken('email', email, country);
  if (!token || !(await isOnFile(workspace, only, receivedAt, 'email', token))) return opened;
  const request = await identify(workspace, id, async (found) => ({
    how: { method: 'account', recordedBy: workspace.actor.id },
    contact: { ...(await reachable(workspace, found)), email },
  }));
  return { ...opened, request };
}
