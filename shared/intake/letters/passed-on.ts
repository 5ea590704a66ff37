import type { Letter, Wordings } from '../../rights/letters/content.ts';

/** Facts of the vendor's letter. */
export interface PassedOnFacts {
  /** The business as the person named it. */
  readonly named: string;
}

interface Words {
  readonly subject: string;
  readonly passed: (named: string) => string;
  readonly turn: (named: string) => string;
  readonly silent: string;
}

/** Whether the business is a customer, or holds anything, changes no word of it (DSR-08). */
const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'About your message to us',
    passed: (named) =>
      `You named this business: ${named}. We only provide software. We pass messages on to the business that is named, without looking for data and without reading them.`,
    turn: (named) =>
      `The business itself decides about the data that it keeps, and answers you. You can also turn to it directly: ${named}.`,
    silent: 'This letter does not say whether the business uses our software or holds data about you.',
  },
  de: {
    subject: 'Zu Ihrer Nachricht an uns',
    passed: (named) =>
      `Sie haben dieses Unternehmen genannt: ${named}. Wir stellen nur Software bereit. Nachrichten leiten wir an das genannte Unternehmen weiter, ohne nach Daten zu suchen und ohne sie zu lesen.`,
    turn: (named) =>
      `Über die Daten, die es speichert, entscheidet das Unternehmen selbst, und es antwortet Ihnen. Sie können sich auch unmittelbar an es wenden: ${named}.`,
    silent:
      'Dieses Schreiben sagt nicht, ob das Unternehmen unsere Software nutzt oder Daten über Sie speichert.',
  },
  fr: {
    subject: 'Au sujet de votre message',
    passed: (named) =>
      `Vous avez nommé cette entreprise : ${named}. Nous ne fournissons qu’un logiciel. Nous transmettons les messages à l’entreprise nommée, sans rechercher de données et sans les lire.`,
    turn: (named) =>
      `L’entreprise décide elle-même des données qu’elle conserve et vous répond. Vous pouvez aussi vous adresser directement à elle : ${named}.`,
    silent:
      'Cette lettre ne dit pas si l’entreprise utilise notre logiciel ni si elle détient des données vous concernant.',
  },
};

/** What the vendor answers to somebody who named a business: the same for every name. */
export const passedOn: Letter<PassedOnFacts> = ({ named }, language) => {
  const words = WORDINGS[language];
  return { subject: words.subject, blocks: [words.passed(named), words.turn(named), words.silent] };
};
