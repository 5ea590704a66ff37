import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** `user_version` while deleted material may still lie in free pages or in the log. */
const ERASURE_PENDING = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys(
    id TEXT PRIMARY KEY, spec TEXT NOT NULL, description TEXT NOT NULL, created INTEGER NOT NULL, state TEXT NOT NULL,
    deletion_due INTEGER, policy TEXT NOT NULL, tags TEXT NOT NULL, rotation_days INTEGER, rotation_start INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS materials(
    key_id TEXT NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (key_id, version)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS aliases(
    name TEXT PRIMARY KEY, key_id TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS aliases_by_key ON aliases(key_id, name);
  CREATE TABLE IF NOT EXISTS declared(
    stack TEXT NOT NULL, logical_id TEXT NOT NULL, key_id TEXT NOT NULL, PRIMARY KEY (stack, logical_id)
  ) STRICT;
`;

/**
 * Opens the key database in `directory` (0700, files 0600). Temporary structures stay in memory, because SQLite would
 * otherwise copy master keys into the host's temporary folder. Finishes an erasure that a crash interrupted.
 */
export function openDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const file = join(directory, 'keys.sqlite');
  // SQLite gives its log and its shared memory the mode of the database file.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file);
  database.exec(
    'PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL',
  );
  database.exec(SCHEMA);
  if (database.prepare('PRAGMA user_version').get()?.['user_version'] === ERASURE_PENDING)
    finishErasure(database);
  return database;
}

/** Runs `work` in one transaction. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Deletes by `work` and then rewrites file and log, so that no byte of what was deleted stays in either. */
export function erase(database: DatabaseSync, work: () => void): void {
  transact(database, () => {
    work();
    database.exec(`PRAGMA user_version=${ERASURE_PENDING}`);
  });
  finishErasure(database);
}

function finishErasure(database: DatabaseSync): void {
  database.exec('VACUUM');
  database.exec('PRAGMA user_version=0');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
