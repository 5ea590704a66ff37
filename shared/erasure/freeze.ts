import { eventWrite } from '../audit/record-event.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT, all, any, equals, remove, set, updates } from '../store/clauses.ts';
import type { EraserWorkspace, Item } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { ACTIVE_AT, controlFrom } from '../subjects/control.ts';
import { isHeldWhole } from '../subjects/holds.ts';
import { keyToEnd } from './erase-record.ts';
import { knowsHolds } from '../rights/plan/planned-holds.ts';
import { ANYHOW } from '../rights/plan/plan-store.ts';
import { ERASURE_PARTS, runKey } from './run-store.ts';

/** The control item of a person as the eraser meets it. */
export async function controlOf(
  workspace: EraserWorkspace,
  person: SubjectId,
): Promise<{ readonly item: Item; readonly state: string; readonly epoch: number; readonly key?: Id }> {
  const [item] = await workspace.tables.get([workspace.keys.subject(person)]);
  const control = controlFrom(item);
  if (!item || !control) throw new Problem('not-found');
  return { item, ...control };
}

/** How often a freeze is prepared anew when the person's state moves at that moment. */
const ATTEMPTS = 5;

/**
 * Flips the person from active to erasing (I3): every write about the person checks state and epoch in its own
 * transaction, so that one acknowledged before is swept and one after is refused with 423. Repeating it changes
 * nothing; a person whom another request erases is `subject.frozen`. A person under a hold stays as it is, and so does
 * one whose holds on records are not those of the plan; placing or releasing one raises the epoch: whichever comes
 * second fails.
 */
export async function freeze(
  workspace: EraserWorkspace,
  request: Id,
  person: SubjectId,
): Promise<'frozen' | 'held' | 'outdated'> {
  for (let tries = 1; ; tries++) {
    const { item, state, epoch, key } = await controlOf(workspace, person);
    if (state !== 'active') {
      if (item['request'] === request) return 'frozen';
      throw new Problem('subject.frozen');
    }
    if (isHeldWhole(controlFrom(item))) return 'held';
    if (!(await knowsHolds(workspace, { request, person }))) return 'outdated';
    if (!key) throw new Problem('internal');
    const run = { person, receipt: newId(workspace.random), startedAt: instant(workspace.now()) };
    try {
      await workspace.tables.write([
        {
          update: set({ state: 'erasing', epoch: epoch + 1, request }),
          at: workspace.keys.subject(person),
          if: ACTIVE_AT(epoch),
        },
        { put: run, at: runKey(workspace, request), if: ABSENT },
        keyToEnd({ workspace, request }, key),
        eventWrite(workspace, { action: 'erasure.freeze', subject: person, target: person, request }),
      ]);
      return 'frozen';
    } catch (error) {
      if (!isWriteRefusal(error) || tries >= ATTEMPTS) throw error;
    }
  }
}

/**
 * Gives the person back as it was: only before anything was destroyed, when something appeared since the approval that
 * the officer has to decide about.
 */
export async function thaw(workspace: EraserWorkspace, request: Id, person: SubjectId): Promise<void> {
  const { item, state, epoch, key } = await controlOf(workspace, person);
  if (state !== 'erasing' || item['request'] !== request || !key) return;
  await workspace.tables.write([
    {
      update: updates(set({ state: 'active', epoch: epoch + 1 }), remove('request')),
      at: workspace.keys.subject(person),
      if: all(equals('state', 'erasing'), equals('request', request)),
    },
    {
      delete: true,
      at: runKey(workspace, request),
      if: any(ABSENT, { expression: 'attribute_not_exists(#at)', names: { '#at': 'destroyedAt' } }),
    },
    { delete: true, at: workspace.keys.requestPart(request, ERASURE_PARTS.key, key), if: ANYHOW },
    eventWrite(workspace, { action: 'erasure.thaw', subject: person, target: person, request }),
  ]);
}
