import { describe, expect, test } from 'vitest';
import { languageIn } from '../../../shared/intake/language.ts';
import { normalName } from '../../../shared/intake/handles.ts';
import { ownWords, proposalsFor } from '../../../shared/intake/propose.ts';
import { suggestionsIn } from '../../../shared/intake/suggestions.ts';

describe('the rights that a letter means', () => {
  test.each([
    ['Please send me a copy of my data.', ['access']],
    ['What data do you hold about me? And delete my account.', ['access', 'erasure']],
    ['My address is wrong, please correct my details.', ['rectification']],
    ['I ask for restriction of processing.', ['restriction']],
    ['Send me my data machine-readable (portability).', ['portability']],
    ['I object to the processing for direct marketing.', ['objection']],
    ['I withdraw my consent.', ['withdrawal']],
    ['I want human review of the automated decision.', ['review']],
    ['I hereby complain about your silence.', ['complaint']],
    ['Ich bitte um Auskunft nach Art. 15 DSGVO.', ['access']],
    ['Hiermit widerspreche ich und bitte, meine Daten zu löschen.', ['erasure', 'objection']],
    ['Bitte berichtigen Sie mein Geburtsdatum.', ['rectification']],
    ['Ich widerrufe hiermit meine Einwilligung.', ['withdrawal']],
    ['Ich beschwere mich über Sie.', ['complaint']],
    ['Merci de supprimer mes données (article 17).', ['erasure']],
    ['Je souhaite exercer mon droit d’accès.', ['access']],
    ['Je retire mon consentement et je m’oppose au traitement.', ['objection', 'withdrawal']],
    ['Droit à la portabilité, s’il vous plaît.', ['portability']],
  ])('%s', (text, rights) => {
    expect([...proposalsFor('', text)].sort()).toEqual([...rights].sort());
  });

  test.each([
    'When are you open on Saturdays?',
    'Wann kommt meine Bestellung?',
    'Merci pour votre envoi.',
    'My data plan is too slow.',
    'See part 17 of the manual.',
  ])('nothing is read into: %s', (text) => {
    expect(proposalsFor('', text)).toEqual([]);
  });

  test('what is quoted is not meant, and a letter with everything in it is for a person to read', () => {
    expect(proposalsFor('', 'Thank you!\n> please delete my data')).toEqual([]);
    expect(proposalsFor('', 'Thank you!\nOn 1 March 2027 Shop wrote:\nwe delete my data')).toEqual([]);
    expect(ownWords('Ja.\nAm 1. März 2027 schrieb Laden:\nNein.')).toBe('Ja.');
    expect(proposalsFor('', 'Art. 15, Art. 16, Art. 17, Art. 18, Art. 20, Art. 21 GDPR')).toEqual([]);
  });
});

test('the language is the one of the frequent words; a few words tell none', () => {
  expect(languageIn('I would like to have the data that you hold about me, please.')).toBe('en');
  expect(languageIn('Bitte löschen Sie alle Daten, die Sie über mich haben, und bestätigen Sie das.')).toBe(
    'de',
  );
  expect(languageIn('Je vous prie de supprimer les données que vous avez sur moi, merci.')).toBe('fr');
  expect(languageIn('Hallo!')).toBeUndefined();
  expect(languageIn('')).toBeUndefined();
});

test('addresses and numbers of a text are suggested once each, those that are known are not', () => {
  const text =
    'Write to Ines@example.org or ines.alt@example.com, call +49 30 1234567 or 030/7654321. Order 4711.';
  const known = [{ kind: 'email', value: 'ines@example.org' }] as const;
  expect(suggestionsIn(`${text} ${text}`, known)).toEqual([
    { kind: 'email', value: 'ines.alt@example.com' },
    { kind: 'phone', value: '+49 30 1234567' },
    { kind: 'phone', value: '030/7654321' },
  ]);
});

test.each([
  ['  Lindqvist  &  Daughters ', 'lindqvist & daughters'],
  ['https://www.Lindqvist.example/impressum?x', 'lindqvist.example'],
  ['lindqvist.example', 'lindqvist.example'],
  ['Smith / Partner', 'smith / partner'],
])('a public name is found however it is written: %s', (written, normal) => {
  expect(normalName(written)).toBe(normal);
});
