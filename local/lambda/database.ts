import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY, function TEXT NOT NULL, payload TEXT NOT NULL,
    accepted INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS mapping (name TEXT PRIMARY KEY, id TEXT NOT NULL, sequence TEXT NOT NULL) STRICT;
`;

/**
 * Accepted asynchronous events and stream positions, in `<stateDir>/lambda/lambda.sqlite`, readable by the owner only.
 * `durable` waits for the disk, as an accepted event has to. `lazy` survives the end of the process and may lose its
 * last writes with the power: enough for positions, since Lambda delivers records at least once.
 */
export function openDatabase(stateDir: string, kind: 'durable' | 'lazy'): DatabaseSync {
  const folder = join(stateDir, 'lambda');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lambda.sqlite');
  closeSync(openSync(file, 'a', 0o600));
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${kind === 'durable' ? 'FULL' : 'NORMAL'}`);
  db.exec(SCHEMA);
  return db;
}
