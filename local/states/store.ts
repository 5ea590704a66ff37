import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Flow } from './definition.ts';
import type { Frame } from './frame.ts';
import type { Json } from './json.ts';
import { openDatabase } from './database.ts';

/** Where an execution is in its life. */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution; times are virtual epoch milliseconds, `input` and `output` are JSON text. */
export interface Execution {
  readonly arn: string;
  readonly machine: string;
  readonly name: string;
  readonly status: Status;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly started: number;
  readonly stopped: number | null;
  readonly deadline: number;
  /** Hash of the definition it was started with; a later deployment does not change it. */
  readonly definition: string;
  readonly role: string;
  /** Number of events so far. */
  readonly events: number;
  readonly redrives: number;
  readonly redriven: number | null;
  /** Attempt of the task that started it. */
  readonly starter: string | null;
}

/** One event of the history. */
export interface HistoryEvent {
  readonly id: number;
  readonly previous: number;
  readonly time: number;
  readonly type: string;
  /** JSON text of the event's details. */
  readonly details: string;
}

const EXECUTION_COLUMNS =
  'arn machine name status input output error cause started stopped deadline definition role events redrives redriven starter'.split(
    ' ',
  );

/** Rows of executions, frames, map items and events; every method is one statement. */
export class Store {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #flows = new Map<string, Flow>();

  constructor(stateDir: string) {
    this.database = openDatabase(stateDir);
  }

  /** A prepared statement, kept for the next use. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) this.#statements.set(text, (statement = this.database.prepare(text)));
    return statement;
  }

  /** Everything in `work` becomes durable together, or nothing does. */
  transaction<T>(work: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (problem) {
      this.database.exec('ROLLBACK');
      throw problem;
    }
  }

  execution(arn: string): Execution | undefined {
    return this.sql('SELECT * FROM execution WHERE arn = ?').get(arn) as Execution | undefined;
  }

  putExecution(execution: Execution): void {
    const values = EXECUTION_COLUMNS.map((column) => execution[column as keyof Execution]);
    const marks = EXECUTION_COLUMNS.map(() => '?').join(', ');
    this.sql(`INSERT OR REPLACE INTO execution(${EXECUTION_COLUMNS.join(', ')}) VALUES (${marks})`).run(
      ...values,
    );
  }

  /** Keeps a definition under its hash and returns the hash. */
  putDefinition(text: string): string {
    const hash = createHash('sha256').update(text).digest('hex');
    this.sql('INSERT OR IGNORE INTO definition VALUES (?, ?)').run(hash, text);
    return hash;
  }

  definitionText(hash: string): string {
    const row = this.sql('SELECT text FROM definition WHERE hash = ?').get(hash) as
      { text: string } | undefined;
    if (row === undefined) throw new RangeError('no such definition');
    return row.text;
  }

  /** The parsed definition; it was checked before it was kept. */
  flow(hash: string): Flow {
    let flow = this.#flows.get(hash);
    if (flow === undefined) this.#flows.set(hash, (flow = JSON.parse(this.definitionText(hash)) as Flow));
    return flow;
  }

  putFrame(frame: Frame): void {
    const { id, execution, parent, wake, token, awaits } = frame;
    const values: SQLInputValue[] = [
      id,
      execution,
      parent ?? null,
      wake ?? null,
      token ?? null,
      awaits ?? null,
      JSON.stringify(frame),
    ];
    this.sql('INSERT OR REPLACE INTO frame VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values);
  }

  /** Frames by one column: those of an execution, of a parent, with a token, or waiting for an execution. */
  frames(column: 'id' | 'execution' | 'parent' | 'token' | 'awaits', value: string): Frame[] {
    return this.#bodies(this.sql(`SELECT body FROM frame WHERE ${column} = ?`).all(value));
  }

  /** Frames whose timer is due. */
  dueFrames(now: number): Frame[] {
    return this.#bodies(this.sql('SELECT body FROM frame WHERE wake <= ? ORDER BY wake').all(now));
  }

  dropFrame(id: string): void {
    this.sql('DELETE FROM frame WHERE id = ?').run(id);
    this.sql('DELETE FROM slot WHERE frame = ?').run(id);
  }

  putItem(frame: string, position: number, item: Json): void {
    this.sql('INSERT OR REPLACE INTO slot(frame, position, item) VALUES (?, ?, ?)').run(
      frame,
      position,
      JSON.stringify(item),
    );
  }

  putOutput(frame: string, position: number, output: Json): void {
    const text = JSON.stringify(output);
    this.sql(
      'INSERT INTO slot(frame, position, output) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET output = excluded.output',
    ).run(frame, position, text);
  }

  /** One item of a Map; `undefined` for branches of a Parallel. */
  item(frame: string, position: number): Json | undefined {
    const row = this.sql('SELECT item FROM slot WHERE frame = ? AND position = ?').get(frame, position);
    return typeof row?.['item'] === 'string' ? (JSON.parse(row['item']) as Json) : undefined;
  }

  /** The outputs of all branches, in order. */
  outputs(frame: string): Json[] {
    const rows = this.sql('SELECT output FROM slot WHERE frame = ? ORDER BY position').all(frame);
    return rows.map((row) => JSON.parse(String(row['output'])) as Json);
  }

  putEvent(execution: string, event: HistoryEvent): void {
    const { id, previous, time, type, details } = event;
    this.sql('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)').run(execution, id, previous, time, type, details);
  }

  close(): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  #bodies(rows: readonly Record<string, unknown>[]): Frame[] {
    return rows.map((row) => JSON.parse(String(row['body'])) as Frame);
  }
}
