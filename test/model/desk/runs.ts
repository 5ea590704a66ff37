import type { Move } from '../explorer.ts';
import type { DeskBug } from './bugs.ts';
import { may, type Moves } from './move.ts';
import { broke, workOf, type Desk, type Run } from './state.ts';

/** True when a run was started under the name that the present state stands for: a second start does nothing. */
export const isNamed = (desk: Desk): boolean => desk.named === `${workOf(desk)} ${desk.attempt}`;

/** Starts the run that the present state stands for; a name that was used starts nothing. */
export function start(desk: Desk): Desk {
  const of = workOf(desk);
  if (!of || isNamed(desk)) return desk;
  const { attempt } = desk;
  return {
    ...desk,
    named: `${of} ${attempt}`,
    runs: [...desk.runs, { of, attempt, at: 0, epoch: 0, read: 0 }],
  };
}

/** Takes a run out of the service, or moves it on. */
function moved(desk: Desk, run: Run, to: Partial<Run> | 'end'): Desk {
  const others = desk.runs.filter((one) => one !== run);
  return { ...desk, runs: to === 'end' ? others : [...others, { ...run, ...to }] };
}

/** Lets the plan be made anew: another attempt, which the clock starts. */
export function planAnew(desk: Desk): Desk {
  const { attempt } = desk;
  return { ...desk, request: 'preparing', attempt: attempt + 1, executed: false, due: true, still: false };
}

/** Neither the control nor the request has moved since they were read. */
const isAsRead = (desk: Desk, { epoch, read }: Run, moving = false) =>
  desk.request === 'executing' && desk.epoch === epoch && (desk.attempt === read || moving);

const inForce = ({ one }: Desk) => one === 'placed';

/** The turns of planning: holds are noted, items made, and a plan that knows other holds is made again. */
const PLAN: readonly ((desk: Desk, run: Run, bug: DeskBug | undefined) => Desk)[] = [
  (desk, run) => moved({ ...desk, knows: inForce(desk), held: false }, run, { at: 1 }),
  (desk, run) => moved({ ...desk, held: desk.knows && inForce(desk) }, run, { at: 2 }),
  (desk, run) => moved(desk, run, { at: desk.knows === inForce(desk) ? 3 : 0 }),
  (desk, run) => {
    if (desk.request !== 'preparing') return moved(desk, run, 'end');
    return moved({ ...desk, request: 'review', due: false, still: false }, run, 'end');
  },
];

/** What freezing comes to, by the control as it is read. */
function freeze(desk: Desk, run: Run, bug: DeskBug | undefined): Desk {
  if (desk.control !== 'active') return moved(desk, run, { at: 2 });
  if (desk.all === 'placed' && bug !== 'freeze ignores a hold on everything')
    return moved(desk, run, { at: 6, epoch: desk.epoch, read: desk.attempt });
  const outdated = desk.knows !== inForce(desk);
  const missed = inForce(desk)
    ? bug === 'plan that does not know a hold is carried out'
    : bug === 'plan that knows a released hold is carried out';
  if (outdated && !missed) return moved(desk, run, { at: 7, epoch: desk.epoch, read: desk.attempt });
  return moved(desk, run, { at: 1, epoch: desk.epoch });
}

/** The steps of erasing: each bears being repeated and being done by two runs. */
const ERASE: readonly ((desk: Desk, run: Run, bug: DeskBug | undefined) => Desk)[] = [
  (desk, run, bug) => (desk.request === 'executing' ? freeze(desk, run, bug) : moved(desk, run, 'end')),
  (desk, run, bug) => {
    const same = desk.epoch === run.epoch || bug === 'freeze goes by the holds that it read';
    if (desk.control !== 'active' || !same) return moved(desk, run, { at: 0, epoch: 0 });
    return moved({ ...desk, control: 'erasing', epoch: desk.epoch + 1 }, run, { at: 2, epoch: 0 });
  },
  (desk, run, bug) => {
    if (desk.record) {
      const early = bug === 'original goes before its held copy is there';
      return moved({ ...desk, keptByStatute: true, keptByHold: desk.held && !early }, run, { at: 3 });
    }
    return moved(desk, run, { at: 3 });
  },
  (desk, run) => moved({ ...desk, record: false, others: false }, run, { at: 4 }),
  (desk, run, bug) => {
    const early = bug === 'original goes before its held copy is there';
    const keptByHold = early ? desk.held : desk.keptByHold;
    return moved({ ...desk, control: 'erased', keptByHold }, run, { at: 5 });
  },
  (desk, run, bug) => {
    const both = bug === 'restarts that meet both close the request';
    if (desk.request !== 'executing' && !both) return moved(desk, run, 'end');
    const done = { ...desk, request: 'done', letters: desk.letters + 1, due: false, still: false } as const;
    return moved(done, run, 'end');
  },
  // What follows from the holds is written where the control is as it was read, or looked at again.
  (desk, run) => {
    if (!isAsRead(desk, run)) return moved(desk, run, { at: 0, epoch: 0 });
    return moved({ ...desk, request: 'blocked', executed: false, due: false, still: false }, run, 'end');
  },
  (desk, run, bug) => {
    const moving = bug === 'plan is made anew of a request that has moved';
    if (!isAsRead(desk, run, moving)) return moved(desk, run, { at: 0, epoch: 0 });
    return moved(planAnew(desk), run, 'end');
  },
];

function turn(desk: Desk, run: Run, bug: DeskBug | undefined): Desk {
  const stale = run.of === 'plan' && (desk.request !== 'preparing' || desk.attempt !== run.attempt);
  if (stale && bug !== 'slow run of an earlier attempt plans on') return moved(desk, run, 'end');
  const step = (run.of === 'plan' ? PLAN : ERASE)[run.at];
  return step ? step(desk, run, bug) : broke(desk, 'a run has no such step');
}

/** Turns of the workflows, and their deaths for good. */
export const runMoves: Moves = (desk, bug) =>
  desk.runs.flatMap((run): Move<Desk>[] => [
    { name: `${run.of}: turn ${run.at}`, by: 'product', next: turn(desk, run, bug) },
    ...may(desk.faults > 0, `${run.of} dies for good`, 'world', () =>
      moved({ ...desk, faults: desk.faults - 1, deaths: desk.deaths + 1 }, run, 'end'),
    ),
  ]);
