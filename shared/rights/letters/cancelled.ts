import type { Letter, Wordings } from './content.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** Facts of a withdrawal. */
export interface CancelledFacts {
  readonly complaint: Complaint;
}

const WORDINGS: Wordings<{ readonly subject: string; readonly closed: string; readonly again: string }> = {
  en: {
    subject: 'Your request was withdrawn',
    closed: 'Your request was withdrawn. We have closed it and do nothing further on it.',
    again: 'You can make it again at any time. If you did not withdraw it, please tell us.',
  },
  de: {
    subject: 'Ihre Anfrage wurde zurückgezogen',
    closed: 'Ihre Anfrage wurde zurückgezogen. Wir haben sie geschlossen und unternehmen dazu nichts weiter.',
    again:
      'Sie können sie jederzeit erneut stellen. Wenn Sie sie nicht zurückgezogen haben, sagen Sie uns das bitte.',
  },
  fr: {
    subject: 'Votre demande a été retirée',
    closed: 'Votre demande a été retirée. Nous l’avons close et n’y donnons plus aucune suite.',
    again:
      'Vous pouvez la présenter à nouveau à tout moment. Si vous ne l’avez pas retirée, merci de nous le dire.',
  },
};

/** The person withdrew the request; somebody else may have, so the letter says how to go on. */
export const cancelled: Letter<CancelledFacts> = ({ complaint }, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [words.closed, words.again],
    remedies: remedies(complaint, language),
  };
};
