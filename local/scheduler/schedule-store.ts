import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Kind, Schedule, Target } from './schedule.ts';

/** One delivery that is due or being retried. */
export interface Delivery {
  readonly id: string;
  readonly schedule: Schedule;
  readonly target: Target;
  /** The time the schedule meant, epoch milliseconds. */
  readonly planned: number;
  readonly attempts: number;
}

const SCHEMA = `
  PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
  CREATE TABLE IF NOT EXISTS schedule(
    kind TEXT, class TEXT, name TEXT, next INTEGER, origin TEXT, body TEXT NOT NULL, PRIMARY KEY(kind, class, name)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS schedule_next ON schedule(next) WHERE next IS NOT NULL;
  CREATE TABLE IF NOT EXISTS class(name TEXT PRIMARY KEY, created INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS delivery(
    id TEXT PRIMARY KEY, next INTEGER NOT NULL, planned INTEGER NOT NULL, attempts INTEGER NOT NULL, target TEXT NOT NULL,
    schedule TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS delivery_next ON delivery(next);
`;

interface Row {
  readonly body: string;
  readonly next: number | null;
}

/** Schedules, groups and open deliveries on disk. */
export class ScheduleStore {
  readonly #database: DatabaseSync;

  constructor(stateDir: string) {
    const folder = join(stateDir, 'scheduler');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'schedules.sqlite');
    closeSync(openSync(file, 'a', 0o600));
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
  }

  /** Everything in `work` becomes durable together, or nothing does. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (problem) {
      this.#database.exec('ROLLBACK');
      throw problem;
    }
  }

  get(kind: Kind, group: string, name: string): Schedule | undefined {
    const row = this.#database
      .prepare('SELECT body FROM schedule WHERE kind = ? AND class = ? AND name = ?')
      .get(kind, group, name);
    return row === undefined ? undefined : (JSON.parse(String(row['body'])) as Schedule);
  }

  /** `origin` is the template resource that declared the schedule, or `null` for one made through the API. */
  put(schedule: Schedule, next: number | undefined, origin: string | null): void {
    const { kind, group, name } = schedule;
    this.#database
      .prepare('INSERT OR REPLACE INTO schedule VALUES (?, ?, ?, ?, ?, ?)')
      .run(kind, group, name, next ?? null, origin, JSON.stringify(schedule));
  }

  setNext({ kind, group, name }: Schedule, next: number | undefined): void {
    this.#database
      .prepare('UPDATE schedule SET next = ? WHERE kind = ? AND class = ? AND name = ?')
      .run(next ?? null, kind, group, name);
  }

  remove({ kind, group, name }: Pick<Schedule, 'kind' | 'group' | 'name'>): void {
    this.#database
      .prepare('DELETE FROM schedule WHERE kind = ? AND class = ? AND name = ?')
      .run(kind, group, name);
  }

  /** Removes what a template resource declared under other names than this one. */
  removeOthers(origin: string, name: string): void {
    this.#database.prepare('DELETE FROM schedule WHERE origin = ? AND name <> ?').run(origin, name);
  }

  /** Removes what resources of a stack declared that are no longer in it. */
  retain(stack: string, logicalIds: readonly string[]): void {
    const kept = JSON.stringify(logicalIds.map((id) => `${stack}/${id}`));
    this.#database
      .prepare(
        `DELETE FROM schedule WHERE substr(origin, 1, length(?1)) = ?1
         AND origin NOT IN (SELECT value FROM json_each(?2))`,
      )
      .run(`${stack}/`, kept);
  }

  /** Schedules of the API in name order, after a position. */
  list(
    after: readonly [group: string, name: string],
    group: string | null,
    prefix: string,
    state: string | null,
    size: number,
  ): Schedule[] {
    const rows = this.#database
      .prepare(
        `SELECT body FROM schedule WHERE kind = 'schedule' AND (class, name) > (?1, ?2) AND (?3 IS NULL OR class = ?3)
         AND substr(name, 1, length(?4)) = ?4 AND (?5 IS NULL OR body ->> 'state' = ?5) ORDER BY class, name LIMIT ?6`,
      )
      .all(...after, group, prefix, state, size);
    return rows.map((row) => JSON.parse(String(row['body'])) as Schedule);
  }

  /** Schedules whose time has come, with the time they meant. */
  due(now: number): { schedule: Schedule; planned: number }[] {
    const rows = this.#database
      .prepare('SELECT body, next FROM schedule WHERE next <= ? ORDER BY next')
      .all(now) as unknown as Row[];
    return rows.map(({ body, next }) => ({ schedule: JSON.parse(body) as Schedule, planned: next ?? now }));
  }

  hasGroup(name: string): boolean {
    return (
      name === 'default' ||
      this.#database.prepare('SELECT 1 FROM class WHERE name = ?').get(name) !== undefined
    );
  }

  putGroup(name: string, created: number): void {
    this.#database.prepare('INSERT OR IGNORE INTO class VALUES (?, ?)').run(name, created);
  }

  putDelivery({ id, schedule, target, planned, attempts }: Delivery, next: number): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, next, planned, attempts, JSON.stringify(target), JSON.stringify(schedule));
  }

  dropDelivery(id: string): void {
    this.#database.prepare('DELETE FROM delivery WHERE id = ?').run(id);
  }

  /** True while a firing of this schedule is still being delivered. */
  delivering(arn: string): boolean {
    return (
      this.#database.prepare("SELECT 1 FROM delivery WHERE schedule ->> 'arn' = ?").get(arn) !== undefined
    );
  }

  deliveries(now: number): Delivery[] {
    const rows = this.#database.prepare('SELECT * FROM delivery WHERE next <= ? ORDER BY next').all(now);
    return rows.map((row) => ({
      id: String(row['id']),
      schedule: JSON.parse(String(row['schedule'])) as Schedule,
      target: JSON.parse(String(row['target'])) as Target,
      planned: Number(row['planned']),
      attempts: Number(row['attempts']),
    }));
  }

  /** The next moment at which something is to be done. */
  next(busy: ReadonlySet<string>): number | undefined {
    const schedule = this.#database.prepare('SELECT MIN(next) AS next FROM schedule').get()?.['next'];
    const rows = this.#database.prepare('SELECT id, next FROM delivery ORDER BY next').all();
    const delivery = rows.find((row) => !busy.has(String(row['id'])))?.['next'];
    const times = [schedule, delivery].filter((time) => typeof time === 'number');
    return times.length === 0 ? undefined : Math.min(...times);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
