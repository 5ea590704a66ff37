import { describe, expect, test } from 'vitest';
import type { Regime } from '../../../shared/rights/deadlines/regimes.ts';
import { LANGUAGES } from '../../../shared/rights/letters/content.ts';
import { REFUSAL_REASONS } from '../../../shared/rights/letters/refusal-reasons.ts';
import { LETTERS, writeLetter, type LetterName } from '../../../shared/rights/letters/write-letter.ts';
import { writeNotice } from '../../../shared/rights/notices/notice-letter.ts';
import { NOTICE_SUBJECTS, type NoticeSubject } from '../../../shared/rights/notices/notice.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';
import { FACTS } from './facts.ts';

const refusal = expect.objectContaining({ code: 'rule.violated' });
const LAWS = [
  ['GB', /(?<!UK )\b(?:GDPR|DSGVO|RGPD)\b/],
  ['RU', /\b(?:GDPR|DSGVO|RGPD)\b/],
] as const;
const NAMES = Object.keys(LETTERS) as LetterName[];
const in_ = (country: string, name: LetterName, more: object = {}, language: 'en' | 'de' | 'fr' = 'en') =>
  writeLetter(name, language, { ...FACTS[name], complaint: { established: country }, ...more } as never).text;

describe('a letter cites the law by which it answers', () => {
  test.for(LAWS.flatMap(([country, foreign]) => NAMES.map((name) => [name, country, foreign] as const)))(
    '%s of a business in %s cites no article of another law',
    ([name, country, foreign]) => {
      // Every answer is free of charge there (152-FZ Art. 20(3)).
      if (name === 'fee' && country === 'RU') expect(() => in_(country, name)).toThrow(refusal);
      else for (const language of LANGUAGES) expect(in_(country, name, {}, language)).not.toMatch(foreign);
    },
  );

  test.for([
    ['DE', 'access', 'Art. 12(3) GDPR'],
    ['GB', 'access', 'Art. 12A(3) UK GDPR'],
    ['RU', 'access', 'Art. 20(1) 152-FZ'],
    ['RU', 'objection', 'Art. 21(5.1) 152-FZ'],
  ] as const)('in %s an extension of %s rests on %s', ([country, type, article]) => {
    expect(in_(country, 'extended', { type })).toContain(`(${article})`);
  });

  test('an extension is not told of where the law has none', () => {
    expect(() => in_('RU', 'extended', { type: 'erasure' })).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });

  test('a request under the law of a branch is answered by that law, whatever the country of the business', () => {
    const complaint = { established: 'DE', law: '152-fz' satisfies Regime };
    expect(in_('', 'refused', { complaint })).toContain('Art. 6(1)(7) 152-FZ');
    expect(in_('', 'refused', { complaint: { established: 'RU', law: 'gdpr' } })).toContain('17(3)(e) GDPR');
  });

  test.for([
    ['GB', 'review', 'no-automated-decision', 'Art. 22A(1) UK GDPR'],
    ['GB', 'access', 'manifestly-unfounded', 'Art. 12(5)(b) UK GDPR'],
    ['RU', 'access', 'rights-of-others', 'Art. 14(8)(4) 152-FZ'],
    ['RU', 'access', 'excessive', 'Art. 14(6) 152-FZ'],
    ['RU', 'access', 'manifestly-unfounded', undefined],
    ['RU', 'portability', 'not-portable', undefined],
  ] as const)('in %s a refusal of %s for %s rests on %s', ([country, type, reason, article]) => {
    const write = () => in_(country, 'refused', { type: type satisfies RequestType, reasons: [reason] });
    if (article) expect(write()).toContain(`${REFUSAL_REASONS[reason].says.en} (${article})`);
    else expect(write).toThrow(refusal);
  });

  test('each language writes parts and numbers of an article in its own way', () => {
    const facts = { type: 'access', reasons: ['rights-of-others'] };
    expect(in_('RU', 'refused', facts, 'de')).toContain('Art. 14 Abs. 8 Nr. 4 152-FZ');
    expect(in_('RU', 'refused', facts, 'fr')).toContain('art. 14, § 8, 4) 152-FZ');
  });

  test.for(Object.keys(NOTICE_SUBJECTS) as NoticeSubject[])(
    'a notice of %s to a recipient names the article of the law of the business',
    (about) => {
      for (const kind of ['recipient', 'processor'] as const)
        for (const [established, foreign] of LAWS) {
          const { text } = writeNotice(
            {
              business: 'Lindqvist & Daughters',
              established,
              number: '01JABCDEFGHJKMNPQRSTVWXYZ0',
              about,
              kind,
              person: [{ label: 'name', value: 'Ines Albrecht' }],
              received: [{ what: 'Contact', fields: ['name'] }],
              first: '2025-01-01',
              last: '2025-01-02',
              corrections: [],
            },
            'en',
          );
          expect(text).not.toMatch(foreign);
          expect(text).not.toContain('()');
          expect(text).toMatch(/\(Art\. \d/);
        }
    },
  );
});
