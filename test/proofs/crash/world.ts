import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placesIn, startStack, type Reachable } from '../../journeys/fixture.ts';
import { startKillable, type KillableStack } from '../../journeys/killable.ts';
import { accountOf } from '../account.ts';
import { elsewhere, tellStory } from '../story/tell.ts';
import type { Told } from '../story/told.ts';
import { wordsOf } from '../story/words.ts';
import { census, type Census } from './census.ts';
import { quiet, settled } from './finished.ts';
import type { Flow } from './flow.ts';
import { patient } from './patient.ts';
import { Deaths, type Orders, type Point } from './points.ts';

const MORTAL = join(import.meta.dirname, 'mortal.ts');
/** Real milliseconds within which a process that broke off an answer has ended. */
const DYING = 5000;

/** A folder in which everything is ready for the work, to be copied for each world. */
export interface Ready {
  readonly flow: Flow;
  readonly folder: string;
  readonly told: Told;
  readonly id: string;
}

/** What came of a world: where its processes died, what is there at its end, and what is wrong about it in words. */
export interface Outcome {
  readonly deaths: readonly Point[];
  /** Before the judge's own calls; undefined when the work did not end. */
  readonly left?: Census;
  readonly wrong: readonly string[];
}

/** Prepares a flow in a folder with an assembly. */
export async function ready(flow: Flow, folder: string): Promise<Ready> {
  const stack = await startStack({ folder });
  try {
    const told = await tellStory(stack, wordsOf('qzxkvbnm'), []);
    const id = await flow.prepare(told);
    await quiet(stack);
    return { flow, folder, told, id };
  } finally {
    await stack.stop('keep');
  }
}

/** A copy of what is ready, to be removed by whoever asked for it. */
function copyOf({ folder }: Pick<Ready, 'folder'>): string {
  const copy = mkdtempSync(join(tmpdir(), 'bailiwick-crash-'));
  symlinkSync(placesIn(folder).assembly, placesIn(copy).assembly);
  cpSync(placesIn(folder).stateDir, placesIn(copy).stateDir, { recursive: true });
  return copy;
}

/** The callers of a story on another stack, who retry what they are told to retry. */
function callersOn(stack: Reachable, { told }: Pick<Ready, 'told'>): Told {
  const { admin, officers, ...rest } = elsewhere(told, stack);
  const [first, second] = officers;
  return {
    ...rest,
    stack: { ...stack, operator: patient(stack.operator) },
    admin: patient(admin),
    officers: [patient(first), patient(second)],
  };
}

/** Lets a caller go on until the work is done or the process dies; throws when neither comes. */
async function oneLife(prepared: Ready, stack: KillableStack): Promise<'done' | 'died'> {
  const died = stack.ended.then(() => 'died' as const);
  const { flow, id } = prepared;
  const work = flow.run(callersOn(stack, prepared), id).then(
    () => 'done' as const,
    async (error: unknown) => {
      // What is cut off fails a moment before the end of the process is heard of.
      const late = new Promise<never>((_, reject) => setTimeout(reject, DYING, error).unref());
      return Promise.race([died, late]);
    },
  );
  return Promise.race([died, work]);
}

/** What is there in a folder, and what is wrong about it, after a last, ordinary start and some hours. */
async function judged(prepared: Ready, folder: string): Promise<Required<Omit<Outcome, 'deaths'>>> {
  const stack = await startKillable(folder);
  try {
    await settled(stack);
    const account = await accountOf(stack);
    const left = await census(stack, account);
    const { flow, id } = prepared;
    return { left, wrong: await flow.check(callersOn(stack, prepared), id, account) };
  } finally {
    await stack.kill();
  }
}

/**
 * Does the work in a copy, dying and coming back as the orders say, and judges what is there at the end. What happens
 * to the folder between two lives is nothing, unless a fault is to be planted.
 */
export async function world(
  prepared: Ready,
  orders: Orders,
  between: (folder: string) => Promise<void> = async () => undefined,
): Promise<Outcome> {
  const folder = copyOf(prepared);
  const deaths: Point[] = [];
  try {
    for (;;) {
      const stack = await startKillable(folder, [MORTAL, JSON.stringify(orders)]);
      try {
        if ((await oneLife(prepared, stack)) === 'done') break;
      } finally {
        await stack.kill();
      }
      const last = new Deaths(folder).all.at(deaths.length)?.at;
      if (last === undefined) throw new Error('it ended by itself');
      deaths.push(last);
      await between(folder);
    }
    return { deaths, ...(await judged(prepared, folder)) };
  } catch (error) {
    return { deaths, wrong: [(error as Error).message] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
