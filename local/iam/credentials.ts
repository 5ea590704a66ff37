import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import type { Principal } from '../front/service.ts';

/** What an access key opens. */
export interface Credential {
  readonly secret: string;
  /** Sessions must send it with every call. */
  readonly sessionToken?: string;
  readonly principal: Principal;
  /** End of the session in epoch milliseconds of the virtual clock. */
  readonly expires?: number;
}

/** Finds a credential by its access key id; expired sessions are still found, so that callers hear "expired". */
export type CredentialLookup = (accessKeyId: string) => Credential | undefined;

/** A long-lived key. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A key of a session, which ends. */
export interface SessionKey extends AccessKey {
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expires: number;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS role_key (role_arn TEXT PRIMARY KEY, id TEXT UNIQUE NOT NULL, secret TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, secret TEXT NOT NULL, token TEXT NOT NULL, expires INTEGER NOT NULL, principal TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS session_expires ON session (expires);
`;

/** Expired sessions are remembered for a day, then their key is unknown. */
const REMEMBERED = 86_400_000;
const HOUR = 3_600_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Access keys of template roles and STS sessions, kept in `<stateDir>/iam/credentials.sqlite`, readable by the owner only. */
export class CredentialStore {
  readonly #db: DatabaseSync;
  readonly #clock: Pick<Clock, 'now'>;
  /** Keeps one object per key, so that its session policy is compiled and its signing keys are derived once. */
  readonly #known = new Map<string, Credential>();
  #swept = -Infinity;

  constructor(stateDir: string, clock: Pick<Clock, 'now'>) {
    const folder = join(stateDir, 'iam');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'credentials.sqlite');
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    this.#db = new DatabaseSync(file);
    this.#db.exec(SCHEMA);
    this.#clock = clock;
  }

  /** The long-lived key of a role, the same at every start. */
  roleKey(roleArn: string): AccessKey {
    const fresh = newKey('AKIA');
    this.#db
      .prepare('INSERT INTO role_key (role_arn, id, secret) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(roleArn, fresh.accessKeyId, fresh.secretAccessKey);
    const row = this.#db.prepare('SELECT id, secret FROM role_key WHERE role_arn = ?').get(roleArn);
    return { accessKeyId: String(row?.['id']), secretAccessKey: String(row?.['secret']) };
  }

  /** Opens a session for a principal that the caller has already authorised; `seconds` is its length. */
  openSession(principal: Principal & { readonly kind: 'session' }, seconds: number): SessionKey {
    const now = this.#clock.now();
    const key = newKey('ASIA');
    const sessionToken = randomBytes(192).toString('base64');
    const expires = now + seconds * 1000;
    this.#forget(now);
    this.#db
      .prepare('INSERT INTO session (id, secret, token, expires, principal) VALUES (?, ?, ?, ?, ?)')
      .run(key.accessKeyId, key.secretAccessKey, sessionToken, expires, JSON.stringify(principal));
    return { ...key, sessionToken, expires };
  }

  readonly lookup: CredentialLookup = (accessKeyId) => {
    const known = this.#known.get(accessKeyId);
    if (known) return known;
    const found = accessKeyId.startsWith('AKIA') ? this.#role(accessKeyId) : this.#session(accessKeyId);
    if (found) this.#known.set(accessKeyId, found);
    return found;
  };

  close(): void {
    this.#db.close();
  }

  /** Ended sessions go once an hour: a deletion per opened session would double its flushes to the disk. */
  #forget(now: number): void {
    if (now < this.#swept + HOUR) return;
    this.#swept = now;
    this.#db.prepare('DELETE FROM session WHERE expires < ?').run(now - REMEMBERED);
    for (const [id, { expires }] of this.#known)
      if (expires !== undefined && expires < now) this.#known.delete(id);
  }

  #session(accessKeyId: string): Credential | undefined {
    const row = this.#db
      .prepare('SELECT secret, token, expires, principal FROM session WHERE id = ?')
      .get(accessKeyId);
    if (!row) return undefined;
    return {
      secret: String(row['secret']),
      sessionToken: String(row['token']),
      expires: Number(row['expires']),
      principal: JSON.parse(String(row['principal'])) as Principal,
    };
  }

  #role(accessKeyId: string): Credential | undefined {
    const row = this.#db.prepare('SELECT role_arn, secret FROM role_key WHERE id = ?').get(accessKeyId);
    if (!row) return undefined;
    const arn = String(row['role_arn']);
    return { secret: String(row['secret']), principal: { kind: 'role', arn, roleArn: arn, tags: {} } };
  }
}

function newKey(prefix: 'AKIA' | 'ASIA'): AccessKey {
  const letters = Array.from(randomBytes(16), (byte) => BASE32[byte % 32]).join('');
  return { accessKeyId: prefix + letters, secretAccessKey: randomBytes(30).toString('base64') };
}
