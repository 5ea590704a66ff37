import { isProblem } from '../../../shared/kernel/problems.ts';
import { clerk, persistently, type Cast } from './scene.ts';
import type { Departures, Gate, Task } from './schedule.ts';
import type { Stage } from './stage.ts';

/** Real code that meets: who is at work, how far schedules go, and what must hold at the end. */
export interface Scene {
  readonly name: string;
  readonly departures: Departures;
  /** Kinds of items that only one of the tasks can see; without it, the usual ones. */
  readonly unseen?: readonly string[];
  readonly prepare?: (stage: Stage, cast: Cast) => Promise<void>;
  readonly tasks: (stage: Stage, cast: Cast, said: Set<string>) => readonly Task[];
  readonly judge: (stage: Stage, cast: Cast, said: ReadonlySet<string>) => Promise<string | undefined>;
}

/** A refusal is an answer, too; everything else is a fault. */
export async function answered(call: () => Promise<unknown>, said: Set<string>, as: string): Promise<void> {
  try {
    await call();
    said.add(`${as} acknowledged`);
  } catch (error) {
    if (!isProblem(error)) throw error;
    said.add(`${as} refused: ${error.code}`);
  }
}

/** Somebody who calls the product, and again after an answer that never came. */
export const caller = (
  stage: Stage,
  said: Set<string>,
  name: string,
  call: (workspace: ReturnType<typeof clerk>) => Promise<unknown>,
): Task => ({
  name,
  body: (gate: Gate) => persistently(() => answered(() => call(clerk(stage, gate)), said, name)),
});
