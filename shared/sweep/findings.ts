import { createHash } from 'node:crypto';
import type { ItemKey } from '../store/grammar.ts';

/** Where something can be left. */
export type Place =
  | 'person'
  | 'record'
  | 'mention'
  | 'token'
  | 'externalId'
  | 'key'
  | 'object'
  | 'package'
  | 'notice'
  | 'suppression';

/** Something that is left; the digest says which thing to whom knows it, and nothing to anybody else. */
export interface Finding {
  readonly store: Place;
  readonly digest: string;
}

/** Findings that are listed; beyond that they are only counted. */
const LISTED = 200;

/** What one look has found so far, over all of its turns. */
export class Findings {
  readonly #left = new Map<string, Finding>();
  readonly #looked: Record<string, number>;
  #more: number;

  constructor(
    before: { left?: readonly Finding[]; looked?: Readonly<Record<string, number>>; more?: number } = {},
  ) {
    for (const finding of before.left ?? []) this.#left.set(`${finding.store}|${finding.digest}`, finding);
    this.#looked = { ...before.looked };
    this.#more = before.more ?? 0;
  }

  /** How many things are left. */
  get count(): number {
    return this.#left.size + this.#more;
  }

  /** Notes that a number of things of a store were looked at. */
  looked(store: string, count: number): void {
    this.#looked[store] = (this.#looked[store] ?? 0) + count;
  }

  /** Notes an item, or an object, that is left. */
  left(store: Place, what: Pick<ItemKey, 'pk' | 'sk'> | string): void {
    const named = typeof what === 'string' ? what : `${what.pk}|${what.sk}`;
    const digest = createHash('sha256').update(named).digest('hex').slice(0, 24);
    const name = `${store}|${digest}`;
    if (this.#left.has(name)) return;
    if (this.#left.size < LISTED) this.#left.set(name, { store, digest });
    else this.#more += 1;
  }

  /** As it is stored with the request. */
  stored(): { left: readonly Finding[]; looked: Readonly<Record<string, number>>; more: number } {
    return { left: [...this.#left.values()], looked: { ...this.#looked }, more: this.#more };
  }
}
