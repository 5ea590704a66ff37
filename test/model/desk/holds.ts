import type { DeskBug } from './bugs.ts';
import { may, type Moves } from './move.ts';
import { planAnew, start } from './runs.ts';
import { workOf, type Desk, type HoldIs, type Intent } from './state.ts';

type Which = 'one' | 'all';

/** States from which an erasure can be held back, as the life-cycle has them. */
const HOLDABLE: readonly Desk['request'][] = ['preparing', 'review', 'approved', 'executing', 'failed'];
const PLANNED: readonly Desk['request'][] = ['review', 'approved', 'executing'];

const put = (desk: Desk, which: Which, to: HoldIs): Desk => ({
  ...desk,
  [which]: to,
  epoch: desk.control === 'active' ? desk.epoch + 1 : desk.epoch,
  settling: true,
});

/** What the holds as they are mean for the erasure as it is. */
function meaning(desk: Desk): Intent['to'] | undefined {
  const { control, all, request } = desk;
  if (control === 'active' && all === 'placed' && HOLDABLE.includes(request)) return 'hold';
  if (request === 'blocked') return all === 'placed' ? undefined : 'end-hold';
  const outdated = desk.knows !== (desk.one === 'placed');
  return control === 'active' && outdated && PLANNED.includes(request) ? 'plan-anew' : undefined;
}

/** What a released hold alone has kept goes; a statute keeps its own copy. */
function ended(desk: Desk, bug: DeskBug | undefined): Desk {
  const settled = { ...desk, settling: false };
  if (desk.one !== 'released') return settled;
  return {
    ...settled,
    keptByHold: bug === 'release leaves what the hold kept' && desk.keptByHold,
    keptByStatute: bug !== 'release takes what a statute keeps' && desk.keptByStatute,
  };
}

/** Writes what was meant, where the control is as it was read; else it is looked at again. */
function written(desk: Desk, { to, epoch, read }: Intent, bug: DeskBug | undefined): Desk {
  const rested = { ...desk, settler: undefined };
  const bare = bug === 'request is held back by what was read';
  if (to === 'hold')
    return (epoch === desk.epoch || bare) && HOLDABLE.includes(desk.request)
      ? { ...rested, request: 'blocked', executed: false, due: false, still: false, nextTry: false }
      : rested;
  const same = read === desk.attempt || bug === 'plan is made anew of a request that has moved';
  if (to === 'plan-anew')
    return epoch === desk.epoch && same && PLANNED.includes(desk.request) ? start(planAnew(rested)) : rested;
  return desk.request === 'blocked' ? start(planAnew(rested)) : rested;
}

/** Two people place and release holds; the product does what follows, whoever of it dies. */
export const holdMoves: Moves = (desk, bug) => {
  const late = bug === 'hold is accepted while the person is erased';
  const open = desk.control === 'active' || (late && desk.control === 'erasing');
  const names = { one: 'hold on a record', all: 'hold on everything' } as const;
  const to = meaning(desk);
  const { settler } = desk;
  const unrepeated = bug === 'nobody repeats what a release means';
  return [
    ...(['one', 'all'] as const).flatMap((which) => [
      ...may(desk.holds > 0 && desk[which] === 'none' && open, `${names[which]} is placed`, 'world', () => ({
        ...put(desk, which, 'placed'),
        holds: desk.holds - 1,
      })),
      ...may(
        desk[which] === 'placed' && desk.control !== 'erasing',
        `${names[which]} is released`,
        'person',
        () => put(desk, which, 'released'),
      ),
    ]),
    ...may(desk.settling && !settler && to !== undefined, `holds are looked at: ${to}`, 'product', () => ({
      ...desk,
      settler: { to: to ?? 'hold', epoch: desk.epoch, read: desk.attempt, restarts: 0 },
    })),
    ...may(desk.settling && !settler && to === undefined, 'holds are settled', 'product', () =>
      ended(desk, bug),
    ),
    ...may(settler !== undefined, `holds are settled: ${settler?.to}`, 'product', () =>
      settler ? written(desk, settler, bug) : desk,
    ),
    ...may(settler !== undefined && desk.faults > 0, 'whoever settles holds dies', 'world', () => ({
      ...desk,
      settler: undefined,
      faults: desk.faults - 1,
      settling: !unrepeated,
    })),
  ];
};

/** True while something is to be done about holds. */
export const isUnsettled = ({ settling, settler }: Desk): boolean => settling || settler !== undefined;

/** True while a request that the product works on is looked after by nobody. */
export const isForsaken = (desk: Desk): boolean =>
  workOf(desk) !== undefined && !desk.due && desk.ticks.length === 0 && desk.runs.length === 0;
