import { describe, expect, test } from 'vitest';
import type { Places } from '../../../shared/rights/authorities.ts';
import { AUTHORITIES, authoritiesFor, authorityOf } from '../../../shared/rights/authorities.ts';
import { CALENDARS } from '../../../shared/rights/deadlines/calendars.ts';
import { LANGUAGES } from '../../../shared/rights/letters/content.ts';
import { REFUSAL_REASONS, isRefusalReason } from '../../../shared/rights/letters/refusal-reasons.ts';
import { writeLetter } from '../../../shared/rights/letters/write-letter.ts';
import { ANSWERS, FACTS } from './facts.ts';
import { REQUEST_TYPES } from '../../../shared/rights/rights.ts';

const UNION = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const refusal = expect.objectContaining({ code: 'rule.violated' });
const all = ANSWERS.flatMap((name) => LANGUAGES.map((language) => [name, language] as const));

describe('authorities', () => {
  test('part of DSR-11: every state of the Union and of the EEA, the United Kingdom and Russia have one row', () => {
    const countries = AUTHORITIES.map(({ country }) => country);
    expect(countries.toSorted()).toEqual([...UNION, 'IS', 'LI', 'NO', 'GB', 'RU'].toSorted());
    for (const { name, website } of AUTHORITIES) {
      expect(name).not.toBe('');
      expect(new URL(website).protocol).toBe('https:');
    }
  });

  test('part of DSR-11: every country with a calendar has an authority', () => {
    for (const { country } of Object.values(CALENDARS)) expect(authorityOf(country)).toBeDefined();
  });

  test.for([
    ['FR', 'CNIL', 'https://www.cnil.fr/fr/plaintes'],
    ['NL', '(AP)', 'https://www.autoriteitpersoonsgegevens.nl'],
    ['GR', 'HDPA', 'https://www.dpa.gr'],
    ['RU', 'Roskomnadzor', 'https://rkn.gov.ru'],
  ] as const)('part of DSR-11: who lives in %s is told of %s', ([residence, name, address]) => {
    for (const language of LANGUAGES) {
      const facts = { ...FACTS.refused, complaint: { residence, established: 'DE' } };
      const { text, html } = writeLetter('refused', language, facts);
      expect(text).toContain(name);
      expect(text).toContain(address);
      expect(html).toContain(address);
    }
  });

  test('part of DSR-11: residence comes first, then work, then the place of the infringement, then the business', () => {
    const countries = (places: Omit<Places, 'established'>, established: string) =>
      authoritiesFor({ ...places, established }).map(({ country }) => country);
    expect(countries({ residence: 'FR' }, 'DE')).toEqual(['FR', 'DE']);
    expect(countries({ residence: 'FR', workplace: 'LU', infringement: 'BE' }, 'DE')).toEqual([
      'FR',
      'LU',
      'BE',
      'DE',
    ]);
    expect(countries({ workplace: 'NL' }, 'RU')).toEqual(['NL', 'RU']);
    expect(countries({ residence: 'DE', workplace: 'FR', infringement: 'FR' }, 'DE')).toEqual(['DE', 'FR']);
    expect(countries({}, 'NL')).toEqual(['NL']);
    expect(countries({ residence: 'US' }, 'NL')).toEqual(['NL']);
  });

  test('part of DSR-11: a letter names the authority of every place that the person has a choice of', () => {
    const complaint = { residence: 'FR', workplace: 'LU', infringement: 'NL', established: 'GR' };
    const { text } = writeLetter('refused', 'en', { ...FACTS.refused, complaint });
    for (const name of ['CNIL', 'CNPD', '(AP)', 'HDPA']) expect(text).toContain(name);
  });

  test('part of DSR-11: in Germany the letter names the federal authority and where those of the states are listed', () => {
    const { text } = writeLetter('refused', 'en', { ...FACTS.refused, complaint: { established: 'DE' } });
    expect(text).toContain('BfDI');
    expect(text).toContain('https://www.datenschutzkonferenz-online.de');
  });

  test('part of DSR-11: a business without an authority is refused', () => {
    expect(() => authoritiesFor({ residence: 'FR', established: 'XX' })).toThrow(refusal);
  });
});

