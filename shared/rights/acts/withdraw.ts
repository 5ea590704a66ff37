import type { Purpose } from '../../catalogue/vocabulary.ts';
import { Problem } from '../../kernel/problems.ts';
import { liveConsents } from '../../consent/consents.ts';
import { withdrawalWrites } from '../../consent/withdraw.ts';
import type { Act } from './act-items.ts';

/** A withdrawal as it is asked for: the consents for these purposes, all of them unless named. */
export interface WantedWithdrawal {
  readonly act: 'withdraw';
  readonly purposes?: readonly Purpose[];
}

/** Ends consents; what rests on them stops with the transaction (Art. 7(3)). */
export const withdraw: Act<WantedWithdrawal> = {
  of: ['withdrawal'],
  async propose({ workspace, person }, { purposes }) {
    const live = await liveConsents(workspace, person);
    const meant = live.filter(({ purpose }) => !purposes || purposes.includes(purpose));
    if (meant.length === 0)
      throw new Problem('rule.violated', {
        detail: 'There is no consent to withdraw; refuse with that reason.',
        violations: [{ pointer: '/acts/purposes', rule: 'consent' }],
      });
    return meant.map(({ id, purpose }) => ({
      act: 'withdraw',
      ground: '7(3)',
      consent: id,
      restriction: { ground: 'withdrawal', purposes: [purpose], records: 'all' } as const,
    }));
  },
  async writes({ workspace, person, control, request }, { consent }) {
    return consent ? withdrawalWrites(workspace, person, control, consent, request.id) : [];
  },
};
