import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tables (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name TEXT NOT NULL,
    item_id TEXT NOT NULL,
    item_key TEXT NOT NULL,
    at INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    image TEXT,
    pending INTEGER NOT NULL,
    by_service INTEGER NOT NULL,
    token TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS log_by_time ON log (table_name, at);
  CREATE INDEX IF NOT EXISTS log_by_item ON log (table_name, item_id, at);
  CREATE INDEX IF NOT EXISTS log_pending ON log (id) WHERE pending = 1;
  CREATE TABLE IF NOT EXISTS feed (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name TEXT NOT NULL,
    item_key TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_service INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS feed_by_table ON feed (table_name, sequence);
  CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, pending INTEGER NOT NULL) STRICT;
`;

/**
 * The front's own file beside the engine: table definitions, the change log, the change feed and request tokens.
 * `durable` waits for the disk; `lazy` survives the end of the process at once and a loss of power from the next
 * durable commit on, which is enough for what a restart can find out again.
 */
export class Store {
  readonly path: string;
  readonly durable: DatabaseSync;
  readonly lazy: DatabaseSync;
  readonly #durable = new Map<string, StatementSync>();
  readonly #lazy = new Map<string, StatementSync>();

  constructor(folder: string) {
    this.path = join(folder, 'front.sqlite');
    if (!existsSync(this.path)) writeFileSync(this.path, '', { mode: 0o600 });
    chmodSync(this.path, 0o600);
    claim(this.path);
    this.durable = open(this.path, 'FULL');
    this.durable.exec(SCHEMA);
    this.lazy = open(this.path, 'NORMAL');
  }

  /** A prepared statement, compiled once per connection. */
  prepare(connection: DatabaseSync, sql: string): StatementSync {
    const statements = connection === this.lazy ? this.#lazy : this.#durable;
    const statement = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  /** Runs `work` as one transaction of the given connection. */
  transact<T>(connection: DatabaseSync, work: () => T): T {
    connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.lazy.close();
    this.durable.close();
  }
}

function open(path: string, synchronous: 'FULL' | 'NORMAL'): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: 10_000 });
  connection.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA secure_delete = ON`,
  );
  return connection;
}

/**
 * Waits until nobody has the file open, and completes what a killed process had begun. A process that dies inside a
 * commit can hold its locks a moment longer; whoever opens the file in that moment does not see the commit, and
 * whoever opens it after sees it. Throws after three seconds: the file has another owner.
 */
export function claim(path: string): void {
  const connection = new DatabaseSync(path, { timeout: 3000 });
  try {
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT');
  } catch {
    throw new Error(`${basename(path)} is in use by another process`);
  } finally {
    connection.close();
  }
}

/**
 * Rebuilds a database file from its live rows and empties its write-ahead log, so that no byte of a deleted row is left:
 * deleting alone frees pages without clearing them. Nobody else may be using the file.
 */
export function rebuild(path: string): void {
  const connection = new DatabaseSync(path, { timeout: 10_000 });
  try {
    connection.exec('PRAGMA secure_delete = ON');
    truncateLog(connection);
    connection.exec('VACUUM');
    truncateLog(connection);
  } finally {
    connection.close();
  }
}

function truncateLog(connection: DatabaseSync): void {
  const state = connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (state?.['busy'] !== 0) throw new Error('a database file is in use and cannot be purged');
}
