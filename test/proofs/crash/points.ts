import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placesIn, startStack } from '../../journeys/fixture.ts';
import { startKillable } from '../../journeys/killable.ts';
import { accountOf } from '../account.ts';
import { elsewhere, tellStory } from '../story/tell.ts';
import type { Told } from '../story/told.ts';
import { wordsOf } from '../story/words.ts';
import type { Flow } from './flows.ts';
import { quiet } from './finished.ts';

/** Where the process dies: before or after the n-th AWS call of the work. */
export interface Point {
  readonly call: number;
  readonly phase: 'before' | 'after';
}

/** A folder in which everything is ready for the work, to be copied for each point. */
export interface Ready {
  readonly flow: Flow;
  readonly folder: string;
  readonly told: Told;
  readonly id: string;
  /** AWS calls of the work when nothing happens to it. */
  readonly calls: number;
}

function copyOf({ folder }: Pick<Ready, 'folder'>): string {
  const copy = mkdtempSync(join(tmpdir(), 'bailiwick-crash-'));
  symlinkSync(placesIn(folder).assembly, placesIn(copy).assembly);
  cpSync(placesIn(folder).stateDir, placesIn(copy).stateDir, { recursive: true });
  return copy;
}

/** Prepares a flow in a folder with an assembly, and counts its calls in a run without a crash. */
export async function ready(flow: Flow, folder: string): Promise<Ready> {
  const stack = await startStack({ folder });
  const told = await tellStory(stack, wordsOf('qzxkvbnm'), []);
  const id = await flow.prepare(told);
  await quiet(stack);
  await stack.stop('keep');
  const prepared = { flow, folder, told, id };
  const copy = copyOf(prepared);
  const counted = await startStack({ folder: copy });
  try {
    const before = counted.cloud.front.calls();
    await flow.run(elsewhere(told, counted), id);
    const calls = counted.cloud.front.calls() - before;
    const wrong = await flow.check(elsewhere(told, counted), id, await accountOf(counted));
    if (wrong.length > 0) throw new Error(`${flow.name} without a crash: ${wrong.join('; ')}`);
    return { ...prepared, calls };
  } finally {
    await counted.stop();
  }
}

/** Both phases of every call. */
export function pointsOf({ calls }: Ready): Point[] {
  return Array.from({ length: calls }, (_, at) => at + 1).flatMap((call) => [
    { call, phase: 'before' as const },
    { call, phase: 'after' as const },
  ]);
}

/** What came of one point: whether the process died there, and what is wrong after it has come back. */
export interface Outcome {
  readonly reached: boolean;
  readonly wrong: readonly string[];
}

/** Kills the process at a point, starts it again, does what a caller would do again, and looks. */
export async function crashAt(prepared: Ready, { call, phase }: Point): Promise<Outcome> {
  const { flow, told, id } = prepared;
  const folder = copyOf(prepared);
  let stack = await startKillable(folder);
  try {
    await stack.crashAt({ after: call, phase });
    const work = flow.run(elsewhere(told, stack), id).then(
      () => true,
      () => false,
    );
    const died = stack.ended.then(() => true);
    const completed = await Promise.race([work, died.then(() => false)]);
    if (completed) return { reached: false, wrong: [] };
    await Promise.race([died, work.then(() => died)]);
    stack = await startKillable(folder);
    const again = elsewhere(told, stack);
    try {
      await flow.run(again, id);
      return { reached: true, wrong: await flow.check(again, id, await accountOf(stack)) };
    } catch (error) {
      return { reached: true, wrong: [(error as Error).message] };
    }
  } finally {
    await stack.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
