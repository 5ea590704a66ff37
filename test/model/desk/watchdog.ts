import type { Move } from '../explorer.ts';
import type { DeskBug } from './bugs.ts';
import { may, type Moves } from './move.ts';
import { isNamed, start } from './runs.ts';
import { RESTARTS, workOf, type Desk, type Intent } from './state.ts';

/** What the clock decides from what it reads. */
function decides(desk: Desk): Intent['to'] | undefined {
  if (desk.request === 'failed') return desk.nextTry && desk.still ? 'anew' : undefined;
  if (!workOf(desk)) return undefined;
  if (!desk.still) return isNamed(desk) ? undefined : 'start';
  return desk.restarts < RESTARTS.atOnce ? 'anew' : 'fail';
}

function beginAnew(desk: Desk, restarts: number, bug?: DeskBug): Desk {
  const request = desk.request === 'failed' ? (desk.executed ? 'executing' : 'preparing') : desk.request;
  return {
    ...desk,
    request,
    attempt: desk.attempt + (bug === 'watchdog restarts under the same name' ? 0 : 1),
    restarts: restarts + 1,
    nextTry: false,
    still: false,
    due: bug !== 'watchdog plans no next look',
  };
}

function giveUp(desk: Desk, restarts: number, bug: DeskBug | undefined): Desk {
  if (!workOf(desk)) return desk;
  const nextTry = restarts < RESTARTS.altogether && bug !== 'work that failed has no next try and no alarm';
  return { ...desk, request: 'failed', nextTry, still: false, due: nextTry };
}

/** What the clock writes; the request may have moved since it was read. */
function written(desk: Desk, { to, restarts }: Intent, bug: DeskBug | undefined): Desk {
  if (to === 'fail') return giveUp(desk, restarts, bug);
  if (to === 'anew') return workOf(desk) || desk.request === 'failed' ? beginAnew(desk, restarts, bug) : desk;
  return { ...desk, due: true };
}

const without = (desk: Desk, intent: Intent): Desk => ({
  ...desk,
  ticks: desk.ticks.filter((one) => one !== intent),
});

/** The clock, those whom it starts, and the officer in the end. */
export const watchMoves: Moves = (desk, bug) => {
  const to = decides(desk);
  const room = desk.ticks.length === 0 || (desk.ticks.length === 1 && desk.doubles > 0);
  const working = desk.runs.some(({ attempt }) => attempt === desk.attempt);
  const waits = desk.request === 'failed' ? desk.nextTry : isNamed(desk);
  const lost = bug === 'run that was lost is not started again';
  return [
    ...may(desk.due && to !== undefined && room, `clock looks: ${to}`, 'product', () => ({
      ...desk,
      doubles: desk.doubles - desk.ticks.length,
      ticks: [...desk.ticks, { to: to ?? 'start', epoch: 0, read: 0, restarts: desk.restarts }],
    })),
    ...desk.ticks.flatMap((intent): Move<Desk>[] => {
      const then = written(without(desk, intent), intent, bug);
      return [
        {
          name: `clock writes: ${intent.to}`,
          by: 'product',
          next: lost && intent.to === 'start' ? then : start(then),
        },
        ...may(desk.faults > 0 && workOf(then) !== undefined, 'clock dies before the start', 'world', () => ({
          ...then,
          faults: desk.faults - 1,
          deaths: desk.deaths + 1,
        })),
      ];
    }),
    ...may(waits && !desk.still && !working && desk.due, 'a long time passes', 'product', () => ({
      ...desk,
      still: true,
    })),
    ...may(working && !desk.still && desk.faults > 0, 'a run is far too slow', 'world', () => ({
      ...desk,
      still: true,
      faults: desk.faults - 1,
      deaths: desk.deaths + 1,
    })),
    // An officer can; the product may not have to rely on it.
    ...may(desk.request === 'failed' && !desk.nextTry, 'officer tries again', 'world', () =>
      start(beginAnew(desk, -1)),
    ),
    ...may(desk.request === 'review', 'officer approves', 'person', () => ({
      ...desk,
      request: 'approved' as const,
      due: true,
    })),
    ...may(
      desk.request === 'approved',
      'stop window is over',
      'product',
      () =>
        ({ ...desk, request: 'executing', executed: true, attempt: desk.attempt + 1, due: true }) as const,
    ),
  ];
};
