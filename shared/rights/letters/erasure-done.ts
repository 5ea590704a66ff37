import { inBrackets } from './citation.ts';
import type { Block, Language, Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { lawOf, remedies } from './remedies.ts';

/** Why something is kept, by the article that allows it. */
export type KeptUnder = '17(3)(b)' | '17(3)(e)';

/** Something that is kept, and until when: the last day of a law (`YYYY-MM-DD`), or until nobody needs it as evidence. */
export interface KeptFact {
  readonly article: KeptUnder;
  /** What it is, in the language of the letter and without personal data: "Invoice". */
  readonly what: string;
  /** `country`: ISO 3166-1 alpha-2 of the statute. Without a law a hold keeps it, until its release. */
  readonly law?: { readonly statute: string; readonly country: string; readonly until: string };
}

/** Facts of a finished erasure; days `YYYY-MM-DD`. */
export interface ErasureDoneFacts {
  readonly erasedOn: string;
  /** Last day on which unreadable copies can still lie in backups. */
  readonly copiesGoneBy: string;
  readonly kept: readonly KeptFact[];
  /** Number of the receipt, and where it can be had for as long as it is kept. */
  readonly receipt?: { readonly number: string; readonly url: string };
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly partly: string;
  readonly erased: (on: string) => string;
  readonly copies: (by: string) => string;
  readonly keeps: Readonly<Record<KeptUnder, (source: string) => string>>;
  readonly entry: (what: string, statute: string, until: string) => string;
  readonly held: (what: string) => string;
  readonly ends: string;
  readonly nothing: string;
  readonly receipt: (number: string) => string;
  readonly label: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Your data have been erased',
    partly: 'Your data have been erased, except what the law keeps',
    erased: (on) => `We erased your data on ${on}.`,
    copies: (by) => `Copies that nobody can read any more leave the last backup by ${by}.`,
    keeps: {
      '17(3)(b)': (source) => `A law obliges us to keep the following${source}:`,
      '17(3)(e)': (source) => `We keep the following to establish, exercise or defend legal claims${source}:`,
    },
    entry: (what, statute, until) => `${what}: ${statute}, until ${until}`,
    held: (what) => `${what}: as evidence, until it is needed no longer`,
    ends: 'It serves no other purpose, and it is erased at its end without a further request.',
    nothing: 'Nothing was kept.',
    receipt: (number) =>
      `The receipt of the erasure has the number ${number}. Keep this link: who has it can read the receipt, and later what became of anything that was kept, since we have no address left to write to.`,
    label: 'Read the receipt',
  },
  de: {
    subject: 'Ihre Daten wurden gelöscht',
    partly: 'Ihre Daten wurden gelöscht, außer was das Gesetz aufbewahrt',
    erased: (on) => `Wir haben Ihre Daten am ${on} gelöscht.`,
    copies: (by) => `Kopien, die niemand mehr lesen kann, verlassen die letzte Sicherung bis zum ${by}.`,
    keeps: {
      '17(3)(b)': (source) => `Folgendes müssen wir aufgrund eines Gesetzes aufbewahren${source}:`,
      '17(3)(e)': (source) =>
        `Folgendes bewahren wir auf, um Rechtsansprüche geltend machen, ausüben oder verteidigen zu können${source}:`,
    },
    entry: (what, statute, until) => `${what}: ${statute}, bis ${until}`,
    held: (what) => `${what}: als Beweismittel, bis es nicht mehr gebraucht wird`,
    ends: 'Es dient keinem anderen Zweck und wird danach ohne weitere Anfrage gelöscht.',
    nothing: 'Nichts wurde aufbewahrt.',
    receipt: (number) =>
      `Der Beleg der Löschung hat die Nummer ${number}. Bewahren Sie diesen Link auf: Wer ihn hat, kann den Beleg lesen und später auch, was aus dem Aufbewahrten wurde; wir haben dann keine Adresse mehr, an die wir schreiben könnten.`,
    label: 'Beleg lesen',
  },
  fr: {
    subject: 'Vos données ont été effacées',
    partly: 'Vos données ont été effacées, sauf ce que la loi conserve',
    erased: (on) => `Nous avons effacé vos données le ${on}.`,
    copies: (by) =>
      `Les copies que personne ne peut plus lire auront quitté la dernière sauvegarde le ${by}.`,
    keeps: {
      '17(3)(b)': (source) => `Une loi nous oblige à conserver ce qui suit${source} :`,
      '17(3)(e)': (source) =>
        `Nous conservons ce qui suit pour la constatation, l’exercice ou la défense de droits en justice${source} :`,
    },
    entry: (what, statute, until) => `${what} : ${statute}, jusqu’au ${until}`,
    held: (what) => `${what} : comme preuve, tant qu’elle est nécessaire`,
    ends: 'Cela ne sert à aucune autre fin et sera ensuite effacé sans nouvelle demande.',
    nothing: 'Rien n’a été conservé.',
    receipt: (number) =>
      `Le reçu de l’effacement porte le numéro ${number}. Conservez ce lien : il permet de lire le reçu et, plus tard, ce qu’il est advenu de ce qui a été conservé, car nous n’aurons plus d’adresse à laquelle vous écrire.`,
    label: 'Lire le reçu',
  },
};

function countryIn(language: Language, country: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
}

const ARTICLES: readonly KeptUnder[] = ['17(3)(b)', '17(3)(e)'];

function keptBlocks({ kept, complaint }: ErasureDoneFacts, language: Language): readonly Block[] {
  const words = WORDINGS[language];
  if (kept.length === 0) return [words.nothing];
  const under = ARTICLES.flatMap((article): Block[] => {
    const some = kept.filter((one) => one.article === article);
    if (some.length === 0) return [];
    return [
      words.keeps[article](inBrackets(article, lawOf(complaint), language)),
      some.map(({ what, law }) =>
        law
          ? words.entry(
              what,
              `${law.statute} (${countryIn(language, law.country)})`,
              dayIn(language, law.until),
            )
          : words.held(what),
      ),
    ];
  });
  return [...under, words.ends];
}

/** What was erased and when, what is kept on which ground, under which statute and until when; keeping is a refusal in part (Art. 12(4)). */
export const erasureDone: Letter<ErasureDoneFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: facts.kept.length === 0 ? words.subject : words.partly,
    blocks: [
      words.erased(dayIn(language, facts.erasedOn)),
      words.copies(dayIn(language, facts.copiesGoneBy)),
      ...keptBlocks(facts, language),
      ...(facts.receipt ? [words.receipt(facts.receipt.number)] : []),
    ],
    ...(facts.receipt ? { link: { label: words.label, url: facts.receipt.url } } : {}),
    remedies: remedies(facts.complaint, language),
  };
};
