import type { Clock } from '../clock.ts';
import type { Item } from './attribute-value.ts';
import type { Intent } from './intent.ts';

/** Bounds of the time between a write and its appearance in a global index, in milliseconds of the virtual clock. */
export interface Lag {
  readonly min: number;
  readonly max: number;
}

interface Pending {
  readonly before: Item | undefined;
  /** Virtual time from which indexes show the change; infinite while the write is running. */
  visibleAt: number;
}

/** Remembers recent changes, so that queries of global indexes can answer as of a moment ago. Kept in memory only: after a restart indexes are caught up. */
export class IndexLag {
  readonly #clock: Clock;
  readonly #lag: Lag;
  readonly #random: () => number;
  readonly #tables = new Map<string, Map<string, Pending[]>>();
  #additions = 0;

  constructor(clock: Clock, lag: Lag, random: () => number) {
    this.#clock = clock;
    this.#lag = lag;
    this.#random = random;
  }

  /** Hides the coming changes; the returned function starts the countdown, or forgets them when the write failed. */
  begin(intents: readonly Intent[]): (applied: boolean) => void {
    if (this.#lag.max <= 0) return () => undefined;
    const open = intents
      .filter(({ table }) => table.indexes.some(({ global }) => global))
      .map((intent) => ({ intent, pending: this.#add(intent) }));
    return (applied) => {
      const { min, max } = this.#lag;
      const due = applied ? this.#clock.now() + min + this.#random() * (max - min) : 0;
      for (const { pending } of open) pending.visibleAt = due;
    };
  }

  /** Items of a table whose newest changes an index does not show yet, each with the image that it shows instead. */
  hidden(table: string): ReadonlyMap<string, Item | undefined> {
    const hidden = new Map<string, Item | undefined>();
    const items = this.#tables.get(table);
    const now = this.#clock.now();
    for (const [id, changes] of items ?? []) {
      while (changes[0] && changes[0].visibleAt <= now) changes.shift();
      if (changes[0]) hidden.set(id, changes[0].before);
      else items?.delete(id);
    }
    return hidden;
  }

  #add({ table, id, before }: Intent): Pending {
    const items = this.#tables.get(table.name) ?? new Map<string, Pending[]>();
    this.#tables.set(table.name, items);
    const changes = items.get(id) ?? [];
    const pending: Pending = { before, visibleAt: Number.POSITIVE_INFINITY };
    changes.push(pending);
    items.set(id, changes);
    this.#additions += 1;
    if (this.#additions % 1000 === 0) this.hidden(table.name);
    return pending;
  }
}

/** Numbers in [0, 1) from a seed (mulberry32): the same seed lags the same way. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
