import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { chosenPerson } from './challenges.ts';
import { answerCode } from './codes.ts';
import { contactWrite } from '../contact.ts';
import { contactOnFile } from './contact-on-file.ts';
import type { Link } from '../link.ts';
import type { RequestItem } from '../model.ts';
import { pendingWrites } from '../pending.ts';
import { step } from '../request-store.ts';
import { openPart } from '../sealed.ts';

/** Identifies the person by the code from the mailbox on file; the mailbox is where letters go from now on. */
export async function verifyByCode(workspace: Workspace, link: Link, code: string): Promise<RequestItem> {
  return answerCode(workspace, link, 'verify', code, async (request, used, { id, to }) => {
    const email = (await openPart(workspace, request, id, 'mailbox', to)) as string;
    const { country } = await contactOnFile(workspace, chosenPerson(request), request.receivedAt, []);
    const contact = { email, ...(country ? { country } : {}) };
    return step(workspace, request.id, 'verify', async (found) => ({
      set: { identification: { method: 'mailbox-code', at: instant(workspace.now()) } },
      note: { method: 'mailbox-code' },
      writes: [
        used,
        await contactWrite(workspace, found, contact),
        ...(await pendingWrites(workspace, found)),
      ],
    }));
  });
}
