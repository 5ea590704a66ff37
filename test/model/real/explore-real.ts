import type { Violation } from '../explorer.ts';
import { castOf, type Cast } from './scene.ts';
import type { Scene } from './caller.ts';
import { neighbours, run, told, type Choice } from './schedule.ts';
import { Stage, type Mutant } from './stage.ts';
import { Broken, WATCHES } from './watches.ts';

/** What exploring the schedules of a scene came to. */
export interface Played {
  readonly schedules: number;
  readonly seconds: number;
  /** True when every schedule within the allowed departures was played. */
  readonly complete: boolean;
  readonly violation?: Violation;
}

/** The state from which every scene begins. */
export interface Beginning {
  readonly stage: Stage;
  readonly cast: Cast;
}

/** Prepares the state from which every scene begins, once. */
export async function beginning(): Promise<Beginning> {
  const stage = new Stage();
  return { stage, cast: await castOf(stage) };
}

async function play(
  scene: Scene,
  from: Stage,
  cast: Cast,
  mutant: Mutant | undefined,
  way: readonly Choice[],
) {
  const stage = from.fork(3);
  stage.mutant = mutant;
  if (scene.unseen) stage.unseen = scene.unseen;
  stage.watches.push(...WATCHES);
  const said = new Set<string>();
  const tasks = scene.tasks(stage, cast, said);
  const { decided, failures } = await run(tasks, way);
  const broken = failures.find((error) => error instanceof Broken);
  const other = failures.find((error) => error !== broken);
  const what =
    (broken as Broken | undefined)?.message ??
    (other ? `I8: a task failed: ${other instanceof Error ? other.message : 'unknown'}` : undefined) ??
    (await scene.judge(stage, cast, said));
  return { decided, what, trace: () => told(tasks, decided) };
}

/**
 * Plays schedules of real code, those with the fewest departures first; `most` bounds them, and `drawn` picks which
 * of those that wait comes next (the oldest without it).
 */
export async function playScene(
  { stage: begun, cast }: Beginning,
  scene: Scene,
  options: { readonly mutant?: Mutant; readonly most?: number; readonly drawn?: () => number } = {},
): Promise<Played> {
  const start = performance.now();
  const { mutant, most = Infinity, drawn } = options;
  const stage = begun.fork();
  await scene.prepare?.(stage, cast);
  const open: (readonly Choice[])[] = [[]];
  let next = 0;
  let schedules = 0;
  const seconds = () => (performance.now() - start) / 1000;
  while (next < open.length && schedules < most) {
    const pick = drawn && schedules > 0 ? next + Math.floor(drawn() * (open.length - next)) : next;
    const way = open[pick] ?? [];
    open[pick] = open[next] ?? [];
    next += 1;
    const { decided, what, trace } = await play(scene, stage, cast, mutant, way);
    schedules += 1;
    if (what) return { schedules, seconds: seconds(), complete: false, violation: { what, trace: trace() } };
    open.push(...neighbours(decided, way.length, scene.departures));
  }
  return { schedules, seconds: seconds(), complete: next >= open.length };
}
