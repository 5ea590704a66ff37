import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock, Timer } from '../clock.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets(name TEXT PRIMARY KEY, created INTEGER NOT NULL, config TEXT NOT NULL, policy TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS versions(
    seq INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
    latest INTEGER NOT NULL, marker INTEGER NOT NULL, modified INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    headers TEXT NOT NULL, tags TEXT NOT NULL, checksum TEXT, encryption TEXT, segments TEXT NOT NULL, parts INTEGER,
    lock_mode TEXT, lock_until INTEGER, legal_hold INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS versions_by_id ON versions(bucket, key, version_id);
  CREATE UNIQUE INDEX IF NOT EXISTS versions_latest ON versions(bucket, key) WHERE latest = 1;
  CREATE TABLE IF NOT EXISTS uploads(
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, started INTEGER NOT NULL, draft TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads(bucket, key, id);
  CREATE TABLE IF NOT EXISTS parts(
    upload TEXT NOT NULL, number INTEGER NOT NULL, modified INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    checksum TEXT, segment TEXT NOT NULL, PRIMARY KEY (upload, number)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events(
    id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, function TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT;
`;

/** Copies that SQLite left in moved pages go within this time (virtual milliseconds). */
const SCRUB_WITHIN = 1000;

/** Rows were deleted whose bytes may still lie in moved pages. */
const DIRTY = 1;

/** The index of objects: metadata only, contents lie in files. */
export class S3Database {
  readonly sql: DatabaseSync;
  readonly #clock: Clock;
  #dirty = false;
  #scrubbing: Timer | undefined;

  /** Opens `<directory>/index.sqlite`, folder 0700, files 0600; no temporary file is ever written elsewhere. */
  constructor(directory: string, clock: Clock) {
    this.#clock = clock;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const file = join(directory, 'index.sqlite');
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    this.sql = new DatabaseSync(file);
    this.sql.exec(
      'PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL',
    );
    this.sql.exec(SCHEMA);
    this.#dirty = this.sql.prepare('PRAGMA user_version').get()?.['user_version'] === DIRTY;
    this.scrub();
  }

  transact<T>(work: () => T): T {
    this.sql.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.sql.exec('COMMIT');
      return result;
    } catch (error) {
      this.sql.exec('ROLLBACK');
      throw error;
    }
  }

  /** Deletes by `work`; the deleted bytes are overwritten in the file and cut from the log before this returns. */
  erase<T>(work: () => T): T {
    const result = this.transact(() => {
      if (!this.#dirty) this.sql.exec(`PRAGMA user_version=${DIRTY}`);
      return work();
    });
    this.#dirty = true;
    this.sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#scrubbing ??= this.#clock.at(this.#clock.now() + SCRUB_WITHIN, () => this.scrub());
    return result;
  }

  /**
   * Rewrites the file after deletions. Overwriting alone is not enough: balancing its trees, SQLite leaves copies of
   * moved rows in unused page space (measured: about 1 of 2,000 deleted keys), which deleting the row does not reach.
   */
  scrub(): void {
    this.#scrubbing?.cancel();
    this.#scrubbing = undefined;
    if (!this.#dirty) return;
    this.sql.exec('VACUUM');
    this.sql.exec('PRAGMA user_version=0');
    this.sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#dirty = false;
  }

  close(): void {
    this.scrub();
    this.sql.close();
  }
}
