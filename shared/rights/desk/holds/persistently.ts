import { Problem } from '../../../kernel/problems.ts';
import { isWriteRefusal } from '../../../store/write-refusal.ts';
import type { HoldItem } from './hold.ts';

/** How often a step is prepared anew. */
const ATTEMPTS = 5;

/** Prepares a step anew while the hold, or somebody whom it is about, changes meanwhile; `unavailable` in the end. */
export async function persistently(once: () => Promise<HoldItem>): Promise<HoldItem> {
  for (let tries = 1; ; tries++) {
    try {
      return await once();
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
