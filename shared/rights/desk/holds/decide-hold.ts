import { eventWrite } from '../../../audit/record-event.ts';
import type { Id, SubjectId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { instant } from '../../../kernel/time.ts';
import { all, set, stateIs, versionIs } from '../../../store/clauses.ts';
import { isWriteRefusal } from '../../../store/write-refusal.ts';
import type { Workspace, Write } from '../../../store/workspace.ts';
import { controlFrom } from '../../../subjects/control.ts';
import { holdWrite, unholdWrite } from '../../../subjects/holds.ts';
import { START_CHECK } from '../../decide.ts';
import { markedRequest, personMark } from '../../marks.ts';
import { step } from '../../request-store.ts';
import { runOf, type StartRun } from '../../runs.ts';
import { dueWrite } from '../../../store/due.ts';
import { HOLD_STEPS, loadHold, type HoldItem, type HoldState, type HoldStep } from './hold.ts';
import { holdBack } from './hold-back.ts';

/** What each state adds to what is stored, when it is entered. */
const NOTED: Readonly<Partial<Record<HoldState, (by: string, at: string) => Partial<HoldItem>>>> = {
  placed: (placedBy, placedAt) => ({ placedBy, placedAt }),
  'release-requested': (askedBy) => ({ askedBy }),
  declined: (endedBy, endedAt) => ({ endedBy, endedAt }),
  released: (endedBy, endedAt) => ({ endedBy, endedAt }),
};

async function controlWrites(workspace: Workspace, hold: HoldItem, to: HoldState): Promise<Write[]> {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(hold.person)]))[0]);
  const { id, person, records, state } = hold;
  const since = instant(workspace.now());
  if (state === 'requested' && to === 'placed')
    return [holdWrite(workspace, person, control, { id, records, since })];
  return to === 'released' ? [unholdWrite(workspace, person, control, id)] : [];
}

/** How often a step is prepared anew when the person's control changes meanwhile. */
const ATTEMPTS = 5;

/** The open erasure of a person, if there is one. */
async function erasureOf(workspace: Workspace, person: SubjectId) {
  return markedRequest(workspace, [await personMark(workspace, 'erasure', person)]);
}

/** Lets an erasure that only a hold kept back go on with a new plan; again, it does nothing. */
export async function goOn(workspace: Workspace, person: SubjectId, start: StartRun): Promise<void> {
  const waiting = await erasureOf(workspace, person);
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  if (waiting?.state !== 'blocked' || waiting.blocked?.by !== 'hold' || control?.holds) return;
  const at = workspace.now() + START_CHECK;
  const next = await step(workspace, waiting.id, 'end-hold', ({ attempt }) => ({
    set: { attempt: attempt + 1 },
    remove: ['blocked'],
    writes: [dueWrite(workspace, { at, kind: 'request', reference: waiting.id })],
  }));
  const run = runOf(workspace.tenant, next);
  if (run) await start(run);
}

async function taken(workspace: Workspace, id: Id, name: HoldStep): Promise<HoldItem> {
  const hold = await loadHold(workspace, id);
  const { from, to, second } = HOLD_STEPS[name];
  if (hold.state !== from)
    throw new Problem('state.conflict', { detail: `The hold is in state ${hold.state}.` });
  if (second && hold.askedBy === workspace.actor.id) throw new Problem('same-person');
  const now = workspace.now();
  const noted = name === 'keep' ? {} : NOTED[to]?.(workspace.actor.id, instant(now));
  const changed = { ...noted, state: to, version: hold.version + 1 };
  await workspace.tables.write([
    {
      update: set(changed),
      at: workspace.keys.hold(id),
      if: all(stateIs(from), versionIs(hold.version)),
    },
    ...(await controlWrites(workspace, hold, to)),
    dueWrite(workspace, { at: now, kind: 'hold', reference: id }),
    eventWrite(workspace, { action: 'hold.decide', target: id, type: name, subject: hold.person }),
  ]);
  return { ...hold, ...changed };
}

/**
 * Moves a hold: approves or declines it, asks for its release, releases it or keeps it. Placing and releasing need a
 * second person: `same-person`. An erasure that has not begun is held back, and goes on by itself after the release;
 * one that has begun refuses the hold with `subject.frozen`.
 */
export async function decideHold(
  workspace: Workspace,
  id: Id,
  name: HoldStep,
  start: StartRun,
): Promise<HoldItem> {
  for (let tries = 1; ; tries++) {
    try {
      const hold = await taken(workspace, id, name);
      const erasure = hold.state === 'placed' ? await erasureOf(workspace, hold.person) : undefined;
      if (erasure) await holdBack(workspace, erasure.id);
      if (hold.state === 'released') await goOn(workspace, hold.person, start);
      return hold;
    } catch (error) {
      if (!isWriteRefusal(error, 0)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
