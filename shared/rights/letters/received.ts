import type { Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';
import type { RequestType } from '../rights.ts';

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
    asked: {
      information: 'Your request for information about how we use data',
      access: 'Your request for a copy of your data',
      rectification: 'Your request to correct your data',
      erasure: 'Your request for the erasure of your data',
      restriction: 'Your request to restrict the use of your data',
      portability: 'Your request for your data in a format that other systems read',
      objection: 'Your objection to the use of your data',
      withdrawal: 'The withdrawal of your consent',
      review: 'Your request that a person reviews an automated decision',
      complaint: 'Your complaint about how we handle your data',
    },
    arrived: (asked, on) => `${asked} reached us on ${on}.`,
    due: (promise, law) => `We aim to answer by ${promise}. The law gives us until ${law}.`,
    silent:
      'This letter does not say whether we hold data about you. Where it matters, we first make sure that the request comes from the person concerned.',
  },
  de: {
    subject: 'Ihre Anfrage ist eingegangen',
    asked: {
      information: 'Ihre Bitte um Auskunft darüber, wie wir Daten verwenden,',
      access: 'Ihre Anfrage auf eine Kopie Ihrer Daten',
      rectification: 'Ihre Anfrage auf Berichtigung Ihrer Daten',
      erasure: 'Ihre Anfrage auf Löschung Ihrer Daten',
      restriction: 'Ihre Anfrage auf Einschränkung der Verarbeitung Ihrer Daten',
      portability: 'Ihre Anfrage auf Ihre Daten in einem Format, das andere Systeme lesen,',
      objection: 'Ihr Widerspruch gegen die Verarbeitung Ihrer Daten',
      withdrawal: 'Der Widerruf Ihrer Einwilligung',
      review: 'Ihre Anfrage, dass ein Mensch eine automatisierte Entscheidung überprüft,',
      complaint: 'Ihre Beschwerde über den Umgang mit Ihren Daten',
    },
    arrived: (asked, on) => `${asked} ist am ${on} bei uns eingegangen.`,
    due: (promise, law) => `Wir wollen bis zum ${promise} antworten. Die gesetzliche Frist endet am ${law}.`,
    silent:
      'Dieses Schreiben sagt nicht, ob wir Daten über Sie speichern. Wo es darauf ankommt, stellen wir zuerst sicher, dass die Anfrage von der betroffenen Person kommt.',
  },
  fr: {
    subject: 'Nous avons reçu votre demande',
    asked: {
      information: 'Votre demande d’informations sur notre usage des données',
      access: 'Votre demande de copie de vos données',
      rectification: 'Votre demande de rectification de vos données',
      erasure: 'Votre demande d’effacement de vos données',
      restriction: 'Votre demande de limitation du traitement de vos données',
      portability: 'Votre demande de vos données dans un format lisible par d’autres systèmes',
      objection: 'Votre opposition au traitement de vos données',
      withdrawal: 'Votre décision de retirer votre consentement',
      review: 'Votre demande de réexamen humain d’une décision automatisée',
      complaint: 'Votre réclamation concernant le traitement de vos données',
    },
    arrived: (asked, on) => `${asked} nous est parvenue le ${on}.`,
    due: (promise, law) =>
      `Nous souhaitons vous répondre au plus tard le ${promise}. Le délai légal prend fin le ${law}.`,
    silent:
      'Cette lettre ne dit pas si nous détenons des données vous concernant. Lorsque cela importe, nous vérifions d’abord que la demande émane de la personne concernée.',
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
