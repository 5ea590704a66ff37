import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** An alias as it is stored; `name` begins with `alias/`, times are epoch milliseconds. */
export interface Alias {
  readonly name: string;
  readonly keyId: string;
  readonly created: number;
  readonly updated: number;
}

/** Names that point at keys. */
export class AliasStore {
  readonly #database: DatabaseSync;
  readonly #ofKey: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#ofKey = database.prepare('SELECT name FROM aliases WHERE key_id = ? ORDER BY name');
  }

  find(name: string): Alias | undefined {
    const row = this.#database.prepare('SELECT * FROM aliases WHERE name = ?').get(name);
    return row && read(row);
  }

  /** Names of a key's aliases, in order. */
  ofKey(keyId: string): string[] {
    return this.#ofKey.all(keyId).map((row) => String(row['name']));
  }

  /** Creates the alias or points it at another key. */
  point(name: string, keyId: string, at: number): void {
    this.#database
      .prepare(
        'INSERT INTO aliases VALUES (?1, ?2, ?3, ?3) ON CONFLICT(name) DO UPDATE SET key_id = ?2, updated = ?3',
      )
      .run(name, keyId, at);
  }

  remove(name: string): void {
    this.#database.prepare('DELETE FROM aliases WHERE name = ?').run(name);
  }

  /** Up to `limit` aliases in name order after `after`, of one key or of all. */
  list(after: string, limit: number, keyId?: string): Alias[] {
    const rows = this.#database
      .prepare('SELECT * FROM aliases WHERE name > ? AND (?2 IS NULL OR key_id = ?2) ORDER BY name LIMIT ?3')
      .all(after, keyId ?? null, limit);
    return rows.map(read);
  }
}

const read = (row: Record<string, unknown>): Alias => ({
  name: String(row['name']),
  keyId: String(row['key_id']),
  created: Number(row['created']),
  updated: Number(row['updated']),
});
