import type { Letter, Wordings } from './content.ts';

/** What a person can be asked for: which person is meant, or which data (recital 63). */
export const ASKED_FOR = ['person', 'scope'] as const;
/** One question. */
export type AskedFor = (typeof ASKED_FOR)[number];

/** Facts of the question. */
export interface PleaseSpecifyFacts {
  readonly asks: readonly [AskedFor, ...AskedFor[]];
  /** True when the question was asked in time, so that the clock stands still until the answer. */
  readonly clockStops: boolean;
}

interface Words {
  readonly subject: string;
  readonly opening: string;
  readonly questions: Readonly<Record<AskedFor, string>>;
  readonly stops: string;
  readonly runs: string;
}

/** The wording is the same whether several people are meant or none: it does not confirm that data exist (DSR-08). */
const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Please specify your request',
    opening: 'With what you told us we cannot tell which data your request concerns. Please answer this:',
    questions: {
      person:
        'Which details do you use with us, such as a customer number, an order number or an e-mail address? Please do not send a copy of an identity document.',
      scope: 'Which data, which business or which period do you mean?',
    },
    stops: 'Until your answer arrives the time for ours stands still.',
    runs: 'The time for our answer goes on meanwhile.',
  },
  de: {
    subject: 'Bitte präzisieren Sie Ihre Anfrage',
    opening:
      'Mit Ihren Angaben können wir nicht feststellen, welche Daten Ihre Anfrage betrifft. Bitte beantworten Sie Folgendes:',
    questions: {
      person:
        'Welche Angaben verwenden Sie bei uns, etwa eine Kundennummer, eine Auftragsnummer oder eine E-Mail-Adresse? Bitte senden Sie keine Ausweiskopie.',
      scope: 'Welche Daten, welches Geschäft oder welchen Zeitraum meinen Sie?',
    },
    stops: 'Bis zum Eingang Ihrer Antwort ruht die Frist für unsere.',
    runs: 'Die Frist für unsere Antwort läuft währenddessen weiter.',
  },
  fr: {
    subject: 'Merci de préciser votre demande',
    opening:
      'Vos indications ne nous permettent pas de déterminer quelles données votre demande concerne. Merci de répondre à ceci :',
    questions: {
      person:
        'Quelles indications utilisez-vous avec nous, par exemple un numéro de client, un numéro de commande ou une adresse électronique ? N’envoyez pas de copie d’une pièce d’identité.',
      scope: 'De quelles données, de quelle affaire ou de quelle période s’agit-il ?',
    },
    stops: 'Jusqu’à réception de votre réponse, notre délai est suspendu.',
    runs: 'Notre délai de réponse continue de courir dans l’intervalle.',
  },
};

/** Asks the person to say who or what is meant. */
export const pleaseSpecify: Letter<PleaseSpecifyFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [
      words.opening,
      [...new Set(facts.asks)].map((ask) => words.questions[ask]),
      facts.clockStops ? words.stops : words.runs,
    ],
  };
};
