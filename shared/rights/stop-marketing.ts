import { eventWrite } from '../audit/record-event.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { controlFrom } from '../subjects/control.ts';
import { restrictWrite, restrictionsOf } from '../subjects/restrictions.ts';
import type { RequestItem } from './model.ts';
import { step } from './request-store.ts';

/** People whom one objection can concern: those who answer to the identifiers that it names. */
const MOST = 20;

async function stopFor(workspace: Workspace, request: Id, person: SubjectId): Promise<Write[]> {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  if (control?.state !== 'active') return [];
  if (restrictionsOf(control).some(({ ground }) => ground === 'marketing')) return [];
  return [
    restrictWrite(workspace, person, control, {
      id: request,
      ground: 'marketing',
      purposes: ['marketing'],
      records: 'all',
      request,
      since: instant(workspace.now()),
    }),
    eventWrite(workspace, {
      action: 'person.restrict',
      subject: person,
      target: request,
      type: 'marketing',
      request,
    }),
  ];
}

/**
 * Follows an objection to direct marketing at once: no identification, no balancing (Art. 21(3)). It holds for
 * everybody who answers to the identifiers, since nobody loses by not being advertised to.
 */
export async function stopMarketing(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'stop-marketing', async (found) => {
    if (!found.marketing)
      throw new Problem('state.conflict', { detail: 'This objection has to be weighed.' });
    const meant = found.subject ? [found.subject] : found.candidates.slice(0, MOST);
    const writes = await Promise.all(meant.map((person) => stopFor(workspace, request, person)));
    return { note: { people: meant.length }, writes: writes.flat() };
  });
}