describe('remedies', () => {
  test.for(all)('part of DSR-11: %s in %s names authority, choice and court', ([name, language]) => {
    const { text } = writeLetter(name, language, FACTS[name]);
    for (const article of ['77', '78', '79']) expect(text).toMatch(new RegExp(`art\\. ${article} `, 'i'));
    expect(text).toContain('CNIL');
    expect(text).toContain('BfDI');
    expect(text).toMatch({ en: /where you work/, de: /Sie arbeiten/, fr: /où vous travaillez/ }[language]);
    expect(text).toMatch({ en: /go to court/, de: /vor Gericht/, fr: /agir en justice/ }[language]);
  });

  test.for(all)('part of DSR-11: %s in %s says that nobody has to be contacted first', ([name, language]) => {
    const { text } = writeLetter(name, language, FACTS[name]);
    expect(text).toMatch({ en: /need not write/, de: /müssen sich .* nicht/, fr: /n’avez pas à/ }[language]);
    expect(text).not.toMatch(/after (having )?contact|nachdem Sie uns|après nous avoir contacté/i);
  });

  test.for(all)(
    'part of DSR-11: %s in %s is not written when no authority can be named',
    ([name, language]) => {
      const nowhere = { ...FACTS[name], complaint: { established: '' } };
      expect(() => writeLetter(name, language, nowhere)).toThrow(refusal);
    },
  );

  test('part of DSR-11: the type of a refusal demands the authority', () => {
    const { complaint: _, ...without } = FACTS.refused;
    // @ts-expect-error: a refusal has no form without it
    expect(() => writeLetter('refused', 'en', without)).toThrow(TypeError);
  });

  test('the law is that of the place: the United Kingdom has its own text, Russia its own statute', () => {
    const of = (residence: string, established: string) =>
      writeLetter('refused', 'en', { ...FACTS.refused, complaint: { residence, established } }).text;
    expect(of('GB', 'GB')).toContain('(s. 165 Data Protection Act 2018)');
    expect(of('GB', 'GB')).toContain('Art. 79 UK GDPR');
    expect(of('GB', 'GB')).toContain('Art. 17(3)(e) UK GDPR');
    expect(of('GB', 'GB')).not.toContain(' Art. 77 GDPR');
    expect(of('RU', 'DE')).toContain('Art. 17 152-FZ, Art. 77 GDPR');
  });

  test('each language cites in its own way', () => {
    expect(writeLetter('refused', 'de', FACTS.refused).text).toContain('Art. 17 Abs. 3 lit. e DSGVO');
    expect(writeLetter('refused', 'fr', FACTS.refused).text).toContain('art. 17, § 3, e) RGPD');
  });
});

describe('refusals', () => {
  test.for(REQUEST_TYPES.flatMap((type) => Object.keys(REFUSAL_REASONS).map((reason) => [type, reason])))(
    'part of DSR-09: a refusal of %s for %s states the reason and its article, or is not written',
    ([type, reason]) => {
      const chosen = REQUEST_TYPES.find((known) => known === type)!;
      const facts = {
        ...FACTS.refused,
        type: chosen,
        reasons: [reason as keyof typeof REFUSAL_REASONS] as const,
      };
      const row = REFUSAL_REASONS[reason as keyof typeof REFUSAL_REASONS];
      if (isRefusalReason(reason!, chosen, 'gdpr'))
        expect(writeLetter('refused', 'en', facts).text).toContain(
          `${row.says.en} (Art. ${row.article} GDPR)`,
        );
      else expect(() => writeLetter('refused', 'en', facts)).toThrow(refusal);
    },
  );

  test('a refusal without a reason or with one of no table is not written', () => {
    for (const reasons of [[], ['because'], ['toString']])
      expect(() =>
        writeLetter('refused', 'en', { ...FACTS.refused, reasons: reasons as unknown as ['excessive'] }),
      ).toThrow(refusal);
  });

  test('the officer may say what the reason rests on', () => {
    const explanation = 'A dispute on delivery 7 is before the court.';
    expect(writeLetter('refused', 'en', { ...FACTS.refused, explanation }).text).toContain(explanation);
  });
});
