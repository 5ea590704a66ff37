import { Problem } from '../../kernel/problems.ts';
import type { DueInput } from './due-dates.ts';
import { clockOf, dueDates } from './due-dates.ts';
import type { Extension } from './extension.ts';
import { EXTENSION_REASONS, isExtensionReason } from './extension.ts';
import { localDay } from './local-day.ts';

/**
 * Extends to three months from the receipt. The person has to be told, with at least one reason, while the first month
 * runs: `conflict` after its end and when it was extended before, `rule.violated` for other reasons or none.
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
  const { receivedOn, timeZone } = clockOf(input);
  const { refusal, clockStopped } = dueDates(input);
  const told = localDay(toldAt, timeZone, '/toldAt');
  if (told < receivedOn)
    throw new Problem('rule.violated', { violations: [{ pointer: '/toldAt', rule: 'after the receipt' }] });
  if (told > refusal && !clockStopped)
    throw new Problem('conflict', { detail: 'An extension has to be told within the first month.' });
  return { toldAt, reasons: [...new Set(known)] };
}
