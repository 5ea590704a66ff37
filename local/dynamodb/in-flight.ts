interface Hold {
  readonly transaction: boolean;
  readonly waiting: (() => void)[];
}

/** Holds items from the acceptance of a write to its reply, as DynamoDB does. */
export class InFlight {
  readonly #held = new Map<string, Hold>();

  /** Whether any write holds the item: a transaction that names it is then cancelled. */
  busy(id: string): boolean {
    return this.#held.has(id);
  }

  /** Whether a write transaction holds the item: a plain write is then refused. */
  inTransaction(id: string): boolean {
    return this.#held.get(id)?.transaction === true;
  }

  /** Takes items for a transaction at once; the caller has seen that none is `busy`. */
  begin(ids: readonly string[]): () => void {
    for (const id of ids) this.#held.set(id, { transaction: true, waiting: [] });
    return () => ids.forEach((id) => this.#pass(id));
  }

  /** Takes items for plain writes in a fixed order, so that two batches never wait for each other; equal items queue up. */
  async queue(ids: readonly string[]): Promise<() => void> {
    const ordered = ids.toSorted();
    for (const id of ordered) {
      const hold = this.#held.get(id);
      if (hold) await new Promise<void>((resume) => hold.waiting.push(resume));
      else this.#held.set(id, { transaction: false, waiting: [] });
    }
    return () => ordered.forEach((id) => this.#pass(id));
  }

  #pass(id: string): void {
    const [next, ...waiting] = this.#held.get(id)?.waiting ?? [];
    if (next === undefined) {
      this.#held.delete(id);
      return;
    }
    this.#held.set(id, { transaction: false, waiting });
    next();
  }
}
