import { citation } from './citation.ts';
import type { Block, Language, Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** Something a statute keeps, and until when (`YYYY-MM-DD`). */
export interface KeptFact {
  /** What it is, in the language of the letter and without personal data: "Invoice". */
  readonly what: string;
  readonly statute: string;
  /** ISO 3166-1 alpha-2 of the statute. */
  readonly country: string;
  readonly until: string;
}

/** Facts of a finished erasure; days `YYYY-MM-DD`. */
export interface ErasureDoneFacts {
  readonly erasedOn: string;
  /** Last day on which unreadable copies can still lie in backups. */
  readonly copiesGoneBy: string;
  readonly kept: readonly KeptFact[];
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly partly: string;
  readonly erased: (on: string) => string;
  readonly copies: (by: string) => string;
  readonly keeps: (article: string) => string;
  readonly entry: (what: string, statute: string, until: string) => string;
  readonly ends: string;
  readonly nothing: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Your data have been erased',
    partly: 'Your data have been erased, except what the law keeps',
    erased: (on) => `We erased your data on ${on}.`,
    copies: (by) => `Copies that nobody can read any more leave the last backup by ${by}.`,
    keeps: (article) => `A law obliges us to keep the following (${article}):`,
    entry: (what, statute, until) => `${what}: ${statute}, until ${until}`,
    ends: 'It serves no other purpose, and it is erased on its day without a further request.',
    nothing: 'Nothing was kept.',
  },
  de: {
    subject: 'Ihre Daten wurden gelöscht',
    partly: 'Ihre Daten wurden gelöscht, außer was das Gesetz aufbewahrt',
    erased: (on) => `Wir haben Ihre Daten am ${on} gelöscht.`,
    copies: (by) => `Kopien, die niemand mehr lesen kann, verlassen die letzte Sicherung bis zum ${by}.`,
    keeps: (article) => `Folgendes müssen wir aufgrund eines Gesetzes aufbewahren (${article}):`,
    entry: (what, statute, until) => `${what}: ${statute}, bis ${until}`,
    ends: 'Es dient keinem anderen Zweck und wird an seinem Tag ohne weitere Anfrage gelöscht.',
    nothing: 'Nichts wurde aufbewahrt.',
  },
  fr: {
    subject: 'Vos données ont été effacées',
    partly: 'Vos données ont été effacées, sauf ce que la loi conserve',
    erased: (on) => `Nous avons effacé vos données le ${on}.`,
    copies: (by) =>
      `Les copies que personne ne peut plus lire auront quitté la dernière sauvegarde le ${by}.`,
    keeps: (article) => `Une loi nous oblige à conserver ce qui suit (${article}) :`,
    entry: (what, statute, until) => `${what} : ${statute}, jusqu’au ${until}`,
    ends: 'Cela ne sert à aucune autre fin et sera effacé à sa date sans nouvelle demande.',
    nothing: 'Rien n’a été conservé.',
  },
};

function countryIn(language: Language, country: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
}

function keptBlocks({ kept, complaint }: ErasureDoneFacts, language: Language): readonly Block[] {
  const words = WORDINGS[language];
  if (kept.length === 0) return [words.nothing];
  return [
    words.keeps(citation('17(3)(b)', complaint.established, language)),
    kept.map(({ what, statute, country, until }) =>
      words.entry(what, `${statute} (${countryIn(language, country)})`, dayIn(language, until)),
    ),
    words.ends,
  ];
}

/** What was erased and when, what is kept under which statute and until when; keeping is a refusal in part (Art. 12(4)). */
export const erasureDone: Letter<ErasureDoneFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: facts.kept.length === 0 ? words.subject : words.partly,
    blocks: [
      words.erased(dayIn(language, facts.erasedOn)),
      words.copies(dayIn(language, facts.copiesGoneBy)),
      ...keptBlocks(facts, language),
    ],
    remedies: remedies(facts.complaint, language),
  };
};
