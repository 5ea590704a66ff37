import type { Decision, Layer } from './evaluate.ts';

/**
 * Counts how often each policy statement decided something: allowing ones of granted requests, denying ones of
 * refused requests. A statement that stays at zero over the whole test run is not needed.
 */
export class StatementHits {
  readonly #known: () => readonly Layer[];
  readonly #counts = new Map<string, number>();

  /** `known` lists the policies whose statements are reported even with zero hits. */
  constructor(known: () => readonly Layer[]) {
    this.#known = known;
  }

  record(decision: Decision): void {
    for (const id of decision.statements) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }

  /** Hits by `<policy owner>/<Sid or index>`, statements of the known policies always included. */
  read(): Record<string, number> {
    const report: Record<string, number> = {};
    for (const { owner, policy } of this.#known()) {
      for (const { label } of policy) report[`${owner}/${label}`] = 0;
    }
    for (const [id, count] of this.#counts) report[id] = count;
    return report;
  }

  reset(): void {
    this.#counts.clear();
  }
}
