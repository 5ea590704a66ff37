import type { Letter, Wordings } from './content.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** What a person can decide about an automated decision that was contested, and about a complaint. */
export const OUTCOMES = {
  review: ['changed', 'upheld'],
  complaint: ['remedied', 'not-upheld'],
} as const;
/** An outcome. */
export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES][number];

/** Facts of an outcome. */
export interface ConcludedFacts {
  readonly outcome: Outcome;
  /** What it rests on, in the words of the person who decided: one paragraph. */
  readonly explanation: string;
  readonly complaint: Complaint;
}

const WORDINGS: Wordings<Readonly<Record<Outcome, { readonly subject: string; readonly says: string }>>> = {
  en: {
    changed: {
      subject: 'The decision about you has been changed',
      says: 'A person has reviewed the automated decision, with what you told us, and has changed it.',
    },
    upheld: {
      subject: 'The decision about you has been reviewed',
      says: 'A person has reviewed the automated decision, with what you told us, and has come to the same result.',
    },
    remedied: {
      subject: 'We have put right what you complained about',
      says: 'We have looked into your complaint and have put it right.',
    },
    'not-upheld': {
      subject: 'Our answer to your complaint',
      says: 'We have looked into your complaint and found nothing that we have to change.',
    },
  },
  de: {
    changed: {
      subject: 'Die Entscheidung über Sie wurde geändert',
      says: 'Ein Mensch hat die automatisierte Entscheidung mit dem, was Sie uns mitgeteilt haben, überprüft und geändert.',
    },
    upheld: {
      subject: 'Die Entscheidung über Sie wurde überprüft',
      says: 'Ein Mensch hat die automatisierte Entscheidung mit dem, was Sie uns mitgeteilt haben, überprüft und ist zum selben Ergebnis gekommen.',
    },
    remedied: {
      subject: 'Wir haben Ihrer Beschwerde abgeholfen',
      says: 'Wir sind Ihrer Beschwerde nachgegangen und haben ihr abgeholfen.',
    },
    'not-upheld': {
      subject: 'Unsere Antwort auf Ihre Beschwerde',
      says: 'Wir sind Ihrer Beschwerde nachgegangen und haben nichts gefunden, was wir ändern müssen.',
    },
  },
  fr: {
    changed: {
      subject: 'La décision vous concernant a été modifiée',
      says: 'Une personne a réexaminé la décision automatisée, avec ce que vous nous avez indiqué, et l’a modifiée.',
    },
    upheld: {
      subject: 'La décision vous concernant a été réexaminée',
      says: 'Une personne a réexaminé la décision automatisée, avec ce que vous nous avez indiqué, et parvient au même résultat.',
    },
    remedied: {
      subject: 'Nous avons donné suite à votre réclamation',
      says: 'Nous avons examiné votre réclamation et y avons remédié.',
    },
    'not-upheld': {
      subject: 'Notre réponse à votre réclamation',
      says: 'Nous avons examiné votre réclamation et n’avons rien trouvé que nous devions changer.',
    },
  },
};

/** The outcome of a review by a person (Art. 22(3)) or of a complaint, with its reasons and the remedies that are left. */
export const concluded: Letter<ConcludedFacts> = ({ outcome, explanation, complaint }, language) => {
  const { subject, says } = WORDINGS[language][outcome];
  return { subject, blocks: [says, explanation], remedies: remedies(complaint, language) };
};
