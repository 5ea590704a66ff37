import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AwsError } from '../front/service.ts';
import type { Json } from './engine.ts';
import type { RequestToken } from './journal.ts';
import type { Store } from './store.ts';

/** How long a repeated transaction is recognised (AWS: `TransactWriteItems`, `ClientRequestToken`). */
const LIFETIME = 10 * 60_000;

/** Remembers which transactions were carried out; holds hashes, never items. */
export class RequestTokens {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #running = new Set<string>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Whether the request was carried out within ten minutes. Throws `IdempotentParameterMismatchException` for another
   * request under the same token and `TransactionInProgressException` while the first one is running.
   */
  replayed(token: RequestToken): boolean {
    if (this.#running.has(token.token)) {
      throw new AwsError(
        'TransactionInProgressException',
        'The transaction with the given request token is in progress.',
      );
    }
    const row = this.#store
      .prepare(this.#store.lazy, 'SELECT hash, at FROM tokens WHERE token = ?')
      .get(token.token);
    if (row === undefined || Number(row['at']) + LIFETIME <= this.#clock.now()) return false;
    if (row['hash'] === token.hash) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  /** Marks a token as running; returns the function that ends that. */
  run(token: RequestToken): () => void {
    this.#running.add(token.token);
    return () => void this.#running.delete(token.token);
  }

  /** Deletes tokens past their ten minutes; returns how many went. */
  purge(): number {
    const sql = 'DELETE FROM tokens WHERE at <= ? AND pending = 0';
    return Number(this.#store.durable.prepare(sql).run(this.#clock.now() - LIFETIME).changes);
  }
}

/** The token of a transaction with the hash of everything it asks for. */
export function requestToken(input: Json): RequestToken | undefined {
  const { ClientRequestToken: token, ReturnConsumedCapacity: _, ...rest } = input;
  if (token === undefined) return undefined;
  if (typeof token !== 'string' || token.length < 1 || token.length > 36) {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
    );
  }
  return {
    token,
    hash: createHash('sha256')
      .update(JSON.stringify(ordered(rest)))
      .digest('base64'),
  };
}

/** The same value with the members of every object in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, member]) => [name, ordered(member)]);
}
