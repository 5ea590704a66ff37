import { eventWrite } from '../../audit/record-event.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { controlFrom, type SubjectControl } from '../../subjects/control.ts';
import type { Restriction } from '../../subjects/grounds.ts';
import { restrictWrite, restrictionsOf } from '../../subjects/restrictions.ts';
import { suppressionWrites } from '../../subjects/suppressions.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';

/** People whom one objection can concern: those who answer to the identifiers that it names. */
const MOST = 20;

function stopFor(
  workspace: Workspace,
  person: SubjectId,
  control: SubjectControl,
  stop: Restriction,
): Write[] {
  if (restrictionsOf(control).some(({ ground }) => ground === 'marketing')) return [];
  const { id, ground } = stop;
  return [
    restrictWrite(workspace, person, control, stop),
    eventWrite(workspace, {
      action: 'person.restrict',
      subject: person,
      target: id,
      type: ground,
      request: id,
    }),
  ];
}

/** Stops marketing to people who are active, and remembers it under their addresses. */
async function stopFrom(workspace: Workspace, request: Id, people: readonly SubjectId[]): Promise<Write[]> {
  const items = await workspace.tables.get(people.map((person) => workspace.keys.subject(person)));
  const active = people.flatMap((person, position) => {
    const control = controlFrom(items[position]);
    return control?.state === 'active' ? [{ person, control }] : [];
  });
  const stop: Restriction = {
    id: request,
    ground: 'marketing',
    purposes: ['marketing'],
    records: 'all',
    request,
    since: instant(workspace.now()),
  };
  return [
    ...active.flatMap(({ person, control }) => stopFor(workspace, person, control, stop)),
    ...(await suppressionWrites(
      workspace,
      active.map(({ person }) => person),
      stop,
    )),
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
    return { note: { people: meant.length }, writes: await stopFrom(workspace, request, meant) };
  });
}
