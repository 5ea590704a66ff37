import type { Workspace } from '../../store/workspace.ts';
import type { Link } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { openPart } from '../request/sealed.ts';
import { answerCode } from './codes.ts';
import { contactOnFile } from './contact-on-file.ts';
import { identifiedChanges } from './identify.ts';
import { chosenPerson } from './person.ts';

/** Identifies the person by the code from the mailbox on file; the mailbox is where letters go from now on. */
export async function verifyByCode(workspace: Workspace, link: Link, code: string): Promise<RequestItem> {
  return answerCode(workspace, link, 'verify', code, async (request, used, { id, to }) => {
    const email = (await openPart(workspace, request, id, 'mailbox', to)) as string;
    const { country } = await contactOnFile(workspace, chosenPerson(request), request.receivedAt, []);
    const contact = { email, ...(country ? { country } : {}) };
    return step(workspace, request.id, 'verify', async (found) => {
      const changes = await identifiedChanges(workspace, found, { how: { method: 'mailbox-code' }, contact });
      return { ...changes, writes: [used, ...changes.writes] };
    });
  });
}
