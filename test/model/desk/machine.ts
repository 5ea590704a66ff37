import type { Machine } from '../explorer.ts';
import type { DeskBug } from './bugs.ts';
import { holdMoves, isForsaken, isUnsettled } from './holds.ts';
import { isNamed, runMoves } from './runs.ts';
import { RESTARTS, type Desk } from './state.ts';
import { watchMoves } from './watchdog.ts';

/** The invariants, in the order in which they are judged. */
function wrong(desk: Desk): string | undefined {
  const { broken, one, all, record, others, keptByHold, keptByStatute, request } = desk;
  if (broken !== '') return broken;
  if (!record && !keptByStatute) return 'I12: what a statute keeps is gone';
  if (one === 'placed' && !record && !keptByHold) return 'I12: what a hold covers is gone';
  if (all === 'placed' && !(record && others))
    return 'I12: something is gone although a hold covers everything';
  if (request === 'done' && keptByHold && one !== 'placed' && !isUnsettled(desk))
    return 'I12: more is kept than a hold covers';
  if (request === 'blocked' && all !== 'placed' && !isUnsettled(desk))
    return 'I8: a request waits for a hold that is not there';
  if (isForsaken(desk)) return 'I8: work stands still, and nobody looks at it again';
  if (desk.letters > 1) return 'I7: a request was closed twice';
  return undefined;
}

/** Done; or parked with an alarm, after something went wrong as often as the product begins anew. */
const isOver = ({ request, nextTry, deaths, runs }: Desk) =>
  (request === 'done' && runs.length === 0) ||
  (request === 'failed' && !nextTry && deaths > RESTARTS.altogether);

/**
 * The same text for states from which the same follows: which run or clock does what, how often something was tried and
 * when something was read makes no difference but for what is the last.
 */
function codeOf(desk: Desk): string {
  const { runs, ticks, settler, attempt, epoch: now, named: _name, ...rest } = desk;
  const same = (one: { readonly epoch: number; readonly read: number }) =>
    `${one.epoch === now} ${one.read === attempt}`;
  const run = runs.map((one) => `${one.of} ${one.at} ${one.attempt === attempt} ${same(one)}`);
  const tick = ticks.map(({ to, restarts }) => `${to}${restarts}`);
  const settles = settler && `${settler.to} ${same(settler)}`;
  return [Object.values(rest), run.sort(), tick.sort(), isNamed(desk), settles].join(';');
}

/**
 * One erasure with its plan, its runs, its watchdog, and two holds: on a record that a statute keeps as well, and on
 * everything. Every move is one transaction, one start, one death or one decision; `bug` breaks it. From every state an
 * end has to be reachable by the product and the people who may: a hold delays it until its release, nothing else does.
 */
export function deskMachine(begin: Desk, bug?: DeskBug): Machine<Desk> {
  return {
    begin,
    moves: (desk) => [...runMoves(desk, bug), ...watchMoves(desk, bug), ...holdMoves(desk, bug)],
    code: codeOf,
    wrong,
    ended: (desk) => isOver(desk) && !isUnsettled(desk),
  };
}
