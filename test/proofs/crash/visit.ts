import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlike, type Census } from './census.ts';
import type { Flow } from './flow.ts';
import { dealt, Ledger, type Point, type Share } from './points.ts';
import { ready, world, type Outcome, type Ready } from './world.ts';

async function withLedger<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-ledger-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A flow that is ready, and what it does when nothing happens to it. */
export interface Subject extends Ready {
  /** Every point that the work passes. */
  readonly points: readonly Point[];
  /** What it leaves. */
  readonly left: Census;
}

/** Prepares a flow in a folder with an assembly, and lets it run once; throws when it goes wrong even so. */
export async function subjectOf(flow: Flow, folder: string): Promise<Subject> {
  const prepared = await ready(flow, folder);
  return withLedger(async (ledger) => {
    const { left = new Map(), wrong } = await world(prepared, { ledger, dies: 'nowhere' });
    if (wrong.length > 0) throw new Error(`${flow.name} without a crash: ${wrong.join('; ')}`);
    return { ...prepared, points: [...new Ledger(ledger).seen.lines], left };
  });
}

/** What is wrong about a world, also when it is only more or less than what a run without a crash leaves. */
const faults = (subject: Subject, { left, wrong }: Outcome): readonly string[] =>
  left === undefined ? wrong : [...wrong, ...unlike(left, subject.left, subject.flow.mayRemain)];

/** One death in a world of its own; a fault may be planted before it comes back. */
export async function dieAt(
  subject: Subject,
  at: Point,
  plant?: (folder: string) => Promise<void>,
): Promise<{ reached: boolean; wrong: string[] }> {
  return withLedger(async (ledger) => {
    const outcome = await world(subject, { ledger, dies: { at } }, plant);
    const wrong = faults(subject, outcome).map((fault) => `${at}: ${fault}`);
    return { reached: outcome.deaths.length === 1, wrong };
  });
}

/** What a visit is of, and who hears of it. */
export interface Visit {
  readonly share: Share;
  /** Points that are visited in another flow: those of a minute in which nothing is due, which every flow passes. */
  readonly elsewhere: ReadonlySet<Point>;
  /** Told after each world. */
  readonly tell: (progress: Progress) => void;
}

/** How far a visit is. */
export interface Progress {
  readonly worlds: number;
  readonly deaths: number;
  /** Points known so far, and those at which no process has died. */
  readonly points: number;
  readonly missed: readonly Point[];
  /** Points that are passed only when a turn is repeated, and those at which no process has died a second time. */
  readonly repeated: number;
  readonly missedAgain: readonly Point[];
  /** What was wrong at the end of a world: stuck, missing or doubled. */
  readonly wrong: readonly string[];
}

/** Worlds that may go wrong before a visit is given up. */
const PATIENCE = 10;

/**
 * Dies at every point of a share: world after world, each from the same beginning, in each of them once per turn at the
 * first point at which nobody has died yet, until one world passes without a death. Then again: what a turn passed only
 * because it was repeated after a death is reached by that death, and the process dies there a second time.
 *
 * That many deaths share a world makes it no weaker than a world for each. A death strikes a turn that no death has
 * touched, over turns that have recovered; the next one comes in a later turn, which the process that came back has to
 * reach without further help: whoever is stuck never gets there and is reported. What is doubled or missing stays so
 * until the end, where it is judged; a further death takes nothing away but memory.
 */
export async function visitAll(subject: Subject, { share, elsewhere, tell }: Visit): Promise<Progress> {
  return withLedger(async (ledger) => {
    const books = new Ledger(ledger);
    for (const point of subject.points) books.seen.add(point);
    for (const point of elsewhere) books.died.add(point);
    const wrong: string[] = [];
    let [worlds, deaths] = [0, 0];
    for (const dies of ['everywhere', 'again'] as const)
      for (;;) {
        worlds += 1;
        const outcome = await world(subject, { ledger, dies, share });
        deaths += outcome.deaths.length;
        for (const fault of faults(subject, outcome))
          wrong.push(`world ${worlds}: ${fault}; it died at ${outcome.deaths.join(' | ')}`);
        tell({ worlds, deaths, ...counted(ledger, share, elsewhere), wrong });
        if (outcome.deaths.length === 0 || wrong.length > PATIENCE) break;
      }
    return { worlds, deaths, ...counted(ledger, share, elsewhere), wrong };
  });
}

function counted(ledger: string, share: Share, elsewhere: ReadonlySet<Point>) {
  const books = new Ledger(ledger);
  const own = [...books.seen.lines].filter((point) => dealt(point, share) && !elsewhere.has(point));
  const repeated = [...new Set(books.repetitions().map(({ point }) => point))];
  const missed = (points: readonly Point[]) => points.filter((point) => !books.died.lines.has(point));
  return {
    points: own.length,
    missed: missed(own),
    repeated: repeated.length,
    missedAgain: missed(repeated),
  };
}
