import { isProblem } from '../kernel/problems.ts';
import type { Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { countWrite, type Counts } from './run-store.ts';
import type { Scene } from './scene.ts';

/** What belongs together: it happens as a whole or not at all. */
export interface Act {
  readonly writes: readonly Write[];
  readonly counts: Counts;
  /** Prepares the act anew from what is stored now; undefined when there is nothing left to do. */
  readonly again: () => Promise<Act | undefined>;
}

/** Parts of a transaction (limit 100, one is the counters') and its bytes (limit 4 MB), with room to spare. */
const MOST = { parts: 90, bytes: 3_000_000 } as const;
/** How often one act is prepared anew when somebody else writes to the same records. */
const ATTEMPTS = 6;

/** Rough size of what a transaction carries; bytes count whole. */
function sizeOf(write: Write): number {
  if (!('put' in write)) return 1_000;
  return Object.values(write.put).reduce<number>(
    (sum, value) =>
      sum + (value instanceof Uint8Array ? value.byteLength : (JSON.stringify(value) ?? '').length * 3),
    1_000,
  );
}

/** No transaction names an item twice, so acts that check the same person come one after the other. */
function groups(acts: readonly Act[]): Act[][] {
  const made: Act[][] = [];
  let parts = 0;
  let bytes = 0;
  let places = new Set<string>();
  for (const act of acts) {
    const size = act.writes.reduce((total, write) => total + sizeOf(write), 0);
    const named = act.writes.map(({ at }) => `${at.table}|${at.pk}|${at.sk}`);
    const current = made.at(-1);
    const fits = parts + act.writes.length <= MOST.parts && bytes + size <= MOST.bytes;
    if (current && fits && !named.some((place) => places.has(place))) current.push(act);
    else {
      made.push([act]);
      [parts, bytes, places] = [0, 0, new Set()];
    }
    parts += act.writes.length;
    bytes += size;
    for (const place of named) places.add(place);
  }
  return made;
}

function sum(acts: readonly Act[]): Counts {
  const total: Record<string, number> = {};
  for (const { counts } of acts)
    for (const [store, value] of Object.entries(counts)) total[store] = (total[store] ?? 0) + value;
  return total;
}

async function commitGroup(scene: Scene, acts: readonly Act[], tries: number): Promise<void> {
  const { workspace, request, pass } = scene;
  const writes = [...acts.flatMap((act) => act.writes), ...countWrite(workspace, request, pass, sum(acts))];
  try {
    await workspace.tables.write(writes);
  } catch (error) {
    const refused = isWriteRefusal(error);
    if (!refused && !isProblem(error, 'unavailable')) throw error;
    if (acts.length > 1) {
      // Half the load on a partition that is throttled, and the innocent ones away from the one that was refused.
      const middle = Math.ceil(acts.length / 2);
      await commitGroup(scene, acts.slice(0, middle), tries);
      await commitGroup(scene, acts.slice(middle), tries);
      return;
    }
    if (!refused || tries >= ATTEMPTS) throw error;
    const act = await acts[0]?.again();
    if (act) await commitGroup(scene, [act], tries + 1);
  }
}

/** Carries acts out in as few transactions as fit; each act is whole, and counted exactly once. */
export async function commit(scene: Scene, acts: readonly Act[]): Promise<void> {
  for (const group of groups(acts)) await commitGroup(scene, group, 1);
}
