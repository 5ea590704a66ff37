import { setTimeout as pauseFor } from 'node:timers/promises';
import { QUIET } from '../../../shared/erasure/erasure.ts';
import { MINUTE, SECOND } from '../../../shared/kernel/time.ts';
import type { Stack } from '../../journeys/fixture.ts';
import type { Approved } from './approved.ts';
import { progressOf, traceOf } from './progress.ts';

/** What became of erasures whose stop windows ended together. */
export interface CarriedOut {
  /** Seconds from the end of the stop windows to the end of the last key. */
  readonly unreadable: number;
  /** Seconds that passed on the host from the end of the stop windows until everything was done. */
  readonly seconds: number;
  /** Requests in any state but `done`. */
  readonly open: number;
  /** Requests that were not carried out, closed and receipted exactly once. */
  readonly odd: number;
}

/** Seconds after the last key in which every run has begun to wait. */
const SETTLING = 5;
/** Seconds without anything new after which erasures are taken to be stuck. */
const PATIENCE = 240;
/** Seconds without anything new after which the clock moves on: somebody began to wait after it had moved. */
const STILL = 60;

/** Stands for the seconds of what has not happened: JSON knows no infinity. */
const NEVER = 1e9;

/** States from which nothing goes on by itself for hours. */
const ENDS = ['done', 'failed', 'partly-done', 'blocked'] as const;

const secondsSince = (begun: number) => (performance.now() - begun) / SECOND;

async function until(condition: () => Promise<boolean>): Promise<void> {
  const begun = performance.now();
  while (!(await condition()) && secondsSince(begun) < PATIENCE) await pauseFor(100);
}

/** Turns of the functions that erase, done or begun. */
function turnsOf({ cloud }: Stack): number {
  const erasing = cloud.status().functions.filter(({ name }) => /-(erase|sweep)$/.test(name));
  return erasing.reduce((sum, { warm, cold, running }) => sum + warm + cold + running, 0);
}

/** Lets the clock come to a moment before the end of the stop windows; the runs are started there, and wait. */
export async function toTheEnd(stack: Stack, { requests, over }: Approved): Promise<void> {
  await stack.resetCalls();
  await stack.advance(over - 1.8 * MINUTE - stack.cloud.clock.now());
  await until(async () => ((await stack.calls())['states:StartExecution'] ?? 0) >= requests.length);
  await stack.advance(Math.max(0, over - SECOND - stack.cloud.clock.now()));
}

/** Watches approved erasures from the end of their stop windows until all are done, or nothing happens any more. */
export async function carriedOut(stack: Stack, tenant: string, approved: Approved): Promise<CarriedOut> {
  const { requests, over } = approved;
  await toTheEnd(stack, approved);
  await pauseFor(Math.max(0, over - stack.cloud.clock.now()));
  const begun = performance.now();
  let [moved, jumped, before, unreadable, open] = [begun, 0, '', NEVER, requests.length];
  let ended = 0;
  while (ended < requests.length && secondsSince(moved) < PATIENCE) {
    const progress = await progressOf(stack, tenant, requests);
    const seen = JSON.stringify([progress.states, progress.destroyed.length, turnsOf(stack)]);
    const moves = seen !== before;
    open = requests.length - (progress.states['done'] ?? 0);
    ended = ENDS.reduce((sum, state) => sum + (progress.states[state] ?? 0), 0);
    const all = progress.destroyed.length === requests.length;
    if (all && unreadable === NEVER) unreadable = (Math.max(...progress.destroyed) - over) / SECOND;
    // The second sweep comes after the caches: that wait is the clock's, not the machine's.
    const quiet = secondsSince(Math.max(moved, jumped)) > (jumped === 0 ? SETTLING : STILL);
    if (all && quiet && !moves) {
      await stack.advance((QUIET + 1) * SECOND);
      jumped = performance.now();
    }
    if (moves) moved = performance.now();
    before = seen;
    await pauseFor(Math.min(2_000, 100 + requests.length * 5));
  }
  const seconds = secondsSince(begun);
  let odd = 0;
  for (const request of requests)
    if ((await traceOf(stack, tenant, request)).some((count) => count !== 1)) odd += 1;
  return { unreadable, seconds, open, odd };
}
