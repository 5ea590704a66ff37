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
  /** False for an engine that is not ours: its file is out of reach. */
  readonly engineRebuilt: boolean;
}

export interface PurgeParts {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly gate: Gate;
  readonly feed: ChangeFeed;
  readonly tokens: RequestTokens;
  readonly recovery: Recovery;
  readonly clock: Clock;
}

/**
 * Ends the retention of whatever has left its window, down to the bytes: rows first, then both files rebuilt while no
 * call is running. The engine's file is rebuilt before the log forgets, so that a crash repeats the purge.
 */
export async function purge(parts: PurgeParts): Promise<Purged> {
  const { store, catalogue, engine, gate, clock } = parts;
  await parts.recovery.settled();
  return gate.alone(() => {
    const { database } = engine;
    if (database !== undefined) rebuild(database);
    let images = 0;
    for (const { name, recovery } of catalogue.all()) {
      if (recovery === undefined) continue;
      const sql = 'DELETE FROM log WHERE table_name = ? AND at <= ? AND pending = 0';
      images += Number(store.durable.prepare(sql).run(name, clock.now() - recovery.days * DAY).changes);
    }
    const records = parts.feed.purge();
    const tokens = parts.tokens.purge();
    rebuild(store.path);
    return { images, records, tokens, engineRebuilt: database !== undefined };
  });
}
