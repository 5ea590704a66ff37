import type { Letter, Wordings } from '../../letters/content.ts';

/** Facts of a reminder that a hold has to be looked at; ids only. */
export interface HoldReviewFacts {
  /** Where the hold is read. */
  readonly url?: string;
}

interface Words {
  readonly subject: (hold: string) => string;
  readonly due: string;
  readonly choice: string;
  readonly label: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: (hold) => `Hold ${hold}: look whether it is needed still`,
    due: 'A hold keeps data from being erased, and the day of its review has come.',
    choice:
      'Ask for its release, or set another day with a reason. Until then you are reminded every seven days.',
    label: 'Read the hold',
  },
  de: {
    subject: (hold) => `Sperre ${hold}: prüfen, ob sie noch gebraucht wird`,
    due: 'Eine Sperre bewahrt Daten vor der Löschung, und der Tag ihrer Prüfung ist gekommen.',
    choice:
      'Beantragen Sie die Freigabe oder setzen Sie mit Begründung einen anderen Tag. Bis dahin erinnern wir alle sieben Tage.',
    label: 'Sperre lesen',
  },
  fr: {
    subject: (hold) => `Conservation ${hold} : vérifier si elle est encore nécessaire`,
    due: 'Une mesure de conservation empêche l’effacement de données, et le jour de son réexamen est venu.',
    choice:
      'Demandez sa levée, ou fixez un autre jour en le motivant. Jusque-là, un rappel est envoyé tous les sept jours.',
    label: 'Lire la mesure',
  },
};

/** Calls upon officers to review a hold. */
export const holdReview: Letter<HoldReviewFacts> = ({ reference, url }, language) => {
  const { subject, due, choice, label } = WORDINGS[language];
  return {
    subject: subject(reference),
    blocks: [due, choice],
    ...(url ? { link: { label, url } } : {}),
  };
};
