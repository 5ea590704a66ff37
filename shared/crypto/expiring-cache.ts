import type { Now } from '../kernel/time.ts';

interface Entry<V> {
  readonly expires: number;
  readonly value: Promise<V>;
}

/** Bounds of a cache: most entries held, and milliseconds for which an entry is served. */
export interface CacheBounds {
  readonly limit: number;
  readonly ttl: number;
  readonly now: Now;
}

/**
 * A bounded cache of promises: the least recently used entry goes first, simultaneous loads of one key are one load,
 * failures are not kept. An entry's age counts from before its load began, so that what it holds is never older.
 */
export class ExpiringCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #bounds: CacheBounds;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** Entries held, expired ones included; never above the limit. */
  get size(): number {
    return this.#entries.size;
  }

  /** The live entry of a key, which thereby becomes the most recently used one. */
  peek(key: string): Promise<V> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (entry.expires <= this.#bounds.now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Holds a value that is being loaded; it is dropped again when the load fails. */
  put(key: string, value: Promise<V>, began = this.#bounds.now()): Promise<V> {
    const entry = { expires: began + this.#bounds.ttl, value };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.limit) break;
      this.#entries.delete(oldest);
    }
    value.catch(() => this.#drop(key, entry));
    return value;
  }

  /** The live entry, or one load of it. */
  get(key: string, load: () => Promise<V>): Promise<V> {
    const held = this.peek(key);
    if (held) return held;
    const began = this.#bounds.now();
    return this.put(key, load(), began);
  }

  /** Drops an entry; with `value`, only when that is still the one held. */
  forget(key: string, value?: Promise<V>): void {
    const entry = this.#entries.get(key);
    if (entry && (value === undefined || entry.value === value)) this.#entries.delete(key);
  }

  #drop(key: string, entry: Entry<V>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}
