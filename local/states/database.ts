import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS definition(hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS machine(
    arn TEXT PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL, definition TEXT NOT NULL, role TEXT NOT NULL,
    created INTEGER NOT NULL, settings TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS execution(
    arn TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
    output TEXT, error TEXT, cause TEXT, started INTEGER NOT NULL, stopped INTEGER, deadline INTEGER NOT NULL,
    definition TEXT NOT NULL, role TEXT NOT NULL, events INTEGER NOT NULL, redrives INTEGER NOT NULL, redriven INTEGER, starter TEXT);
  CREATE INDEX IF NOT EXISTS execution_order ON execution(machine, started DESC, arn DESC);
  CREATE INDEX IF NOT EXISTS execution_deadline ON execution(deadline) WHERE status = 'RUNNING';
  CREATE INDEX IF NOT EXISTS execution_stopped ON execution(stopped) WHERE stopped IS NOT NULL;
  CREATE TABLE IF NOT EXISTS frame(
    id TEXT PRIMARY KEY, execution TEXT NOT NULL, parent TEXT, wake INTEGER, token TEXT UNIQUE, awaits TEXT,
    body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS frame_execution ON frame(execution);
  CREATE INDEX IF NOT EXISTS frame_parent ON frame(parent) WHERE parent IS NOT NULL;
  CREATE INDEX IF NOT EXISTS frame_wake ON frame(wake) WHERE wake IS NOT NULL;
  CREATE INDEX IF NOT EXISTS frame_awaits ON frame(awaits) WHERE awaits IS NOT NULL;
  CREATE TABLE IF NOT EXISTS slot(
    frame TEXT NOT NULL, position INTEGER NOT NULL, item TEXT, output TEXT, PRIMARY KEY(frame, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS event(
    execution TEXT NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, time INTEGER NOT NULL, type TEXT NOT NULL,
    details TEXT NOT NULL, PRIMARY KEY(execution, id)) WITHOUT ROWID;
`;

/** Opens the file of all executions; deleted payloads are overwritten (`secure_delete`), acknowledged steps are synced. */
export function openDatabase(stateDir: string): DatabaseSync {
  const folder = join(stateDir, 'states');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'executions.sqlite');
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;');
  database.exec(SCHEMA);
  return database;
}
