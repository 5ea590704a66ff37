import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Place, PolicyDocument } from '../front/service.ts';
import { erase, transact } from './database.ts';
import type { Key, KeySpec, KeyState } from './key.ts';
import { KEY_SPECS, keyArn } from './key.ts';

type Row = Record<string, SQLOutputValue>;

const POLICIES_KEPT = 1000;

/** What may change about a key. */
export type KeyChange = Partial<
  Pick<Key, 'description' | 'state' | 'deletionDue' | 'policy' | 'tags' | 'rotationDays' | 'rotationStart'>
>;

/** Keys and their material on disk; neither is cached, so that what was destroyed is gone everywhere at once. */
export class KeyStore {
  readonly #database: DatabaseSync;
  readonly #place: Place;
  /** Every call on an encrypted table or object asks for its key. */
  readonly #byId: StatementSync;
  /** One object per policy text, so that each is compiled once; a policy is no secret. */
  readonly #policies = new Map<string, PolicyDocument>();

  constructor(database: DatabaseSync, place: Place) {
    this.#database = database;
    this.#place = place;
    this.#byId = database.prepare('SELECT * FROM keys WHERE id = ?');
  }

  /** Writes a new key and draws its first material; `declaration` names the template resource that it stands for. */
  create(key: Key, declaration?: { readonly stack: string; readonly logicalId: string }): void {
    transact(this.#database, () => {
      this.#write(key);
      this.addMaterial(key, key.created);
      if (declaration)
        this.#database
          .prepare('INSERT OR REPLACE INTO declared VALUES (?, ?, ?)')
          .run(declaration.stack, declaration.logicalId, key.id);
    });
  }

  find(id: string): Key | undefined {
    const row = this.#byId.get(id);
    return row && this.#read(row);
  }

  change(key: Key, change: KeyChange): Key {
    const next = { ...key, ...change };
    this.#write(next);
    return next;
  }

  /** Up to `limit` keys in id order after `after`. */
  list(after: string, limit: number): Key[] {
    const rows = this.#database
      .prepare('SELECT * FROM keys WHERE id > ? ORDER BY id LIMIT ?')
      .all(after, limit);
    return rows.map((row) => this.#read(row));
  }

  pendingDeletion(): Key[] {
    const rows = this.#database.prepare("SELECT * FROM keys WHERE state = 'PendingDeletion'").all();
    return rows.map((row) => this.#read(row));
  }

  /** Removes key, material, aliases and declaration, physically. */
  destroy(ids: readonly string[]): void {
    erase(this.#database, () => {
      for (const id of ids) {
        this.#database.prepare('DELETE FROM materials WHERE key_id = ?').run(id);
        this.#database.prepare('DELETE FROM aliases WHERE key_id = ?').run(id);
        this.#database.prepare('DELETE FROM declared WHERE key_id = ?').run(id);
        this.#database.prepare('DELETE FROM keys WHERE id = ?').run(id);
      }
    });
  }

  /** Draws the next material version; older versions go on opening what they sealed. */
  addMaterial(key: Key, at: number): void {
    const bytes = KEY_SPECS[key.spec].material();
    this.#database
      .prepare(
        'INSERT INTO materials(key_id, version, bytes) SELECT ?1, coalesce(max(version), 0) + 1, ?2 FROM materials WHERE key_id = ?1',
      )
      .run(key.id, bytes);
    bytes.fill(0);
    this.#database.prepare('UPDATE keys SET rotation_start = ? WHERE id = ?').run(at, key.id);
  }

  /** Material by version, or the newest; undefined when that version never existed. */
  material(key: Key, version?: number): { readonly version: number; readonly bytes: Uint8Array } | undefined {
    const row = this.#database
      .prepare(
        'SELECT version, bytes FROM materials WHERE key_id = ? AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1',
      )
      .get(key.id, version ?? null);
    return row && { version: Number(row['version']), bytes: row['bytes'] as Uint8Array };
  }

  /** The key that a template resource stands for. */
  declared(stack: string, logicalId: string): Key | undefined {
    const row = this.#database
      .prepare(
        'SELECT k.* FROM declared d JOIN keys k ON k.id = d.key_id WHERE d.stack = ? AND d.logical_id = ?',
      )
      .get(stack, logicalId);
    return row && this.#read(row);
  }

  close(): void {
    this.#database.close();
  }

  #write(key: Key): void {
    this.#database
      .prepare(
        `INSERT INTO keys VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET description = excluded.description,
          state = excluded.state, deletion_due = excluded.deletion_due, policy = excluded.policy, tags = excluded.tags,
          rotation_days = excluded.rotation_days, rotation_start = excluded.rotation_start`,
      )
      .run(
        key.id,
        key.spec,
        key.description,
        key.created,
        key.state,
        key.deletionDue ?? null,
        JSON.stringify(key.policy),
        JSON.stringify(key.tags),
        key.rotationDays ?? null,
        key.rotationStart,
      );
  }

  #policy(text: string): PolicyDocument {
    const policy = this.#policies.get(text) ?? (JSON.parse(text) as PolicyDocument);
    if (this.#policies.size >= POLICIES_KEPT) this.#policies.clear();
    this.#policies.set(text, policy);
    return policy;
  }

  #read(row: Row): Key {
    const id = String(row['id']);
    const spec = row['spec'] as KeySpec;
    return {
      id,
      arn: keyArn(this.#place, id),
      spec,
      usage: KEY_SPECS[spec].usage,
      description: String(row['description']),
      created: Number(row['created']),
      state: row['state'] as KeyState,
      deletionDue: row['deletion_due'] === null ? undefined : Number(row['deletion_due']),
      policy: this.#policy(String(row['policy'])),
      tags: JSON.parse(String(row['tags'])) as Record<string, string>,
      rotationDays: row['rotation_days'] === null ? undefined : Number(row['rotation_days']),
      rotationStart: Number(row['rotation_start']),
    };
  }
}
