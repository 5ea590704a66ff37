import type { Article } from './articles.ts';
import { citation } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import type { Complaint } from './remedies.ts';
import { lawOf, remedies } from './remedies.ts';

/** Facts of a closing that has no others. */
export interface ClosingFacts {
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly says: readonly string[];
}

const NOT_IDENTIFIABLE: Wordings<Words> = {
  en: {
    subject: 'We cannot tell which data are yours',
    says: [
      'From what we hold and what you told us we cannot tell which data, if any, concern you. The law does not require us to collect more about people only to find that out.',
      'If you give us something that lets us find you in what we hold, such as a customer number, we take your request up again.',
    ],
  },
  de: {
    subject: 'Wir können nicht feststellen, welche Daten Ihre sind',
    says: [
      'Nach dem, was wir speichern und was Sie uns mitgeteilt haben, können wir nicht feststellen, ob und welche Daten Sie betreffen. Das Gesetz verlangt nicht, nur dafür mehr über Personen zu erheben.',
      'Wenn Sie uns etwas nennen, anhand dessen wir Sie darin finden, etwa eine Kundennummer, nehmen wir Ihre Anfrage wieder auf.',
    ],
  },
  fr: {
    subject: 'Nous ne pouvons pas déterminer quelles données sont les vôtres',
    says: [
      'D’après ce que nous détenons et ce que vous nous avez indiqué, nous ne pouvons pas déterminer si des données vous concernent, ni lesquelles. La loi n’exige pas d’en recueillir davantage à cette seule fin.',
      'Si vous nous donnez un élément qui permet de vous y retrouver, par exemple un numéro de client, nous reprenons votre demande.',
    ],
  },
};

const EXPIRED: Wordings<Words> = {
  en: {
    subject: 'We have closed your request',
    says: [
      'We asked you a question about your request and have had no answer, so we could not act on it.',
      'You lose nothing by this: answer or ask again at any time, and we take it up.',
    ],
  },
  de: {
    subject: 'Wir haben Ihre Anfrage geschlossen',
    says: [
      'Wir haben Ihnen zu Ihrer Anfrage eine Frage gestellt und keine Antwort erhalten; deshalb konnten wir nichts tun.',
      'Sie verlieren dadurch nichts: Antworten oder fragen Sie jederzeit erneut, dann nehmen wir sie wieder auf.',
    ],
  },
  fr: {
    subject: 'Nous avons clos votre demande',
    says: [
      'Nous vous avons posé une question sur votre demande et n’avons pas reçu de réponse ; nous n’avons donc pas pu y donner suite.',
      'Vous n’y perdez rien : répondez ou redemandez à tout moment, et nous la reprenons.',
    ],
  },
};

const LIFTING: Wordings<Words> = {
  en: {
    subject: 'A restriction is about to be lifted',
    says: [
      'We restricted the use of your data. The reason for it no longer applies, so we are about to lift the restriction.',
      'If you think that the reason still applies, or that there is another one, please tell us.',
    ],
  },
  de: {
    subject: 'Eine Einschränkung wird bald aufgehoben',
    says: [
      'Wir haben die Verarbeitung Ihrer Daten eingeschränkt. Der Grund dafür besteht nicht mehr; deshalb werden wir die Einschränkung aufheben.',
      'Wenn der Grund Ihrer Ansicht nach weiter besteht oder es einen anderen gibt, sagen Sie uns das bitte.',
    ],
  },
  fr: {
    subject: 'Une limitation va être levée',
    says: [
      'Nous avions limité le traitement de vos données. Le motif n’existe plus, et nous allons lever la limitation.',
      'Si vous pensez que ce motif existe toujours, ou qu’il y en a un autre, merci de nous le dire.',
    ],
  },
};

const closing =
  (wordings: Wordings<Words>, article?: Article): Letter<ClosingFacts> =>
  ({ complaint }, language) => {
    const { subject, says } = wordings[language];
    const source = article && citation(article, lawOf(complaint), language);
    const blocks = [...says, ...(source ? [`(${source})`] : [])];
    return { subject, blocks, remedies: remedies(complaint, language) };
  };

/** Art. 11(2): the data cannot be told to be this person's, and how that can change. */
export const notIdentifiable = closing(NOT_IDENTIFIABLE, '11(2)');

/** A question was never answered; the right is not lost. */
export const expired = closing(EXPIRED);

/** Art. 18(3): told before a restriction is lifted. */
export const lifting = closing(LIFTING, '18(3)');
