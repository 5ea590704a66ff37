import type { SQLOutputValue } from 'node:sqlite';
import type { LockMode } from './bucket.ts';
import type { S3Database } from './database.ts';
import type { Content, Draft, Encryption, Lock, Version } from './version.ts';
import type { ChecksumValue } from './checksums.ts';
import type { Segment } from './blobs.ts';

/** Where a listing stands: after a key, or within a key before a version. */
export interface Cursor {
  readonly key: string;
  /** Versions of `key` older than this still come; 0 when none do. */
  readonly beforeSeq: number;
}

/** Greater than every key that begins with the string it is appended to. */
export const LAST = '\u{10ffff}';

/** Versions of all objects. Files of what is removed are the caller's to unlink. */
export class VersionStore {
  readonly #database: S3Database;

  constructor(database: S3Database) {
    this.#database = database;
  }

  /** The named version, or the latest one, which may be a delete marker. */
  find(bucket: string, key: string, versionId?: string): Version | undefined {
    const row =
      versionId === undefined
        ? this.#get('SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1', bucket, key)
        : this.#get(
            'SELECT * FROM versions WHERE bucket = ? AND key = ? AND version_id = ?',
            bucket,
            key,
            versionId,
          );
    return row && read(row);
  }

  /** Adds the newest version; to be called inside a transaction. */
  add(version: Omit<Version, 'seq' | 'latest'>): void {
    const { bucket, key, lock } = version;
    this.#run('UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1', bucket, key);
    this.#run(
      `INSERT INTO versions(bucket, key, version_id, latest, marker, modified, size, etag, headers, tags, checksum,
        encryption, segments, parts, lock_mode, lock_until, legal_hold) VALUES (?,?,?,1,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
      bucket,
      key,
      version.versionId,
      version.marker ? 1 : 0,
      version.modified,
      version.size,
      version.etag,
      JSON.stringify(version.headers),
      JSON.stringify(version.tags),
      version.checksum ? JSON.stringify(version.checksum) : null,
      JSON.stringify(version.encryption),
      JSON.stringify(version.segments),
      version.parts ?? null,
      lock.mode ?? null,
      lock.until ?? null,
      lock.legalHold ? 1 : 0,
    );
  }

  /** Removes one version and makes the next older one the latest; to be called inside `erase`. */
  remove(version: Version): void {
    const { seq, bucket, key } = version;
    this.#run('DELETE FROM versions WHERE seq = ?', seq);
    if (!version.latest) return;
    this.#run(
      'UPDATE versions SET latest = 1 WHERE seq = (SELECT max(seq) FROM versions WHERE bucket = ? AND key = ?)',
      bucket,
      key,
    );
  }

  setTags(version: Version, tags: Readonly<Record<string, string>>): void {
    // Tags may be personal, so the old ones go the way of deleted rows.
    this.#database.erase(() =>
      this.#run('UPDATE versions SET tags = ? WHERE seq = ?', JSON.stringify(tags), version.seq),
    );
  }

  setLock(version: Version, lock: Lock): void {
    this.#run(
      'UPDATE versions SET lock_mode = ?, lock_until = ?, legal_hold = ? WHERE seq = ?',
      lock.mode ?? null,
      lock.until ?? null,
      lock.legalHold ? 1 : 0,
      version.seq,
    );
  }

  /** The next version after the cursor in key order, newest first within a key. */
  next(bucket: string, prefix: string, cursor: Cursor, onlyCurrent: boolean): Version | undefined {
    const row = this.#get(
      `SELECT * FROM versions WHERE bucket = ?1 AND key >= ?2 AND key < ?3
        AND (key > ?4 OR (key = ?4 AND seq < ?5)) ${onlyCurrent ? 'AND latest = 1 AND marker = 0' : ''}
        ORDER BY key, seq DESC LIMIT 1`,
      bucket,
      prefix,
      prefix + LAST,
      cursor.key,
      cursor.beforeSeq,
    );
    return row && read(row);
  }

  /** When each noncurrent version of a key was succeeded, newest first. */
  noncurrent(bucket: string, key: string): { readonly version: Version; readonly since: number }[] {
    const rows = this.#database.sql
      .prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC')
      .all(bucket, key)
      .map(read);
    return rows
      .slice(1)
      .map((version, index) => ({ version, since: rows[index]?.modified ?? version.modified }));
  }

  /** Names of all content files. */
  files(): string[] {
    const rows = this.#database.sql.prepare('SELECT segments FROM versions').all();
    return rows.flatMap((row) =>
      (JSON.parse(String(row['segments'])) as Segment[]).map((segment) => segment.file),
    );
  }

  #get(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.#database.sql.prepare(sql).get(...values);
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.#database.sql.prepare(sql).run(...values);
  }
}

type Row = Record<string, SQLOutputValue>;

const json = <T>(value: SQLOutputValue | undefined): T => JSON.parse(String(value)) as T;

function read(row: Row): Version {
  const draft: Draft = {
    headers: json<Record<string, string>>(row['headers']),
    tags: json<Record<string, string>>(row['tags']),
    encryption: json<Encryption>(row['encryption']),
    lock: {
      mode: row['lock_mode'] === null ? undefined : (row['lock_mode'] as LockMode),
      until: row['lock_until'] === null ? undefined : Number(row['lock_until']),
      legalHold: row['legal_hold'] === 1,
    },
  };
  const content: Content = {
    size: Number(row['size']),
    etag: String(row['etag']),
    checksum: row['checksum'] === null ? undefined : json<ChecksumValue>(row['checksum']),
    segments: json<Segment[]>(row['segments']),
    parts: row['parts'] === null ? undefined : Number(row['parts']),
  };
  return {
    ...draft,
    ...content,
    seq: Number(row['seq']),
    bucket: String(row['bucket']),
    key: String(row['key']),
    versionId: String(row['version_id']),
    latest: row['latest'] === 1,
    marker: row['marker'] === 1,
    modified: Number(row['modified']),
  };
}
