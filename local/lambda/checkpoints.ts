import { randomUUID } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A mapping as it is kept: its id and the sequence number of the last settled record. */
export interface Checkpoint {
  readonly id: string;
  readonly sequence: string;
}

/** How far each mapping has come in its stream; on a connection that does not wait for the disk (see `openDatabase`). */
export class Checkpoints {
  readonly #db: DatabaseSync;
  readonly #update: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#update = db.prepare('UPDATE mapping SET sequence = ? WHERE name = ?');
  }

  /** The mapping as it was left; a new one starts after `sequence`. */
  open(mapping: string, sequence: string): Checkpoint {
    this.#db
      .prepare('INSERT INTO mapping (name, id, sequence) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(mapping, randomUUID(), sequence);
    const row = this.#db.prepare('SELECT id, sequence FROM mapping WHERE name = ?').get(mapping);
    return { id: String(row?.['id']), sequence: String(row?.['sequence']) };
  }

  set(mapping: string, sequence: string): void {
    this.#update.run(sequence, mapping);
  }
}
