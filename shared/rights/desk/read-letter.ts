import { recordRead } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { MAIL_PART, mailBinding } from '../../mail/outbox.ts';
import { remove, set, stateIs, updates } from '../../store/clauses.ts';
import type { Workspace } from '../../store/workspace.ts';
import { amend } from '../steps/store.ts';
import { requestKey } from '../request/sealed.ts';
import { load } from '../request/stored.ts';

/** The text of a letter that somebody has to post; the reading is logged. */
export async function readLetter(workspace: Workspace, request: Id, id: Id) {
  const found = await load(workspace, request);
  const [item] = await workspace.tables.get([workspace.keys.requestPart(request, MAIL_PART, id)]);
  const content = item?.['content'];
  if (!item || !(content instanceof Uint8Array)) throw new Problem('not-found');
  const key = await requestKey(workspace, found);
  await recordRead(workspace, { action: 'request.read', target: request, request, fields: ['letter'] });
  const { subject, text } = workspace.vault.open(key, mailBinding(request, id), content) as {
    subject: string;
    text: string;
  };
  return { id, template: item['template'], at: item['at'], subject, text };
}

/** Notes that a letter was posted; its text is deleted. `state.conflict` for one that goes by mail. */
export async function letterPosted(workspace: Workspace, request: Id, id: Id): Promise<void> {
  const at = workspace.keys.requestPart(request, MAIL_PART, id);
  await amend(workspace, request, 'request.step', async () => {
    const [item] = await workspace.tables.get([at]);
    if (!item) throw new Problem('not-found');
    if (item['state'] !== 'by-post') throw new Problem('state.conflict');
    const posted = set({ state: 'posted', endedAt: instant(workspace.now()) });
    return {
      note: { letter: id, posted: true },
      writes: [{ update: updates(posted, remove('content')), at, if: stateIs('by-post') }],
    };
  });
}
