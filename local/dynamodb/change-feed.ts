import type { Clock } from '../clock.ts';
import type { Place } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Intent } from './intent.ts';
import type { Store } from './store.ts';

/** How long a stream keeps its records (AWS: "Change data capture for DynamoDB Streams"). */
const RETENTION = 24 * 3_600_000;

/** What happened to an item. */
export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** One record as AWS Lambda receives it from a stream with view type `KEYS_ONLY`. */
export interface ChangeRecord {
  readonly eventID: string;
  readonly eventName: EventName;
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    /** 21 digits, so that text order is the order of the changes. */
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: 'KEYS_ONLY';
  };
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' };
}

/** The changes of tables with a stream, in the order of their settlement, kept for a day of virtual time. */
export class ChangeFeed {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #place: Place;
  readonly #streamArn: (table: string) => string;
  readonly #listeners = new Map<string, Set<() => void>>();
  /** Newest sequence number by table that this process has seen. */
  readonly #newest = new Map<string, number>();

  constructor(store: Store, clock: Clock, place: Place, streamArn: (table: string) => string) {
    this.#store = store;
    this.#clock = clock;
    this.#place = place;
    this.#streamArn = streamArn;
  }

  /** Adds the record of a settled change; runs inside the caller's transaction on the lazy connection. */
  append(intent: Intent, exists: boolean, at: number): void {
    const event: EventName = !exists ? 'REMOVE' : intent.before === undefined ? 'INSERT' : 'MODIFY';
    const sql = 'INSERT INTO feed (table_name, item_key, event, at, by_service) VALUES (?, ?, ?, ?, ?)';
    const keys = JSON.stringify(intent.key);
    const { lastInsertRowid } = this.#store
      .prepare(this.#store.lazy, sql)
      .run(intent.table.name, keys, event, at, intent.byService ? 1 : 0);
    this.#newest.set(intent.table.name, Number(lastInsertRowid));
  }

  /** Up to `limit` records after a sequence number; the empty string starts at the oldest record kept. */
  changes(table: string, after: string, limit: number): ChangeRecord[] {
    const newest = this.#newest.get(table);
    if (newest !== undefined && newest <= Number(after)) return [];
    const sql =
      'SELECT * FROM feed WHERE table_name = ? AND sequence > ? AND at > ? ORDER BY sequence LIMIT ?';
    const rows = this.#store
      .prepare(this.#store.lazy, sql)
      .all(table, Number(after), this.#clock.now() - RETENTION, limit);
    const arn = this.#streamArn(table);
    return rows.map((row) => this.#record(arn, row));
  }

  /** Sequence number of the newest record, for a reader that starts at `LATEST`; empty when there is none. */
  latest(table: string): string {
    const sql = 'SELECT max(sequence) AS newest FROM feed WHERE table_name = ?';
    const newest = this.#store.prepare(this.#store.lazy, sql).get(table)?.['newest'];
    return typeof newest === 'number' ? sequenceNumber(newest) : '';
  }

  /** Calls `listener` after every call that changed the table; returns the function that ends it. */
  onChange(table: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(table) ?? new Set();
    this.#listeners.set(table, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  announce(table: string): void {
    for (const listener of this.#listeners.get(table) ?? []) queueMicrotask(listener);
  }

  /** Deletes what is older than a day; returns how many records went. */
  purge(): number {
    const sql = 'DELETE FROM feed WHERE at <= ?';
    return Number(this.#store.durable.prepare(sql).run(this.#clock.now() - RETENTION).changes);
  }

  #record(arn: string, row: Record<string, unknown>): ChangeRecord {
    const keys = String(row['item_key']);
    const number = sequenceNumber(Number(row['sequence']));
    return {
      eventID: number.padStart(32, '0'),
      eventName: row['event'] as EventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.#place.region,
      eventSourceARN: arn,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Number(row['at']) / 1000),
        Keys: JSON.parse(keys) as Item,
        SequenceNumber: number,
        SizeBytes: Buffer.byteLength(keys),
        StreamViewType: 'KEYS_ONLY',
      },
      ...(row['by_service'] === 1 && {
        userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const,
      }),
    };
  }
}

function sequenceNumber(sequence: number): string {
  return String(sequence).padStart(21, '0');
}
