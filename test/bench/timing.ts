/** Microseconds per call: the least of several rounds, each round of every candidate in turn, so that load hits all alike. */
export function leastMicroseconds<Name extends string>(
  candidates: Readonly<Record<Name, () => unknown>>,
  { rounds = 25, calls = 4000 } = {},
): Record<Name, number> {
  const names = Object.keys(candidates) as Name[];
  const least = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const run = candidates[name];
      const begun = process.cpuUsage();
      for (let call = 0; call < calls; call++) run();
      const { user, system } = process.cpuUsage(begun);
      least[name] = Math.min(least[name], (user + system) / calls);
    }
  return least;
}

/** The value in the middle: half of the measured ones are above it, however far out some are. */
export function median(measured: readonly number[]): number {
  const sorted = measured.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
}

/** Mebibytes that are still referred to after a collection. */
function live(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** What was seen of some work's memory (MiB that are still referred to), and what the work gave. */
export interface Watched<T> {
  readonly peak: number;
  /** Memory of the last quarter of the work ÷ of its first: 1 when what is held does not grow with what was done. */
  readonly growth: number;
  readonly value: T;
}

/** Runs some work and looks at the memory that is live, twice a second. */
export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const seen = [live()];
  const watch = setInterval(() => seen.push(live()), 500);
  try {
    const value = await work();
    const quarter = Math.max(1, Math.floor(seen.length / 4));
    const growth = median(seen.slice(-quarter)) / median(seen.slice(0, quarter));
    return { peak: Math.max(...seen), growth, value };
  } finally {
    clearInterval(watch);
  }
}
