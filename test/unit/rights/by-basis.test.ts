import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LEGAL_BASES, type LegalBasis } from '../../../shared/catalogue/vocabulary.ts';
import { OFFERED, rightsOn } from '../../../shared/rights/by-basis.ts';
import { REQUEST_TYPES, type RequestType } from '../../../shared/rights/rights.ts';

const MAPPING = JSON.parse(
  readFileSync(new URL('../../vectors/dpv-rights-by-basis.json', import.meta.url), 'utf8'),
) as { readonly rights: Readonly<Record<string, readonly string[]>> };

/** The published names of each basis: its own, and the ones that refine it. */
const PUBLISHED: Readonly<Record<LegalBasis, RegExp>> = {
  consent: /^A6-1-a(-|$)/,
  contract: /^A6-1-b(-|$)/,
  'legal-obligation': /^A6-1-c(-|$)/,
  'vital-interests': /^A6-1-d(-|$)/,
  'public-task': /^A6-1-e(-|$)/,
  'legitimate-interests': /^A6-1-f(-|$)/,
};

/** Where more is offered than is published, and why; the mapping is a group's opinion, the Regulation is the law. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'legal-obligation A14': 'Art. 14(5)(c) excepts only what a law expressly lays down',
  'legal-obligation A17':
    'Art. 17(3)(b) excepts as far as the duty goes; once it has ended, (1)(a) or (d) holds',
  'public-task A17':
    'Art. 17(1)(c) names objections under 21(1), hence this basis; (3)(b) only as far as necessary',
};
/** Cells in which nothing else than what is published will do. */
const STRICT = ['A7-3', 'A20', 'A21'];

const BASES = Object.keys(LEGAL_BASES) as LegalBasis[];
const offeredOn = (basis: LegalBasis) =>
  new Set(rightsOn('DE', basis).flatMap(({ articles }) => articles.map((article) => `A${article}`)));
const ARTICLES = [
  ...new Set(REQUEST_TYPES.flatMap((right) => OFFERED[right].articles.map((one) => `A${one}`))),
];

describe('which rights follow from which legal basis', () => {
  test('the published mapping is there whole, and names no right that is not offered at all', () => {
    const all = Object.values(MAPPING.rights).flat();
    expect(all).toHaveLength(137);
    expect([...new Set(all)].filter((article) => !ARTICLES.includes(article))).toEqual([]);
    for (const name of Object.keys(MAPPING.rights))
      expect([name, BASES.filter((basis) => PUBLISHED[basis].test(name)).length]).toEqual([name, 1]);
  });

  const cells = Object.entries(MAPPING.rights).flatMap(([name, published]) =>
    ARTICLES.map((article) => [name, article, published.includes(article)] as const),
  );
  test.each(cells)('%s, %s: as published (%s), or different for a reason', (name, article, published) => {
    const basis = BASES.find((one) => PUBLISHED[one].test(name)) as LegalBasis;
    const reason = DIFFERENCES[`${basis} ${article}`];
    const differs = offeredOn(basis).has(article) !== published;
    expect(differs).toBe(Boolean(reason));
    if (STRICT.includes(article)) expect(differs).toBe(false);
  });

  test('without a basis every right is told, with its bases; nobody is told of a right on no basis', () => {
    const all = rightsOn('DE');
    expect(all.map(({ right }) => right)).toEqual(REQUEST_TYPES);
    expect(all.filter(({ bases }) => bases.length === 0)).toEqual([]);
  });

  test('each right says in every language what it means, in one sentence', () => {
    for (const { right, says } of rightsOn('DE'))
      for (const [language, sentence] of Object.entries(says))
        expect([right, language, /^[^.]+\.$/.test(sentence)]).toEqual([right, language, true]);
  });

  test('clocks are those of the country', () => {
    const clock = (country: string, right: RequestType) =>
      rightsOn(country).find((one) => one.right === right)?.clock;
    expect(clock('DE', 'access')).toMatchObject({ within: { months: 1 }, extendedTo: { months: 3 } });
    expect(clock('RU', 'erasure')).toMatchObject({ within: { workingDays: 7 } });
    expect(clock('GB', 'complaint')?.source).toContain('Data Protection Act 2018');
  });
});
