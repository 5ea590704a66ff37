import { eventWrite } from '../../../audit/record-event.ts';
import type { Id, SubjectId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { instant } from '../../../kernel/time.ts';
import { all, set, stateIs, versionIs } from '../../../store/clauses.ts';
import type { Workspace, Write } from '../../../store/workspace.ts';
import { controlFrom } from '../../../subjects/control.ts';
import { holdWrite, isHeldWhole, unholdWrite } from '../../../subjects/holds.ts';
import { START_CHECK } from '../../decisions/decide.ts';
import type { RequestItem } from '../../request/model.ts';
import { markedRequest, personMark } from '../../request/marks.ts';
import { step } from '../../steps/store.ts';
import { runOf, type StartRun } from '../../steps/runs.ts';
import { dueWrite } from '../../../store/due.ts';
import { HOLD_REASONS, HOLD_STEPS, loadHold, type HoldItem, type HoldState, type HoldStep } from './hold.ts';
import { holdBack } from '../../steps/hold-back.ts';
import { persistently } from './persistently.ts';
import { planAnew } from './plan-anew.ts';

/** What each state adds to what is stored, when it is entered. */
const NOTED: Readonly<Partial<Record<HoldState, (by: string, at: string) => Partial<HoldItem>>>> = {
  placed: (placedBy, placedAt) => ({ placedBy, placedAt }),
  'release-requested': (askedBy) => ({ askedBy }),
  declined: (endedBy, endedAt) => ({ endedBy, endedAt }),
  released: (endedBy, endedAt) => ({ endedBy, endedAt }),
};

/** The hold is put on, or taken off, everybody whom its records are about and who is there still. */
async function controlWrites(workspace: Workspace, hold: HoldItem, to: HoldState): Promise<Write[]> {
  const { id, people, records, file, reason, state } = hold;
  const placing = state === 'requested' && to === 'placed';
  if (!placing && to !== 'released') return [];
  const items = await workspace.tables.get(people.map((person) => workspace.keys.subject(person)));
  const { ground } = HOLD_REASONS[reason];
  const since = instant(workspace.now());
  return people.flatMap((person, position): Write[] => {
    const control = controlFrom(items[position]);
    if (control?.state === 'erased' && (to === 'released' || person !== hold.person)) return [];
    return placing
      ? [holdWrite(workspace, person, control, { id, records, ...(file ? { file } : {}), ground, since })]
      : [unholdWrite(workspace, person, control, id)];
  });
}

/** The open erasure of a person, if there is one. */
async function erasureOf(workspace: Workspace, person: SubjectId) {
  return markedRequest(workspace, [await personMark(workspace, 'erasure', person)]);
}

/** Lets an erasure that only a hold kept back go on with a new plan; again, it does nothing. */
async function goOn(workspace: Workspace, waiting: RequestItem, person: SubjectId): Promise<RequestItem> {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  if (waiting.state !== 'blocked' || waiting.blocked?.by !== 'hold' || isHeldWhole(control)) return waiting;
  const at = workspace.now() + START_CHECK;
  return step(workspace, waiting.id, 'end-hold', ({ attempt }) => ({
    set: { attempt: attempt + 1 },
    remove: ['blocked'],
    writes: [dueWrite(workspace, { at, kind: 'request', reference: waiting.id })],
  }));
}

/**
 * Lets the open erasure of everybody whom a hold is about do what follows from the holds as they are now: wait, go on,
 * or be planned anew. Again, it does nothing.
 */
export async function settleErasures(workspace: Workspace, hold: HoldItem, start: StartRun): Promise<void> {
  for (const person of hold.people) {
    const found = await erasureOf(workspace, person);
    if (!found || (await holdBack(workspace, found.id))) continue;
    const next = (await planAnew(workspace, found.id)) ?? (await goOn(workspace, found, person));
    const run = next.version > found.version && runOf(workspace.tenant, next);
    if (run) await start(run);
  }
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
 * second person: `same-person`. An erasure that has not begun waits for the release of a hold on everything, and is
 * planned and approved anew with one on records; while it is carried out, it refuses both with `subject.frozen`.
 */
export async function decideHold(
  workspace: Workspace,
  id: Id,
  name: HoldStep,
  start: StartRun,
): Promise<HoldItem> {
  const hold = await persistently(() => taken(workspace, id, name));
  if (hold.state === 'placed' || hold.state === 'released') await settleErasures(workspace, hold, start);
  return hold;
}
