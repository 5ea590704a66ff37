import { setImmediate as idle } from 'node:timers/promises';

/** What becomes of a task at a gate: it goes on, or dies before or after what it was about to do. */
export type Fate = 'go' | 'die before' | 'die after';

/** Where a task waits for its turn before each of its steps. `quiet` also waits until nothing else is under way. */
export interface Gate {
  pass(what: string): Promise<Fate>;
  quiet(what: string): Promise<void>;
}

/** Real code that runs among others; it calls its gate before every step that others can see. */
export interface Task {
  readonly name: string;
  readonly body: (gate: Gate) => Promise<void>;
}

/** One decision of a schedule: which task goes on, and what becomes of it. */
export interface Choice {
  readonly task: number;
  readonly fate: Fate;
}

/** A decision as it was made, with what else there was to choose. */
interface Decided {
  readonly chosen: Choice;
  readonly ready: readonly number[];
  readonly before: number;
  /** Only a step that others can see can be died at. */
  readonly mortal: boolean;
  readonly what: string;
}

interface Waiting {
  readonly what: string;
  readonly mortal: boolean;
  readonly until: readonly number[];
  readonly release: (fate: Fate) => void;
}

/** Turns of the event loop after which a task that has not come to a gate is held to be stuck. */
const PATIENCE = 20_000;

/** Runs tasks one step at a time, as told; after the given choices the task that ran goes on while it can. */
export async function run(
  tasks: readonly Task[],
  given: readonly Choice[],
): Promise<{ readonly decided: readonly Decided[]; readonly failures: readonly unknown[] }> {
  const waiting = tasks.map((): Waiting[] => []);
  const done = tasks.map(() => false);
  const begun = tasks.map(() => false);
  const failures: unknown[] = [];
  const gateOf = (task: number): Gate => {
    const wait = (what: string, mortal: boolean, until: readonly number[]) =>
      new Promise<Fate>((release) => {
        waiting[task]?.push({ what, mortal, until, release });
      });
    return {
      pass: (what) => wait(what, true, []),
      quiet: async (what) => {
        const others = tasks.flatMap((_, other) =>
          other !== task && begun[other] && !done[other] ? [other] : [],
        );
        await wait(what, false, others);
      },
    };
  };
  for (const [task, { name, body }] of tasks.entries()) {
    const gate = gateOf(task);
    void gate
      .pass(`${name} begins`)
      .then(() => body(gate))
      .catch((error: unknown) => failures.push(error))
      .finally(() => {
        done[task] = true;
      });
  }
  const decided: Decided[] = [];
  let current = -1;
  for (;;) {
    const ready = tasks.flatMap((_, task) => {
      const [next] = waiting[task] ?? [];
      const over = (other: number) => done[other] || waiting[other]?.[0]?.mortal === false;
      return next?.until.every(over) ? [task] : [];
    });
    if (ready.length === 0) break;
    const told = given[decided.length];
    const task = told?.task ?? (ready.includes(current) ? current : (ready[0] ?? 0));
    const fate = told?.fate ?? 'go';
    const next = waiting[task]?.shift();
    if (!next) throw new TypeError('a schedule names a task that has nothing to do');
    const mortal = next.mortal && begun[task] === true;
    decided.push({ chosen: { task, fate }, ready, before: current, mortal, what: next.what });
    begun[task] = true;
    current = task;
    next.release(fate);
    for (let turns = 0; !done[task] && (waiting[task]?.length ?? 0) === 0; turns++) {
      if (turns > PATIENCE) throw new Error(`${tasks[task]?.name} is stuck after ${next.what}`);
      await idle();
    }
    await idle();
  }
  if (done.includes(false)) throw new Error('tasks wait for each other');
  return { decided, failures };
}

/** How far schedules depart from one task after the other. */
export interface Departures {
  /** Times that a task which could go on has to wait for another one. */
  readonly switches: number;
  readonly deaths: number;
}

const unforced = ({ ready, before, chosen }: Pick<Decided, 'ready' | 'before' | 'chosen'>) =>
  chosen.task !== before && ready.includes(before);

/** The schedules that differ from a run at one decision after those it was told, within the allowed departures. */
export function* neighbours(
  decided: readonly Decided[],
  given: number,
  allowed: Departures,
): Generator<readonly Choice[]> {
  let switches = decided.slice(0, given).filter(unforced).length;
  const deaths = decided.slice(0, given).filter(({ chosen }) => chosen.fate !== 'go').length;
  const way = decided.map(({ chosen }) => chosen);
  for (let at = given; at < decided.length; at++) {
    const made = decided[at];
    if (!made) return;
    const prefix = way.slice(0, at);
    for (const task of made.ready) {
      const other = { ready: made.ready, before: made.before, chosen: { task, fate: 'go' as const } };
      if (task !== made.chosen.task && switches + (unforced(other) ? 1 : 0) <= allowed.switches)
        yield [...prefix, other.chosen];
    }
    if (made.mortal && deaths < allowed.deaths)
      for (const fate of ['die before', 'die after'] as const)
        yield [...prefix, { task: made.chosen.task, fate }];
    switches += unforced(made) ? 1 : 0;
  }
}

/** A schedule as lines: what each task did, in the order in which it happened. */
export function told(tasks: readonly Task[], decided: readonly Decided[]): string[] {
  return decided.map(
    ({ chosen, what }) =>
      `${tasks[chosen.task]?.name}: ${what}${chosen.fate === 'go' ? '' : ` (${chosen.fate})`}`,
  );
}
