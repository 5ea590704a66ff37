import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** How far each mapping has come in each shard. */
export class Checkpoints {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The stable id of a mapping, and whether this is its first start. */
  open(mapping: string): { readonly id: string; readonly created: boolean } {
    const row = this.#db.prepare('SELECT id FROM mapping WHERE name = ?').get(mapping);
    if (row !== undefined) return { id: String(row['id']), created: false };
    const id = randomUUID();
    this.#db.prepare('INSERT INTO mapping (name, id) VALUES (?, ?)').run(mapping, id);
    return { id, created: true };
  }

  get(mapping: string, shard: string): string | undefined {
    const row = this.#db
      .prepare('SELECT sequence FROM checkpoint WHERE mapping = ? AND shard = ?')
      .get(mapping, shard);
    return row === undefined ? undefined : String(row['sequence']);
  }

  set(mapping: string, shard: string, sequence: string): void {
    this.#db
      .prepare(
        `INSERT INTO checkpoint (mapping, shard, sequence) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET sequence = excluded.sequence`,
      )
      .run(mapping, shard, sequence);
  }
}
