import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Reachable } from '../../journeys/fixture.ts';

/** Real milliseconds without an AWS call after which nothing is under way. */
const QUIET = 400;
/** How often the clock is moved for what waits; by a minute each. */
const MOVES = 60;

async function total(stack: Reachable): Promise<number> {
  return Object.values(await stack.calls()).reduce((sum, count) => sum + count, 0);
}

/** Waits until no AWS call has been made for a while; asking does not count as one. */
export async function quiet(stack: Reachable): Promise<void> {
  let last = await total(stack);
  let since = performance.now();
  while (performance.now() - since < QUIET) {
    await pauseFor(40);
    const now = await total(stack);
    if (now !== last) since = performance.now();
    last = now;
  }
}

/** Lets everything run to a standstill and asks whether it is done; if not, moves the clock by a minute. */
export async function finished(stack: Reachable, done: () => Promise<boolean>): Promise<void> {
  for (let moves = 0; moves < MOVES; moves++) {
    await quiet(stack);
    if (await done()) return;
    await stack.advance('PT1M');
  }
  throw new Error('stuck');
}
