import { Problem } from '../kernel/problems.ts';
import type { Item, Workspace, Write, WriteRefusal } from '../store/workspace.ts';
import { controlFrom } from '../subjects/control.ts';

/** How often a write is prepared anew before the caller is asked to come back. */
const ATTEMPTS = 8;

/** What a failed condition on an item of this shape means; the first row that matches decides. */
const MEANINGS: readonly {
  readonly of: RegExp;
  readonly means: (found: Item | undefined) => Problem | 'retry';
}[] = [
  { of: /#XID#/, means: () => new Problem('external-id.taken') },
  // The lease of this call ran out and another one carries it out.
  { of: /#IDM#/, means: () => new Problem('idempotency.in-flight', { retryAfter: 1 }) },
  { of: /#SEQ#/, means: () => 'retry' },
  {
    of: /#SUB#[^#]+\|CTL$/,
    means: (found) => {
      const control = controlFrom(found);
      if (control?.state === 'active') return 'retry';
      return new Problem(control?.state === 'erasing' ? 'subject.frozen' : 'reference.unknown');
    },
  },
  { of: /\|REC#/, means: (found) => new Problem(found ? 'precondition.failed' : 'not-found') },
];

/** Turns a refused transaction into a problem, or lets the caller prepare it anew when the world has merely moved. */
export class RecordConflict {
  #attempt = 0;
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Returns when the write should be prepared anew; otherwise throws. */
  async resolve(error: unknown, writes: readonly Write[]): Promise<void> {
    if (!isRefusal(error)) throw error;
    this.#attempt += 1;
    for (const [position, found] of error.failed) {
      const write = writes[position];
      if (!write) continue;
      const place = `${write.at.pk}|${write.at.sk}`;
      const meaning = MEANINGS.find(({ of }) => of.test(place))?.means(found) ?? 'retry';
      if (meaning !== 'retry') throw meaning;
    }
    if (this.#attempt >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    const pause = (this.#workspace.random(1)[0] ?? 0) * 0.2 * this.#attempt;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** True for a transaction whose conditions did not hold. */
export function isRefusal(error: unknown): error is WriteRefusal {
  return error instanceof Error && error.name === 'WriteRefusal';
}
