import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { canonicalItem, type Item } from './attribute-value.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Intent } from './intent.ts';
import type { Store } from './store.ts';

/** Request token of a transaction with the hash of its request. */
export interface RequestToken {
  readonly token: string;
  readonly hash: string;
}

/** Rows that stand for one call until it is settled. */
export interface Entry {
  readonly intents: readonly Intent[];
  readonly rows: readonly number[];
  readonly token?: RequestToken;
}

interface Waiting {
  readonly write: () => Entry;
  readonly resolve: (entry: Entry) => void;
  readonly reject: (reason: unknown) => void;
}

const ABSENT = 'absent';

/** What tells two images apart without holding their values. */
export function fingerprint(image: Item | undefined): string {
  return image === undefined ? ABSENT : createHash('sha256').update(canonicalItem(image)).digest('base64');
}

/**
 * Written before the engine writes and settled before the reply: so every acknowledged change has its record, and a
 * crash in between is decided by comparing the item with what it was. Images are kept for tables with recovery only.
 */
export class Journal {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #feed: ChangeFeed;
  readonly #waiting: Waiting[] = [];

  constructor(store: Store, clock: Clock, feed: ChangeFeed) {
    this.#store = store;
    this.#clock = clock;
    this.#feed = feed;
  }

  /** Records what a call is about to change; calls of the same turn share one disk flush. */
  intend(intents: readonly Intent[], token?: RequestToken): Promise<Entry> {
    return new Promise((resolve, reject) => {
      const write = (): Entry => ({ intents, rows: this.#write(intents, token), ...(token && { token }) });
      if (this.#waiting.push({ write, resolve, reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  /** Records what the call did: `changed` says for each intent whether the item differs now, and whether it exists. */
  settle(entry: Entry, outcomes: readonly { readonly changed: boolean; readonly exists: boolean }[]): void {
    const { lazy } = this.#store;
    const touched = this.#store.transact(lazy, () => {
      const tables = new Set<string>();
      entry.intents.forEach((intent, at) => {
        const outcome = outcomes[at] ?? { changed: false, exists: false };
        const row = entry.rows[at] ?? 0;
        const kept = outcome.changed && intent.table.recovery !== undefined;
        const settled = kept ? 'UPDATE log SET pending = 0 WHERE id = ?' : 'DELETE FROM log WHERE id = ?';
        this.#store.prepare(lazy, settled).run(row);
        if (!outcome.changed || intent.table.stream === undefined) return;
        this.#feed.append(intent, outcome.exists, this.#clock.now());
        tables.add(intent.table.name);
      });
      if (entry.token)
        this.#store.prepare(lazy, 'UPDATE tokens SET pending = 0 WHERE token = ?').run(entry.token.token);
      return tables;
    });
    for (const table of touched) this.#feed.announce(table);
  }

  /** Forgets a call that the engine refused. */
  abort(entry: Entry): void {
    const { lazy } = this.#store;
    this.#store.transact(lazy, () => {
      for (const row of entry.rows) this.#store.prepare(lazy, 'DELETE FROM log WHERE id = ?').run(row);
      if (entry.token) this.#store.prepare(lazy, 'DELETE FROM tokens WHERE token = ?').run(entry.token.token);
    });
  }

  #write(intents: readonly Intent[], token: RequestToken | undefined): number[] {
    const { durable } = this.#store;
    const insert = this.#store.prepare(
      durable,
      'INSERT INTO log (table_name, item_id, item_key, at, fingerprint, image, pending, by_service, token) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)',
    );
    const now = this.#clock.now();
    if (token) {
      const sql = 'INSERT OR REPLACE INTO tokens (token, hash, at, pending) VALUES (?, ?, ?, 1)';
      this.#store.prepare(durable, sql).run(token.token, token.hash, now);
    }
    return intents.map(({ table, id, key, before, byService }) => {
      const image = before && table.recovery ? JSON.stringify(before) : null;
      const keys = JSON.stringify(key);
      const print = fingerprint(before);
      return Number(
        insert.run(table.name, id, keys, now, print, image, byService ? 1 : 0, token?.token ?? null)
          .lastInsertRowid,
      );
    });
  }

  #flush(): void {
    const group = this.#waiting.splice(0);
    try {
      const entries = this.#store.transact(this.#store.durable, () => group.map(({ write }) => write()));
      group.forEach(({ resolve }, at) => resolve(entries[at] as Entry));
    } catch (error) {
      group.forEach(({ reject }) => reject(error));
    }
  }
}
