import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../shared/catalogue/languages.ts';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { LEGAL_BASES } from '../../../shared/catalogue/vocabulary.ts';
import { WHAT_STAYS } from '../../../shared/catalogue/what-stays.ts';
import { CONSENT_WAYS, giveConsent } from '../../../shared/consent/consents.ts';
import { codeText } from '../../../shared/exports/wordings/codes.ts';
import { PAGE_WORDINGS } from '../../../shared/exports/wordings/page.ts';
import { reasonText } from '../../../shared/exports/wordings/reasons.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { RECIPIENT_KINDS } from '../../../shared/recipients/kinds.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { METHODS } from '../../../shared/rights/request/methods.ts';
import { LAWS } from '../../../shared/rights/letters/articles.ts';
import { citations } from '../../../shared/rights/letters/citation.ts';
import { CHANNELS, type RequestItem } from '../../../shared/rights/request/model.ts';
import { REQUEST_TYPES } from '../../../shared/rights/rights.ts';
import { RESTRICTION_GROUNDS } from '../../../shared/subjects/grounds.ts';
import { openScene, type Scene } from '../imports/scene.ts';
import { fetched, requestFor, turn } from './access.ts';

let scene: Scene;
let person: SubjectId;

beforeAll(async () => {
  scene = await openScene();
  const { workspace } = scene;
  const made = await createRecord(workspace, contact, { name: 'Ines Albrecht', jobTitle: 'Einkauf' });
  person = made.subject as SubjectId;
  const given = { way: 'form', proof: 'x', givenAt: instant(scene.bench.now()) } as const;
  await giveConsent(workspace, person, { ...given, purpose: 'marketing' });
});
afterAll(() => scene.stop());

/** Every text of an access package, and its page, in a manner. */
async function copyIn(manner: Pick<RequestItem, 'calendar' | 'language'>) {
  const { workspace } = scene;
  const request = await requestFor(workspace, person, 'access', manner);
  expect(await turn(scene, request)).toEqual({ next: 'done' });
  const { entries, text } = await fetched(scene, request);
  return { all: Object.keys(entries).map(text).join('\n'), page: text('index.html') };
}

const flat = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(flat);

describe('a copy of the data speaks', () => {
  test.each(['de', 'fr'] as const)('%s, in every sentence and every name of a field', async (language) => {
    const { page } = await copyIn({ calendar: 'DE', language });
    expect(page).toContain(`<html lang="${language}">`);
    const own = flat(PAGE_WORDINGS[language]);
    for (const english of flat(PAGE_WORDINGS.en).filter((text) => text.includes(' ') && !own.includes(text)))
      expect(page).not.toContain(english);
    expect(page).toContain(contact.fields.jobTitle.title[language]);
    expect(page).not.toContain('jobTitle');
    expect(page).toContain(language === 'de' ? 'bis Sie widersprechen' : 'jusqu’à votre opposition');
    expect(page).toContain(language === 'de' ? 'Art. 6 Abs. 1 lit. b DSGVO' : 'art. 6, § 1, b) RGPD');
    expect(page).toContain(language === 'de' ? 'Formular' : 'formulaire');
    expect(page).toMatch(
      language === 'de' ? /1\. März 2027 um \d\d:\d\d \(UTC\)/ : /1 mars 2027 à \d\d:\d\d \(UTC\)/,
    );
    expect(page).not.toMatch(/\d\d:\d\d\.\d{3}Z/);
  });

  test('by the law of its request: in Britain the UK GDPR, in Russia 152-FZ, which knows no portability', async () => {
    const british = await copyIn({ calendar: 'GB', language: 'en' });
    expect(british.page).toContain('(Art. 17(1) UK GDPR)');
    expect(british.all).not.toMatch(/(?<!UK )GDPR/);
    const russian = await copyIn({ calendar: 'RU', language: 'en' });
    expect(russian.page).toContain('(Art. 14(1) 152-FZ)');
    expect(russian.all).not.toContain('GDPR');
    expect(british.page).toContain('Portability');
    expect(russian.page).not.toContain('Portability');
  });

  test('only of articles that each law is asked about', () => {
    const grounds = Object.values(RESTRICTION_GROUNDS).map(({ article }) => article);
    const lists = [...Object.values(LEGAL_BASES), ...grounds, WHAT_STAYS.tombstone.legalBasis];
    const articles = lists.flatMap((list) => list.replace('Art. ', '').split(', '));
    expect(articles.filter((article) => !(article in LAWS['152-fz'].elsewhere))).toEqual([]);
    expect(citations('Art. 7(3), 21(3)', 'gdpr', 'de')).toBe('Art. 7 Abs. 3, Art. 21 Abs. 3 DSGVO');
    expect(citations('Art. 18(1)(d)', '152-fz', 'en')).toBe('');
  });

  test('in words where the data have codes', () => {
    const codes = [
      ...CHANNELS,
      ...CONSENT_WAYS,
      ...REQUEST_TYPES,
      ...RECIPIENT_KINDS,
      ...Object.keys(METHODS),
    ];
    for (const code of codes) expect(codeText(code, 'fr'), code).toMatch(/^\p{L}/u);
    expect(codeText('no-such-code', 'fr')).toBe('no-such-code');
    for (const language of LANGUAGES)
      expect(reasonText('another-person', { language, law: 'gdpr' })).toMatch(/\(.*15.*4.*\)\.$/);
  });
});
