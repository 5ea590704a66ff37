import type { SQLOutputValue } from 'node:sqlite';
import type { PolicyDocument } from '../front/service.ts';
import type { Bucket, BucketConfig } from './bucket.ts';
import type { S3Database } from './database.ts';

/** Buckets by name; they come from the template only. */
export class BucketStore {
  readonly #database: S3Database;

  constructor(database: S3Database) {
    this.#database = database;
  }

  find(name: string): Bucket | undefined {
    const row = this.#database.sql.prepare('SELECT * FROM buckets WHERE name = ?').get(name);
    return row && read(row);
  }

  all(): Bucket[] {
    return this.#database.sql.prepare('SELECT * FROM buckets ORDER BY name').all().map(read);
  }

  put(name: string, config: BucketConfig, at: number): void {
    this.#database.sql
      .prepare('INSERT INTO buckets VALUES (?1, ?2, ?3, NULL) ON CONFLICT(name) DO UPDATE SET config = ?3')
      .run(name, at, JSON.stringify(config));
  }

  putPolicy(name: string, policy: PolicyDocument): void {
    this.#database.sql
      .prepare('UPDATE buckets SET policy = ? WHERE name = ?')
      .run(JSON.stringify(policy), name);
  }
}

const read = (row: Record<string, SQLOutputValue>): Bucket => ({
  name: String(row['name']),
  created: Number(row['created']),
  config: JSON.parse(String(row['config'])) as BucketConfig,
  policy: row['policy'] === null ? undefined : (JSON.parse(String(row['policy'])) as PolicyDocument),
});
