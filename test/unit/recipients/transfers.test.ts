import { describe, expect, test } from 'vitest';
import { safeguardText } from '../../../shared/exports/wordings/safeguards.ts';
import {
  MECHANISM_NAMES,
  transferFault,
  transferUntil,
  type Destination,
  type TransferFault,
} from '../../../shared/recipients/transfers.ts';

const TODAY = '2026-11-22';

type Row = [string, Destination, string, TransferFault | undefined];
const to = (
  country: string,
  mechanism?: Destination['transfer'] extends infer T ? T : never,
): Destination => ({
  country,
  kind: 'recipient',
  ...(mechanism ? { transfer: mechanism } : {}),
});

const ROWS: readonly Row[] = [
  ['within the Union nothing is needed', to('FR'), TODAY, undefined],
  ['the EEA is no third country', to('NO'), TODAY, undefined],
  [
    'a mechanism within the EEA is a mistake',
    to('NL', { mechanism: 'scc-1' }),
    TODAY,
    'not-needed-in-the-eea',
  ],
  ['a third country without a mechanism is refused', to('US'), TODAY, 'mechanism-needed'],
  ['Switzerland is adequate', to('CH', { mechanism: 'adequacy' }), TODAY, undefined],
  ['India is not', to('IN', { mechanism: 'adequacy' }), TODAY, 'no-adequacy-decision'],
  ['the United Kingdom on the last day', to('GB', { mechanism: 'adequacy' }), '2031-12-27', undefined],
  ['the United Kingdom the day after', to('GB', { mechanism: 'adequacy' }), '2031-12-28', 'adequacy-ended'],
  ['Brazil the day before', to('BR', { mechanism: 'adequacy' }), '2026-01-25', 'no-adequacy-decision'],
  ['Brazil from its day on', to('BR', { mechanism: 'adequacy' }), '2026-01-26', undefined],
  [
    'an American firm of which nobody says that it is certified',
    to('US', { mechanism: 'adequacy' }),
    TODAY,
    'scope-of-the-decision',
  ],
  [
    'a certified American firm',
    to('US', { mechanism: 'adequacy', scope: 'privacy-framework-certified' }),
    TODAY,
    undefined,
  ],
  [
    'a scope that another country has',
    to('CA', { mechanism: 'adequacy', scope: 'private-sector' }),
    TODAY,
    'scope-of-the-decision',
  ],
  [
    'a scope without an adequacy decision',
    to('IN', { mechanism: 'scc-1', scope: 'private-sector' }),
    TODAY,
    'scope-of-the-decision',
  ],
  [
    'part of SUB-11: the Privacy Shield is void',
    to('US', { mechanism: 'privacy-shield' }),
    TODAY,
    'mechanism-void',
  ],
  [
    'part of SUB-11: it was not before the judgment',
    to('US', { mechanism: 'privacy-shield' }),
    '2020-07-15',
    undefined,
  ],
  ['clauses between controllers, to a controller', to('IN', { mechanism: 'scc-1' }), TODAY, undefined],
  ['clauses for processors, to a controller', to('IN', { mechanism: 'scc-2' }), TODAY, 'not-for-this-kind'],
  [
    'clauses between controllers, to a processor',
    { ...to('IN', { mechanism: 'scc-1' }), kind: 'processor' },
    TODAY,
    'not-for-this-kind',
  ],
  [
    'clauses for processors, to a processor',
    { ...to('IN', { mechanism: 'scc-2' }), kind: 'processor' },
    TODAY,
    undefined,
  ],
  ['an explicit consent', to('IN', { mechanism: 'derogation-a' }), TODAY, undefined],
];

describe('part of SUB-10: where data may go', () => {
  test.each(ROWS)('%s', (_, destination, on, fault) => {
    expect(transferFault(destination, on)).toBe(fault);
  });

  test('every mechanism says its article to the person, in the person’s language, of the law that data leave', () => {
    for (const mechanism of MECHANISM_NAMES) {
      expect(safeguardText(mechanism, { language: 'en', law: 'uk-gdpr' })).toMatch(
        /\(Art\. 4[5-9].* GDPR\)$/,
      );
      expect(safeguardText(mechanism, { language: 'de', law: 'gdpr' })).toMatch(/\(Art\. 4[5-9].* DSGVO\)$/);
      expect(safeguardText(mechanism, { language: 'fr', law: 'gdpr' })).toMatch(/\(art\. 4[5-9].* RGPD\)$/);
    }
  });

  test('an end that is known is shown beforehand', () => {
    expect(transferUntil(to('GB', { mechanism: 'adequacy' }))).toBe('2031-12-27');
    expect(transferUntil(to('GB', { mechanism: 'scc-1' }))).toBeUndefined();
  });
});
