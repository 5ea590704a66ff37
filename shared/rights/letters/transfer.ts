import { inBrackets } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import { momentIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { lawOf, remedies } from './remedies.ts';

/** Why data are not handed straight to another controller: it is owed where technically feasible only (Art. 20(2)). */
export const NOT_FEASIBLE = {
  'no-secure-way': {
    en: 'There is no secure way to hand the data to this business.',
    de: 'Es gibt keinen sicheren Weg, diesem Unternehmen die Daten zu übergeben.',
    fr: 'Il n’existe pas de moyen sûr de remettre les données à cette entreprise.',
  },
  'format-not-read': {
    en: 'This business cannot read the formats in which we give the data.',
    de: 'Dieses Unternehmen kann die Formate nicht lesen, in denen wir die Daten geben.',
    fr: 'Cette entreprise ne peut pas lire les formats dans lesquels nous remettons les données.',
  },
  'receiver-declines': {
    en: 'This business does not take the data in.',
    de: 'Dieses Unternehmen nimmt die Daten nicht entgegen.',
    fr: 'Cette entreprise n’accepte pas de recevoir les données.',
  },
  'receiver-unconfirmed': {
    en: 'We could not make sure that the address belongs to this business.',
    de: 'Wir konnten nicht sicherstellen, dass die Adresse zu diesem Unternehmen gehört.',
    fr: 'Nous n’avons pas pu vérifier que l’adresse appartient bien à cette entreprise.',
  },
} as const satisfies Record<string, Wordings<string>>;
/** A reason why a transfer is not feasible. */
export type NotFeasible = keyof typeof NOT_FEASIBLE;

/** Facts of a transfer that is not made. */
export interface TransferRefusedFacts {
  readonly receiver: string;
  readonly reason: NotFeasible;
  readonly complaint: Complaint;
}
/** Facts of a transfer as the person is told of it; `validUntil` is RFC 3339. */
export interface TransferredFacts {
  readonly receiver: string;
  readonly validUntil: string;
  readonly complaint: Complaint;
}
/** Facts of the mail to the business that receives the data. */
export interface TransferLinkFacts {
  readonly url: string;
  readonly validUntil: string;
  /** Whose law is cited; the mail names no remedies, since it is about somebody else's data. */
  readonly complaint: Complaint;
}
/** Facts of a code that the person passes on: eight digits. */
export interface TransferCodeFacts {
  readonly receiver: string;
  readonly code: string;
  readonly validUntil: string;
}

interface Words {
  readonly refused: {
    readonly subject: string;
    readonly opening: (to: string, source: string) => string;
    readonly own: string;
  };
  readonly made: {
    readonly subject: string;
    readonly opening: (to: string) => string;
    readonly code: (until: string) => string;
  };
  readonly link: {
    readonly subject: string;
    readonly opening: (from: string, source: string) => string;
    readonly code: string;
    readonly until: (moment: string) => string;
    readonly label: string;
  };
  readonly code: {
    readonly subject: string;
    readonly opening: (to: string, until: string) => string;
    readonly secret: (to: string) => string;
  };
}

const WORDINGS: Wordings<Words> = {
  en: {
    refused: {
      subject: 'We cannot hand your data to the other business',
      opening: (to, source) =>
        `You asked us to hand your data straight to ${to}. That is not technically feasible${source}:`,
      own: 'You receive your data yourself instead, in formats that other programs read, and can pass them on.',
    },
    made: {
      subject: 'Your data can be fetched by the other business',
      opening: (to) => `As you wished, ${to} has received a link to the data that you provided to us.`,
      code: (until) =>
        `The link opens nothing without a code, which comes to you when they ask for it. Pass it on to them if you still want this. The link ends on ${until}.`,
    },
    link: {
      subject: 'Data that somebody wants to take along to you',
      opening: (from, source) =>
        `Somebody asked ${from} to hand the data that they provided straight to you${source}.`,
      code: 'On the page you ask for a code. It goes to that person, who passes it on to you.',
      until: (moment) => `The link is valid until ${moment}.`,
      label: 'Fetch the data',
    },
    code: {
      subject: 'A code to pass on',
      opening: (to, until) =>
        `${to} wants to fetch the data that you asked us to hand over. With this code they can, until ${until}.`,
      secret: (to) =>
        `Pass it on to ${to} only, and only if you still want this. If you do nothing, they get nothing.`,
    },
  },
  de: {
    refused: {
      subject: 'Wir können Ihre Daten nicht an das andere Unternehmen übergeben',
      opening: (to, source) =>
        `Sie haben uns gebeten, Ihre Daten direkt an ${to} zu übergeben. Das ist technisch nicht machbar${source}:`,
      own: 'Sie erhalten die Daten stattdessen selbst, in Formaten, die andere Programme lesen, und können sie weitergeben.',
    },
    made: {
      subject: 'Das andere Unternehmen kann Ihre Daten abholen',
      opening: (to) =>
        `Wie gewünscht hat ${to} einen Link zu den Daten erhalten, die Sie uns bereitgestellt haben.`,
      code: (until) =>
        `Der Link öffnet nichts ohne einen Code; er kommt zu Ihnen, sobald er angefordert wird. Geben Sie ihn weiter, wenn Sie das noch möchten. Der Link endet am ${until}.`,
    },
    link: {
      subject: 'Daten, die jemand zu Ihnen mitnehmen möchte',
      opening: (from, source) =>
        `Jemand hat ${from} gebeten, die bereitgestellten Daten direkt an Sie zu übergeben${source}.`,
      code: 'Auf der Seite fordern Sie einen Code an. Er geht an diese Person, die ihn an Sie weitergibt.',
      until: (moment) => `Der Link gilt bis ${moment}.`,
      label: 'Daten abholen',
    },
    code: {
      subject: 'Ein Code zum Weitergeben',
      opening: (to, until) =>
        `${to} möchte die Daten abholen, um deren Übergabe Sie uns gebeten haben. Mit diesem Code geht das bis ${until}.`,
      secret: (to) =>
        `Geben Sie ihn nur an ${to} weiter, und nur, wenn Sie das noch möchten. Tun Sie nichts, geschieht nichts.`,
    },
  },
  fr: {
    refused: {
      subject: 'Nous ne pouvons pas remettre vos données à l’autre entreprise',
      opening: (to, source) =>
        `Vous nous avez demandé de remettre vos données directement à ${to}. Ce n’est pas techniquement possible${source} :`,
      own: 'Vous recevez vos données vous-même, dans des formats lisibles par d’autres programmes, et pouvez les transmettre.',
    },
    made: {
      subject: 'L’autre entreprise peut récupérer vos données',
      opening: (to) =>
        `Comme vous le souhaitez, ${to} a reçu un lien vers les données que vous nous avez fournies.`,
      code: (until) =>
        `Le lien n’ouvre rien sans un code, qui vous parvient lorsqu’il est demandé. Transmettez-le si vous le souhaitez toujours. Le lien prend fin le ${until}.`,
    },
    link: {
      subject: 'Des données que quelqu’un souhaite emporter chez vous',
      opening: (from, source) =>
        `Quelqu’un a demandé à ${from} de vous remettre directement les données fournies${source}.`,
      code: 'Sur la page, vous demandez un code. Il est envoyé à cette personne, qui vous le transmet.',
      until: (moment) => `Le lien est valable jusqu’au ${moment}.`,
      label: 'Récupérer les données',
    },
    code: {
      subject: 'Un code à transmettre',
      opening: (to, until) =>
        `${to} souhaite récupérer les données dont vous avez demandé la remise. Ce code le permet jusqu’au ${until}.`,
      secret: (to) =>
        `Ne le transmettez qu’à ${to}, et seulement si vous le souhaitez toujours. Sans lui, rien ne se passe.`,
    },
  },
};

/** The transfer is not feasible: why, and that the person gets the data anyway. */
export const transferRefused: Letter<TransferRefusedFacts> = ({ receiver, reason, complaint }, language) => {
  const { subject, opening, own } = WORDINGS[language].refused;
  const source = inBrackets('20(2)', lawOf(complaint), language);
  return {
    subject,
    blocks: [opening(receiver, source), [NOT_FEASIBLE[reason][language]], own],
    remedies: remedies(complaint, language),
  };
};

/** The other controller has the link; the code that opens it comes to the person. */
export const transferred: Letter<TransferredFacts> = ({ receiver, validUntil, complaint }, language) => {
  const { subject, opening, code } = WORDINGS[language].made;
  return {
    subject,
    blocks: [opening(receiver), code(momentIn(language, validUntil))],
    remedies: remedies(complaint, language),
  };
};

/** The mail to the other controller: a link and nothing about the person. */
export const transferLink: Letter<TransferLinkFacts> = (
  { business, url, validUntil, complaint },
  language,
) => {
  const { subject, opening, code, until, label } = WORDINGS[language].link;
  return {
    subject,
    blocks: [
      opening(business, inBrackets('20(2)', lawOf(complaint), language)),
      code,
      until(momentIn(language, validUntil)),
    ],
    link: { label, url },
  };
};

/** A code without any link, for the person to pass on (IDV-01). */
export const transferCode: Letter<TransferCodeFacts> = ({ receiver, code, validUntil }, language) => {
  const { subject, opening, secret } = WORDINGS[language].code;
  return { subject, blocks: [opening(receiver, momentIn(language, validUntil)), secret(receiver)], code };
};
