import type { Clock } from '../clock.ts';
import type { Place } from '../front/service.ts';
import type { Bucket, NotificationRule } from './bucket.ts';
import type { S3Database } from './database.ts';

/** One notification, in the shape that Lambda gets it in `Records`. */
export interface S3EventRecord {
  readonly eventVersion: '2.1';
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  readonly eventName: string;
  readonly s3: {
    readonly s3SchemaVersion: '1.0';
    readonly bucket: { readonly name: string; readonly arn: string };
    /** The key is form-encoded, as on AWS. */
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly sequencer: string;
    };
  };
}

/** Gets a record for the function that the bucket's configuration names; rejecting means: deliver again. */
export type EventCallback = (functionArn: string, record: S3EventRecord) => Promise<void> | void;

/** What happened to an object. */
export interface ObjectEvent {
  readonly name: `${'ObjectCreated' | 'ObjectRemoved' | 'LifecycleExpiration'}:${string}`;
  readonly key: string;
  readonly versionId: string;
  readonly size?: number;
  readonly etag?: string;
}

/** Wait before a rejected delivery is tried again, in virtual milliseconds. */
const RETRY = 60_000;

/** Outbox of notifications: written with the change itself, removed once delivered, so each arrives at least once. */
export class Events {
  readonly #database: S3Database;
  readonly #place: Place;
  readonly #clock: Clock;
  readonly #callbacks = new Map<string, EventCallback>();
  readonly #busy = new Set<number>();

  constructor(database: S3Database, place: Place, clock: Clock) {
    this.#database = database;
    this.#place = place;
    this.#clock = clock;
  }

  /** Sends a bucket's notifications to `callback`, beginning with those that were never delivered. */
  on(bucket: string, callback: EventCallback): void {
    this.#callbacks.set(bucket, callback);
    this.deliver(bucket);
  }

  /** Puts an event into the outbox, for each function that wants it; to be called inside the change's transaction. */
  enqueue(bucket: Bucket, event: ObjectEvent): void {
    for (const rule of bucket.config.notifications) {
      if (!wants(rule, event)) continue;
      this.#database.sql
        .prepare('INSERT INTO events(bucket, function, record) VALUES (?, ?, ?)')
        .run(bucket.name, rule.functionArn, JSON.stringify(this.#record(bucket, event)));
    }
  }

  /** Delivers what waits; to be called after the transaction. */
  deliver(bucket: string): void {
    const callback = this.#callbacks.get(bucket);
    if (!callback) return;
    const rows = this.#database.sql.prepare('SELECT * FROM events WHERE bucket = ? ORDER BY id').all(bucket);
    for (const row of rows) {
      const id = Number(row['id']);
      if (this.#busy.has(id)) continue;
      this.#busy.add(id);
      void this.#send(
        bucket,
        id,
        callback,
        String(row['function']),
        JSON.parse(String(row['record'])) as S3EventRecord,
      );
    }
  }

  async #send(
    bucket: string,
    id: number,
    callback: EventCallback,
    target: string,
    record: S3EventRecord,
  ): Promise<void> {
    try {
      await callback(target, record);
      if (this.#database.sql.isOpen)
        this.#database.erase(() => this.#database.sql.prepare('DELETE FROM events WHERE id = ?').run(id));
    } catch {
      this.#clock.at(this.#clock.now() + RETRY, () => this.deliver(bucket));
    } finally {
      this.#busy.delete(id);
    }
  }

  #record(bucket: Bucket, event: ObjectEvent): S3EventRecord {
    const now = this.#clock.now();
    return {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: this.#place.region,
      eventTime: new Date(now).toISOString(),
      eventName: event.name,
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: bucket.name, arn: `arn:${this.#place.partition}:s3:::${bucket.name}` },
        object: {
          key: encodeURIComponent(event.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
          ...(event.size !== undefined && { size: event.size }),
          ...(event.etag !== undefined && { eTag: event.etag }),
          ...(event.versionId !== 'null' && { versionId: event.versionId }),
          sequencer: now.toString(16).toUpperCase().padStart(18, '0'),
        },
      },
    };
  }
}

function wants(rule: NotificationRule, event: ObjectEvent): boolean {
  const pattern = rule.event.replace(/^s3:/, '');
  const named = pattern.endsWith('*') ? event.name.startsWith(pattern.slice(0, -1)) : event.name === pattern;
  return named && event.key.startsWith(rule.prefix) && event.key.endsWith(rule.suffix);
}
