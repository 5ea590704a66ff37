import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Status } from '../../../local/pages/status.ts';
import type { Reachable } from '../../journeys/fixture.ts';

/** Looks in a row that have to find the same, and real milliseconds between them. */
const LOOKS = 5;
const PAUSE = 40;
/** Minutes by which the clock is moved for what waits, again and again until it is done: two hours, then it is stuck. */
const MOVES = [1, 1, 2, 3, 5, 10, 10, 30, 60];

/** Invocations so far, and whether one is running. */
async function work({ awsUrl }: Reachable): Promise<{ runs: number; running: number }> {
  const { functions } = (await (await fetch(`${awsUrl}/_local/status.json`)).json()) as Status;
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    runs: sum(functions.map(({ cold, warm }) => cold + warm)),
    running: sum(functions.map(({ running }) => running)),
  };
}

/**
 * Waits until no function runs or has run for some looks in a row. Looks are counted, not time: each is answered by the
 * process that it looks at, between the timers that begin new work, however slow the machine is.
 */
export async function quiet(stack: Reachable): Promise<void> {
  let last = -1;
  for (let same = 0; same < LOOKS; same++) {
    const { runs, running } = await work(stack);
    if (running > 0 || runs !== last) same = 0;
    last = runs;
    await pauseFor(PAUSE);
  }
}

/** Lets hours pass, in which whatever was to be tried again has been, so that only what lasts is left. */
export async function settled(stack: Reachable): Promise<void> {
  for (const hours of [0, 1, 1, 1]) {
    if (hours > 0) await stack.advance(`PT${hours}H`);
    await quiet(stack);
  }
}

/** Lets everything run to a standstill and asks whether it is done; if not, moves the clock. */
export async function finished(stack: Reachable, done: () => Promise<boolean>): Promise<void> {
  for (const minutes of [0, ...MOVES]) {
    if (minutes > 0) await stack.advance(`PT${minutes}M`);
    await quiet(stack);
    if (await done()) return;
  }
  throw new Error('stuck');
}
