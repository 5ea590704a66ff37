import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Mail } from './mail.ts';

/** One mail that was sent: nothing leaves the machine. */
export interface SentMail extends Mail {
  /** Position in the outbox, counting up. */
  readonly id: number;
  readonly messageId: string;
  /** Virtual epoch milliseconds. */
  readonly time: number;
  /** Recipients the account's suppression list kept it from. */
  readonly suppressed: readonly string[];
}

/** Which mails to list: to this address, after this position, at most so many. */
export interface OutboxQuery {
  readonly to?: string;
  readonly after?: number;
  /** 1 to 1,000; 100 when absent. */
  readonly limit?: number;
}

/** One entry of the suppression list. */
export interface Suppressed {
  readonly address: string;
  readonly reason: 'BOUNCE' | 'COMPLAINT';
  readonly since: number;
}

const SCHEMA = `
  PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
  CREATE TABLE IF NOT EXISTS mail(id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS recipient(address TEXT, mail INTEGER, PRIMARY KEY(address, mail)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS suppressed(address TEXT PRIMARY KEY, reason TEXT, since INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS identity(name TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS configuration(name TEXT PRIMARY KEY, sending INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Sent mails, the suppression list, identities and configuration sets on disk. */
export class Outbox {
  readonly #database: DatabaseSync;

  constructor(stateDir: string) {
    const folder = join(stateDir, 'ses');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'outbox.sqlite');
    closeSync(openSync(file, 'a', 0o600));
    this.#database = new DatabaseSync(file);
    this.#database.exec(SCHEMA);
  }

  /** Keeps a mail and returns its message id. */
  send(mail: Mail, time: number): string {
    const messageId = `${randomBytes(8).toString('hex')}-${randomUUID()}-000000`;
    const everybody = new Set([...mail.to, ...mail.cc, ...mail.bcc].map((address) => address.toLowerCase()));
    const suppressed = [...everybody].filter((address) => this.suppressed(address) !== undefined);
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const body = JSON.stringify({ ...mail, messageId, suppressed });
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO mail(time, body) VALUES (?, ?)')
        .run(time, body);
      const recipient = this.#database.prepare('INSERT INTO recipient VALUES (?, ?)');
      for (const address of everybody) recipient.run(address, lastInsertRowid);
      this.#database.exec('COMMIT');
    } catch (problem) {
      this.#database.exec('ROLLBACK');
      throw problem;
    }
    return messageId;
  }

  /** Newest first. */
  list({ to, after = 0, limit = 100 }: OutboxQuery = {}): SentMail[] {
    const size = Math.min(Math.max(1, Math.trunc(limit)), 1000);
    const rows =
      to === undefined
        ? this.#database.prepare('SELECT * FROM mail WHERE id > ? ORDER BY id DESC LIMIT ?').all(after, size)
        : this.#database
            .prepare(
              'SELECT mail.* FROM recipient JOIN mail ON mail.id = recipient.mail WHERE address = ? AND id > ? ORDER BY id DESC LIMIT ?',
            )
            .all(to.toLowerCase(), after, size);
    return rows.map(mailOf);
  }

  read(id: number): SentMail | undefined {
    const row = this.#database.prepare('SELECT * FROM mail WHERE id = ?').get(id);
    return row === undefined ? undefined : mailOf(row);
  }

  suppressed(address: string): Suppressed | undefined {
    const row = this.#database
      .prepare('SELECT * FROM suppressed WHERE address = ?')
      .get(address.toLowerCase());
    return row as Suppressed | undefined;
  }

  suppress({ address, reason, since }: Suppressed): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO suppressed VALUES (?, ?, ?)')
      .run(address.toLowerCase(), reason, since);
  }

  /** False when the address was not on the list. */
  unsuppress(address: string): boolean {
    return (
      this.#database.prepare('DELETE FROM suppressed WHERE address = ?').run(address.toLowerCase())
        .changes === 1
    );
  }

  addIdentity(name: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO identity VALUES (?)').run(name.toLowerCase());
  }

  hasIdentity(name: string): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM identity WHERE name = ?').get(name.toLowerCase()) !== undefined
    );
  }

  putConfigurationSet(name: string, sending: boolean): void {
    this.#database.prepare('INSERT OR REPLACE INTO configuration VALUES (?, ?)').run(name, Number(sending));
  }

  /** Whether the set lets mails through; `undefined` when there is no such set. */
  configurationSends(name: string): boolean | undefined {
    const row = this.#database.prepare('SELECT sending FROM configuration WHERE name = ?').get(name);
    return row === undefined ? undefined : row['sending'] === 1;
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function mailOf(row: Record<string, unknown>): SentMail {
  const body = JSON.parse(String(row['body'])) as Omit<SentMail, 'id' | 'time'>;
  return { ...body, id: Number(row['id']), time: Number(row['time']) };
}
