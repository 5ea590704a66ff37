import type { RequestType } from '../model.ts';
import type { Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';

/** Facts of the receipt; days `YYYY-MM-DD`. */
export interface ReceivedFacts {
  readonly type: RequestType;
  readonly receivedOn: string;
  readonly dueByPromise: string;
  readonly dueByLaw: string;
}

interface Words {
  readonly subject: string;
  readonly asked: Readonly<Record<RequestType, string>>;
  readonly arrived: (asked: string, on: string) => string;
  readonly due: (promise: string, law: string) => string;
  readonly silent: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'We have received your request',
    asked: { access: 'a copy of your data', erasure: 'the erasure of your data' },
    arrived: (asked, on) => `Your request for ${asked} reached us on ${on}.`,
    due: (promise, law) => `We aim to answer by ${promise}. The law gives us until ${law}.`,
    silent:
      'This letter does not say whether we hold data about you. We first make sure that the request comes from the person concerned.',
  },
  de: {
    subject: 'Ihre Anfrage ist eingegangen',
    asked: { access: 'eine Kopie Ihrer Daten', erasure: 'die Löschung Ihrer Daten' },
    arrived: (asked, on) => `Ihre Anfrage auf ${asked} ist am ${on} bei uns eingegangen.`,
    due: (promise, law) => `Wir wollen bis zum ${promise} antworten. Die gesetzliche Frist endet am ${law}.`,
    silent:
      'Dieses Schreiben sagt nicht, ob wir Daten über Sie speichern. Wir stellen zuerst sicher, dass die Anfrage von der betroffenen Person kommt.',
  },
  fr: {
    subject: 'Nous avons reçu votre demande',
    asked: { access: 'obtenir une copie de vos données', erasure: 'faire effacer vos données' },
    arrived: (asked, on) => `Votre demande visant à ${asked} nous est parvenue le ${on}.`,
    due: (promise, law) =>
      `Nous souhaitons vous répondre au plus tard le ${promise}. Le délai légal prend fin le ${law}.`,
    silent:
      'Cette lettre ne dit pas si nous détenons des données vous concernant. Nous vérifions d’abord que la demande émane de la personne concernée.',
  },
};

/** The receipt: what was asked, when it arrived, both clocks; it neither confirms nor denies that data exist. */
export const received: Letter<ReceivedFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [
      words.arrived(words.asked[facts.type], dayIn(language, facts.receivedOn)),
      words.due(dayIn(language, facts.dueByPromise), dayIn(language, facts.dueByLaw)),
      words.silent,
    ],
  };
};
