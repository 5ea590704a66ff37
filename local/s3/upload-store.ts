import type { SQLOutputValue } from 'node:sqlite';
import type { ChecksumName, ChecksumValue } from './checksums.ts';
import type { S3Database } from './database.ts';
import type { Segment } from './blobs.ts';
import type { Draft } from './version.ts';

/** A multipart upload in progress. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly started: number;
  readonly draft: Draft & { readonly checksumName: ChecksumName | undefined };
}

/** One uploaded part; times are epoch milliseconds. */
export interface Part {
  readonly number: number;
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
  readonly checksum: ChecksumValue | undefined;
  readonly segment: Segment;
}

/** Multipart uploads and their parts. */
export class UploadStore {
  readonly #database: S3Database;

  constructor(database: S3Database) {
    this.#database = database;
  }

  create(upload: Upload): void {
    const { id, bucket, key, started, draft } = upload;
    this.#database.sql
      .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
      .run(id, bucket, key, started, JSON.stringify(draft));
  }

  find(id: string, bucket: string, key: string): Upload | undefined {
    const row = this.#database.sql
      .prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
      .get(id, bucket, key);
    return row && readUpload(row);
  }

  /** Up to `limit` uploads of a bucket in order of key and id. */
  list(
    bucket: string,
    prefix: string,
    after: { readonly key: string; readonly id: string },
    limit: number,
  ): Upload[] {
    return this.#database.sql
      .prepare(
        `SELECT * FROM uploads WHERE bucket = ?1 AND key >= ?2 AND key < ?2 || char(1114111)
          AND (key > ?3 OR (key = ?3 AND id > ?4)) ORDER BY key, id LIMIT ?5`,
      )
      .all(bucket, prefix, after.key, after.id, limit)
      .map(readUpload);
  }

  /** Uploads of a bucket begun before `moment`. */
  begunBefore(bucket: string, moment: number): Upload[] {
    const rows = this.#database.sql
      .prepare('SELECT * FROM uploads WHERE bucket = ? AND started < ?')
      .all(bucket, moment);
    return rows.map(readUpload);
  }

  /** Writes a part, and answers the file of the part that it replaces; `stored` is false when the upload is gone. */
  putPart(upload: Upload, part: Part): { readonly stored: boolean; readonly replaced: string | undefined } {
    return this.#database.transact(() => {
      if (!this.find(upload.id, upload.bucket, upload.key)) return { stored: false, replaced: undefined };
      const before = this.parts(upload.id, part.number - 1, 1).find(({ number }) => number === part.number);
      this.#database.sql
        .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(
          upload.id,
          part.number,
          part.modified,
          part.size,
          part.etag,
          part.checksum ? JSON.stringify(part.checksum) : null,
          JSON.stringify(part.segment),
        );
      return { stored: true, replaced: before?.segment.file };
    });
  }

  /** Parts in order, after number `after`. */
  parts(id: string, after = 0, limit = 10_000): Part[] {
    return this.#database.sql
      .prepare('SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?')
      .all(id, after, limit)
      .map(readPart);
  }

  /** Forgets an upload; to be called inside `erase`. */
  remove(id: string): void {
    this.#database.sql.prepare('DELETE FROM parts WHERE upload = ?').run(id);
    this.#database.sql.prepare('DELETE FROM uploads WHERE id = ?').run(id);
  }

  /** Names of all part files. */
  files(): string[] {
    const rows = this.#database.sql.prepare('SELECT segment FROM parts').all();
    return rows.map((row) => (JSON.parse(String(row['segment'])) as Segment).file);
  }
}

type Row = Record<string, SQLOutputValue>;

const readUpload = (row: Row): Upload => ({
  id: String(row['id']),
  bucket: String(row['bucket']),
  key: String(row['key']),
  started: Number(row['started']),
  draft: JSON.parse(String(row['draft'])) as Upload['draft'],
});

const readPart = (row: Row): Part => ({
  number: Number(row['number']),
  modified: Number(row['modified']),
  size: Number(row['size']),
  etag: String(row['etag']),
  checksum: row['checksum'] === null ? undefined : (JSON.parse(String(row['checksum'])) as ChecksumValue),
  segment: JSON.parse(String(row['segment'])) as Segment,
});
