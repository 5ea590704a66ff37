import type { Letter, Wordings } from '../../rights/letters/content.ts';
import { dayIn } from '../../rights/letters/moments.ts';

/** Facts of the receipt of a message; `again`: it joins one that is being dealt with. */
export interface ArrivedFacts {
  /** `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly again: boolean;
}

interface Words {
  readonly subject: string;
  readonly arrived: (on: string) => string;
  readonly next: string;
  readonly again: string;
  readonly silent: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'We have received your message',
    arrived: (on) =>
      `Your message about your data reached us on ${on}. The time for our answer runs from that day.`,
    next: 'Somebody will read it and see to every request in it. You do not have to fill in a form.',
    again:
      'It was added to the message that we already have from you. Nothing is lost, and the earlier date counts.',
    silent: 'This letter does not say whether we hold data about you.',
  },
  de: {
    subject: 'Ihre Nachricht ist eingegangen',
    arrived: (on) =>
      `Ihre Nachricht zu Ihren Daten ist am ${on} bei uns eingegangen. Von diesem Tag an läuft die Frist für unsere Antwort.`,
    next: 'Sie wird gelesen, und jedem Anliegen darin wird nachgegangen. Ein Formular brauchen Sie nicht auszufüllen.',
    again:
      'Sie wurde zu der Nachricht genommen, die wir schon von Ihnen haben. Nichts geht verloren, und das frühere Datum zählt.',
    silent: 'Dieses Schreiben sagt nicht, ob wir Daten über Sie speichern.',
  },
  fr: {
    subject: 'Nous avons reçu votre message',
    arrived: (on) =>
      `Votre message concernant vos données nous est parvenu le ${on}. Notre délai de réponse court à compter de ce jour.`,
    next: 'Il sera lu et chacune de vos demandes sera traitée. Vous n’avez aucun formulaire à remplir.',
    again:
      'Il a été joint au message que nous avons déjà reçu de vous. Rien n’est perdu, et la première date compte.',
    silent: 'Cette lettre ne dit pas si nous détenons des données vous concernant.',
  },
};

/** The receipt of a message of which nobody has said yet which rights it means, and of one that was sent again. */
export const arrived: Letter<ArrivedFacts> = ({ receivedOn, again }, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [words.arrived(dayIn(language, receivedOn)), again ? words.again : words.next, words.silent],
  };
};
