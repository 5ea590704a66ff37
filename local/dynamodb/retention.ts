import type { Clock } from '../clock.ts';
import type { Catalogue } from './catalogue.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Engine } from './engine.ts';
import type { Gate } from './gate.ts';
import type { Recovery } from './recovery.ts';
import type { RequestTokens } from './request-tokens.ts';
import { rebuild, type Store } from './store.ts';

const DAY = 24 * 3_600_000;

/** What a purge removed. */
export interface Purged {
  readonly images: number;
  readonly records: number;
  readonly tokens: number;
  /** False when nothing was due, and for an engine that is not ours, whose file is out of reach. */
  readonly engineRebuilt: boolean;
}

/** What the end of items, streams and tokens takes. */
export interface RetentionParts {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly gate: Gate;
  readonly feed: ChangeFeed;
  readonly tokens: RequestTokens;
  readonly recovery: Recovery;
  readonly clock: Clock;
}

/** Ends the retention of whatever has left its window, down to the bytes. */
export class Retention {
  readonly #parts: RetentionParts;
  /** The engine's count of writes when its file was last rebuilt; a file of an earlier run counts as changed. */
  #rebuiltAt = -1;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /**
   * Removes rows past their window and rebuilds both files while no call is running. The engine's file comes first,
   * so that a crash repeats the purge; nothing is rebuilt when nothing was written and nothing is due.
   */
  async purge(): Promise<Purged> {
    const { recovery, gate, engine, store, feed, tokens } = this.#parts;
    await recovery.settled();
    return gate.alone(() => {
      const { database, writes } = engine;
      const changed = writes !== this.#rebuiltAt;
      if (database !== undefined && changed) rebuild(database);
      this.#rebuiltAt = writes;
      const removed = { images: this.#dropImages(), records: feed.purge(), tokens: tokens.purge() };
      if (changed || removed.images + removed.records + removed.tokens > 0) rebuild(store.path);
      return { ...removed, engineRebuilt: database !== undefined && changed };
    });
  }

  #dropImages(): number {
    const { catalogue, clock, store } = this.#parts;
    let images = 0;
    for (const { name, recovery } of catalogue.all()) {
      if (recovery === undefined) continue;
      const sql = 'DELETE FROM log WHERE table_name = ? AND at <= ? AND pending = 0';
      images += Number(store.durable.prepare(sql).run(name, clock.now() - recovery.days * DAY).changes);
    }
    return images;
  }
}
