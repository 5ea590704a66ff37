import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Reachable } from '../../journeys/fixture.ts';

/** Real milliseconds for which something is given time before the clock is moved, and how often it is moved. */
const PATIENCE = 3000;
const MOVES = 40;

/** Real milliseconds between two moves: work in progress is timed by the same clock, and a busy machine needs longer for it. */
const pauseAfter = (moves: number) => (moves <= 10 ? 250 : 1000);

/**
 * Asks until the answer is there. Work that is tried again after minutes gets these minutes, so that a story which
 * cannot succeed ends soon.
 */
export async function eventually<Value>(
  stack: Pick<Reachable, 'advance'>,
  ask: () => Promise<Value | undefined>,
  patience = PATIENCE,
): Promise<Value> {
  let begun = performance.now();
  for (let moves = 0; moves < MOVES;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() - begun > patience) {
      await stack.advance('PT2M');
      moves += 1;
      begun = performance.now() - patience + pauseAfter(moves);
    }
    await pauseFor(25);
  }
  throw new Error('did not happen');
}
