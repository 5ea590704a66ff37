/** True for the long variant, which goes through everything; otherwise a share drawn by the seed. */
export const HEAVY = process.env['BAILIWICK_HEAVY'] === '1';

/** The seed of this run: `BAILIWICK_SEED`, or one drawn from the day, so that shares differ and every run can be repeated. */
export const SEED = Number(process.env['BAILIWICK_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` of the rows, drawn by the seed, in their own order; all of them in the long variant. */
export function share<Row>(rows: readonly Row[], count: number, seed = SEED): Row[] {
  return HEAVY ? [...rows] : drawn(rows, count, seed);
}

/** `count` of the rows, drawn by the seed, in their own order. */
export function drawn<Row>(rows: readonly Row[], count: number, seed = SEED): Row[] {
  const random = seeded(seed);
  const draws = rows.map((row, at) => ({ row, at, draw: random() })).sort((a, b) => a.draw - b.draw);
  return draws
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

/** Works through rows in their order, as many at a time as there are lanes. */
export async function inLanes<Row>(
  rows: readonly Row[],
  lanes: number,
  work: (row: Row) => Promise<void>,
): Promise<void> {
  const waiting = [...rows];
  const lane = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await work(row);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Measures a harness and prints what it did: seed, duration, counts, and the planted faults that it found. */
export function report(name: string): (facts: Readonly<Record<string, unknown>>) => void {
  const begun = performance.now();
  return (facts) => {
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(
      JSON.stringify({ proof: name, seed: SEED, heavy: HEAVY, seconds: Number(seconds), ...facts }),
    );
  };
}
