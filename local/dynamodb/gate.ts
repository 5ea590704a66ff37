/** Many may pass at once; one may close the gate, waits until everybody is out, and keeps newcomers waiting. */
export class Gate {
  #inside = 0;
  #closed: Promise<void> | undefined;
  #empty: (() => void) | undefined;

  /** Resolves to the function that leaves again. */
  async enter(): Promise<() => void> {
    while (this.#closed) await this.#closed;
    this.#inside += 1;
    return () => {
      this.#inside -= 1;
      if (this.#inside === 0) this.#empty?.();
    };
  }

  /** Runs `work` while nobody is inside. */
  async alone<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed;
    let open = (): void => undefined;
    this.#closed = new Promise((resolve) => (open = resolve));
    try {
      if (this.#inside > 0) await new Promise<void>((resolve) => (this.#empty = resolve));
      return await work();
    } finally {
      this.#empty = undefined;
      this.#closed = undefined;
      open();
    }
  }
}
