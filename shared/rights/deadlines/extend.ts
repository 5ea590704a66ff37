import { Problem } from '../../kernel/problems.ts';
import type { DueInput } from './due-dates.ts';
import { clockOf, dueDates } from './due-dates.ts';
import type { Extension } from './extension.ts';
import { EXTENSION_REASONS, isExtensionReason } from './extension.ts';
import { localDay } from './local-day.ts';

/**
 * Extends to the longer period of the law, three months from the receipt under the GDPR. The person has to be told,
 * with at least one reason, while the first period runs: `conflict` after its end, when it was extended before and when
 * the law has no extension for the right; `rule.violated` for other reasons or none.
 */
export function extend(input: DueInput, toldAt: string, reasons: readonly string[]): Extension {
  const known = reasons.filter(isExtensionReason);
  if (known.length === 0 || known.length !== reasons.length)
    throw new Problem('rule.violated', {
      detail: `The reasons are ${Object.keys(EXTENSION_REASONS).join(' and ')}.`,
      violations: [{ pointer: '/reasons', rule: 'Art. 12(3)' }],
    });
  if (input.extension)
    throw new Problem('conflict', { detail: 'The time was extended before; there is one extension.' });
  const { receivedOn, timeZone, rule } = clockOf(input);
  if (!rule.extended) throw new Problem('conflict', { detail: 'The law has no extension for this right.' });
  const { refusal, clockStopped } = dueDates(input);
  const told = localDay(toldAt, timeZone, '/toldAt');
  if (told < receivedOn)
    throw new Problem('rule.violated', { violations: [{ pointer: '/toldAt', rule: 'after the receipt' }] });
  if (told > refusal && !clockStopped)
    throw new Problem('conflict', { detail: 'An extension has to be told within the first period.' });
  return { toldAt, reasons: [...new Set(known)] };
}
