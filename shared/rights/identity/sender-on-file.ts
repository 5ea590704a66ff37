import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import type { RequestItem } from '../request/model.ts';
import { contentOf } from '../request/sealed.ts';
import { isOnFile } from './contact-on-file.ts';
import { identify, reachable } from './identify.ts';
import { checkMethod } from '../request/methods.ts';
import { chosenPerson } from './person.ts';

/** What a channel shows of its sender; the others show nothing that was not typed by whoever asks. */
const SHOWS: Readonly<Partial<Record<RequestItem['channel'], 'email' | 'phone'>>> = {
  email: 'email',
  phone: 'phone',
};

function refused(detail: string, rule: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer: '/sender', rule }] });
}

/**
 * Records that a message came from a mailbox or number that was on file before it: enough for rights by which nobody
 * else can learn or lose anything. `rule.violated` for a right that needs more, a channel that shows no sender, a mailbox
 * that the message did not come from, and a sender that is not on file.
 */
export async function recordSender(workspace: Workspace, request: Id, sender: string): Promise<RequestItem> {
  const { country } = await tenantSettings(workspace);
  return identify(workspace, request, async (found) => {
    checkMethod(found.type, 'sender-on-file');
    const kind = SHOWS[found.channel];
    if (!kind) throw refused('This channel does not show who sent a message.', 'channel');
    const token = (value: string | undefined) =>
      value === undefined ? undefined : workspace.vault.lookupToken(kind, value, country);
    const given = await token(sender);
    const wrote = kind === 'email' ? await token((await contentOf(workspace, found))?.replyTo) : given;
    if (!given || given !== wrote) throw refused('The message did not come from there.', 'sender');
    if (!(await isOnFile(workspace, chosenPerson(found), found.receivedAt, kind, given)))
      throw refused('This was not on file before the request.', 'on file');
    return {
      how: { method: 'sender-on-file', recordedBy: workspace.actor.id },
      contact: await reachable(workspace, found),
    };
  });
}
