import type { Id } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { contactWrite, type Contact } from '../correspondence/contact.ts';
import type { Identification, RequestItem } from '../request/model.ts';
import { pendingWrites } from '../request/pending.ts';
import { step, type Changes } from '../steps/store.ts';
import { contactOnFile } from './contact-on-file.ts';
import { supersedeWrites } from './challenges.ts';
import { isPendingEvidence } from '../request/evidence-item.ts';
import { checkMethod } from '../request/methods.ts';
import { chosenPerson } from './person.ts';

/** How the person was identified, and where letters go from now on. */
export interface Identified {
  readonly how: Omit<Identification, 'at'>;
  readonly contact: Contact;
}

/** How the chosen person is reached by what was on file before the request. */
export async function reachable(workspace: Workspace, request: RequestItem): Promise<Contact> {
  const { email, country } = await contactOnFile(workspace, chosenPerson(request), request.receivedAt);
  return { ...(email ? { email } : {}), ...(country ? { country } : {}) };
}

/**
 * What belongs to every identification: the method suffices for the right, an open question is answered, what the right
 * contests stops. `rule.violated` for a method that is too weak.
 */
export async function identifiedChanges(
  workspace: Workspace,
  request: RequestItem,
  { how, contact }: Identified,
): Promise<Required<Pick<Changes, 'set' | 'note' | 'writes'>>> {
  checkMethod(request.type, how.method);
  const suspensions = answered(request, workspace.now);
  return {
    set: {
      identification: { ...how, at: instant(workspace.now()) },
      ...suspensions,
      ...dueDays({ ...request, ...suspensions }),
    },
    note: { method: how.method, ...(how.recordedBy ? { recordedBy: how.recordedBy } : {}) },
    writes: [
      await contactWrite(workspace, request, contact),
      ...(await pendingWrites(workspace, request)),
      // A document that is held has done its work, or is not needed any more.
      ...(isPendingEvidence(request.evidence)
        ? [dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request.id })]
        : []),
    ],
  };
}

/** An identification without a code or a call, with what else belongs to it. */
export interface Recognised extends Identified {
  readonly set?: Changes['set'];
}

/** Identifies the person by what `prepare` finds good; links that were sent for it end. */
export async function identify(
  workspace: Workspace,
  request: Id,
  prepare: (request: RequestItem) => Promise<Recognised>,
): Promise<RequestItem> {
  return step(workspace, request, 'identify', async (found) => {
    const recognised = await prepare(found);
    const { set, note, writes } = await identifiedChanges(workspace, found, recognised);
    return {
      set: { ...set, ...recognised.set },
      note,
      writes: [...writes, ...(await supersedeWrites(workspace, request, 'verify'))],
    };
  });
}
