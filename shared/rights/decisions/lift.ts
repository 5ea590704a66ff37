import { eventWrite } from '../../audit/record-event.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { controlFrom } from '../../subjects/control.ts';
import { announceWrite, liftWrite, restrictionsOf } from '../../subjects/restrictions.ts';
import { actsOf } from '../acts/plan-acts.ts';
import { tellOfLifting } from '../acts/tell.ts';
import { chosenPerson } from '../identity/person.ts';
import { letter } from '../correspondence/sent.ts';
import type { RequestItem } from '../request/model.ts';
import { renewed } from '../opening/renew.ts';
import { step } from '../steps/store.ts';
import { parts } from '../request/stored.ts';

/** The restrictions that a request put in force and that still are. */
async function inForce(workspace: Workspace, request: RequestItem) {
  const person: SubjectId = chosenPerson(request);
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  const ids = restrictionsOf(control)
    .filter((one) => one.request === request.id)
    .map(({ id }) => id);
  if (ids.length === 0)
    throw new Problem('state.conflict', { detail: 'No restriction of this request is in force.' });
  return { person, control, ids };
}

/** Tells the person that the restriction will be lifted, with the reason and how to object (Art. 18(3)). */
export async function announceLifting(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'announce-lifting', async (found) => {
    const { person, control, ids } = await inForce(workspace, found);
    const { key, contact, changes } = await renewed(workspace, found);
    return {
      ...changes,
      writes: [
        ...changes.writes,
        announceWrite(workspace, person, control, ...ids),
        ...(await letter(workspace, found, 'lifting', {}, { anew: { key, contact } })),
      ],
    };
  });
}

/** True once the notice has left the house. */
async function told(workspace: Workspace, request: Id): Promise<boolean> {
  const mails = await parts(workspace, request, 'mail');
  const last = mails.findLast(({ template }) => template === 'lifting');
  return last?.['state'] === 'sent' || last?.['state'] === 'posted';
}

/** Lifts what a request restricted and tells the recipients; `conflict` until the person has been told. */
export async function lift(workspace: Workspace, request: Id, publicUrl?: string): Promise<RequestItem> {
  const lifted = await step(workspace, request, 'lift', async (found) => {
    if (!(await told(workspace, request)))
      throw new Problem('conflict', {
        detail: 'The notice to the person is still on its way.',
        reason: 'restriction.notice-first',
      });
    const { person, control, ids } = await inForce(workspace, found);
    return {
      set: { lifted: true },
      note: { lifted: ids.length },
      writes: [
        liftWrite(workspace, person, control, ...ids),
        ...ids.map((id) =>
          eventWrite(workspace, { action: 'person.lift', subject: person, target: id, request }),
        ),
      ],
    };
  });
  await tellOfLifting(workspace, lifted, await actsOf(workspace, request), publicUrl);
  return lifted;
}
