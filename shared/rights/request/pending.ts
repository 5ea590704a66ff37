import { eventWrite } from '../../audit/record-event.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { controlFrom, type SubjectControl } from '../../subjects/control.ts';
import { endCopiesWrites } from '../../subjects/end-copies.ts';
import { groundRule, type Ground } from '../../subjects/grounds.ts';
import { announceWrite, liftWrite, restrictWrite, restrictionsOf } from '../../subjects/restrictions.ts';
import type { RequestItem } from './model.ts';
import type { RequestType } from '../rights.ts';

/** What stops while a right is being decided, from the moment the person is identified. */
const PENDING: Readonly<Partial<Record<RequestType, Ground>>> = {
  // Art. 18(1)(d): while it is weighed whose grounds prevail.
  objection: 'objection',
  // Art. 22(3): nobody is bound by the decision while a person reviews it.
  review: 'decision',
};

async function controlOf(workspace: Workspace, person: SubjectId): Promise<SubjectControl | undefined> {
  return controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
}

/** The stop that a request has put in force and that nobody has lifted yet. */
async function pending(workspace: Workspace, { id, type, subject }: RequestItem) {
  const awaited = PENDING[type];
  if (!awaited || !subject) return undefined;
  const control = await controlOf(workspace, subject);
  const restriction = restrictionsOf(control).find((one) => one.id === id && one.ground === awaited);
  return control?.state === 'active' && restriction ? { subject, control, restriction } : undefined;
}

/** The writes that stop what a right contests, in the transaction in which the person is identified. */
export async function pendingWrites(workspace: Workspace, request: RequestItem): Promise<Write[]> {
  const ground = PENDING[request.type];
  const { id, subject } = request;
  if (!ground || !subject) return [];
  const control = await controlOf(workspace, subject);
  if (restrictionsOf(control).some((one) => one.id === id)) return [];
  const since = instant(workspace.now());
  return [
    restrictWrite(workspace, subject, control, {
      id,
      ground,
      purposes: 'all',
      records: 'all',
      request: id,
      since,
    }),
    ...endCopiesWrites(workspace, subject, { ground }),
    eventWrite(workspace, { action: 'person.restrict', subject, target: id, type: ground, request: id }),
  ];
}

/** The writes that belong to the closing of a right that stopped something: its letter is the notice of Art. 18(3). */
export async function announcePending(workspace: Workspace, request: RequestItem): Promise<Write[]> {
  const found = await pending(workspace, request);
  if (!found || !groundRule(found.restriction.ground).noticeFirst) return [];
  return [announceWrite(workspace, found.subject, found.control, request.id)];
}

/** How often lifting is prepared anew when the person's control changes meanwhile. */
const ATTEMPTS = 5;

/** Lifts what was stopped while the right was decided; called once the closing letter has been delivered. */
export async function liftPending(workspace: Workspace, request: RequestItem): Promise<void> {
  for (let tries = 1; ; tries++) {
    const found = await pending(workspace, request);
    if (!found) return;
    const { subject, control, restriction } = found;
    try {
      await workspace.tables.write([
        liftWrite(workspace, subject, control, request.id),
        eventWrite(workspace, {
          action: 'person.lift',
          subject,
          target: request.id,
          type: restriction.ground,
          request: request.id,
        }),
      ]);
      return;
    } catch (error) {
      if (!isWriteRefusal(error) || tries >= ATTEMPTS) throw error;
    }
  }
}
