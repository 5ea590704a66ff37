import type { Letter, Wordings } from '../../rights/letters/content.ts';
import { dayIn } from '../../rights/letters/moments.ts';

/** Facts of the notice to the business; nothing of the message and nothing of its sender. */
export interface NoticeFacts {
  /** `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly forwarded: boolean;
}

interface Words {
  readonly subject: string;
  readonly waits: (on: string) => string;
  readonly forwarded: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'A message waits in your privacy inbox',
    waits: (on) =>
      `A message of ${on} waits for somebody to say which rights it means. The statutory time runs from that day.`,
    forwarded: 'It reached the provider of your software, who has passed it on unread.',
  },
  de: {
    subject: 'Im Datenschutz-Postfach wartet eine Nachricht',
    waits: (on) =>
      `Eine Nachricht vom ${on} wartet darauf, dass jemand sagt, welche Rechte gemeint sind. Die gesetzliche Frist läuft von diesem Tag an.`,
    forwarded: 'Sie ging beim Anbieter Ihrer Software ein, der sie ungelesen weitergeleitet hat.',
  },
  fr: {
    subject: 'Un message attend dans votre boîte « vie privée »',
    waits: (on) =>
      `Un message du ${on} attend que quelqu’un indique quels droits il vise. Le délai légal court à compter de ce jour.`,
    forwarded: 'Il est parvenu au fournisseur de votre logiciel, qui l’a transmis sans le lire.',
  },
};

/** Tells the officers of the business that a message waits. */
export const notice: Letter<NoticeFacts> = ({ receivedOn, forwarded }, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [words.waits(dayIn(language, receivedOn)), ...(forwarded ? [words.forwarded] : [])],
  };
};
