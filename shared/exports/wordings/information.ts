import type { Wordings } from '../../catalogue/languages.ts';
import type { Article } from '../../rights/letters/articles.ts';

/** The rights that everybody is told of, by the article that gives them (Art. 13(2)(b) and (c), 15(1)(e)). */
export const TOLD_RIGHTS = [
  '15(1)',
  '16',
  '17(1)',
  '18(1)',
  '20(1)',
  '21(1)',
  '7(3)',
] as const satisfies readonly Article[];

/** The sentences of the information; the article follows each in brackets, where the law has one. */
export interface InformationWords {
  readonly rights: Readonly<Record<(typeof TOLD_RIGHTS)[number], string>>;
  readonly complaint: string;
  readonly automatedDecisions: string;
  readonly transfers: string;
  readonly recipients: { readonly named: string; readonly none: string; readonly kinds: string };
  readonly source: { readonly noted: string; readonly unnoted: string; readonly anybody: string };
  readonly keptByLaw: string;
  readonly provision: string;
}

/** In every language of letters. */
export const INFORMATION_WORDINGS: Wordings<InformationWords> = {
  en: {
    rights: {
      '15(1)': 'Access to the data that are held about you, with a copy',
      '16': 'Rectification of inaccurate data',
      '17(1)': 'Erasure',
      '18(1)': 'Restriction of processing',
      '20(1)': 'Portability of what you provided',
      '21(1)': 'Objection to processing that rests on legitimate interests',
      '7(3)': 'Withdrawal of a consent at any time, for the future',
    },
    complaint: 'You can complain to a supervisory authority',
    automatedDecisions: 'None: no decision about you is made by a machine alone',
    transfers: 'The data are kept within the European Union; what goes to others outside of it is listed',
    recipients: {
      named:
        'These got data about you, by name; the operator of this system holds the data on behalf of the controller.',
      none: 'No recipient is recorded; the operator of this system holds the data on behalf of the controller.',
      kinds:
        'These kinds of recipients are on record; the operator of this system holds the data on behalf of the controller.',
    },
    source: {
      noted: 'As noted when the data came in.',
      unnoted: 'You, or those who deal with the controller for you.',
      anybody: 'You, those who deal with the controller for you, and sources that are noted with the data',
    },
    keptByLaw:
      'What a statute keeps after an erasure is stored without a way from you to it and is not in this copy; it can be found by its number, such as that of an invoice.',
    provision:
      'Nothing else has to be given; without what is required, the record that needs it cannot be made',
  },
  de: {
    rights: {
      '15(1)': 'Auskunft über die Daten, die über Sie gespeichert sind, mit einer Kopie',
      '16': 'Berichtigung unrichtiger Daten',
      '17(1)': 'Löschung',
      '18(1)': 'Einschränkung der Verarbeitung',
      '20(1)': 'Übertragbarkeit dessen, was Sie bereitgestellt haben',
      '21(1)': 'Widerspruch gegen Verarbeitung, die auf berechtigten Interessen beruht',
      '7(3)': 'Widerruf einer Einwilligung, jederzeit und für die Zukunft',
    },
    complaint: 'Sie können sich bei einer Aufsichtsbehörde beschweren',
    automatedDecisions: 'Keine: Über Sie entscheidet keine Maschine allein',
    transfers: 'Die Daten liegen in der Europäischen Union; was an Empfänger außerhalb geht, ist aufgeführt',
    recipients: {
      named:
        'Diese haben Daten über Sie erhalten, namentlich; der Betreiber dieses Systems verwahrt die Daten im Auftrag des Verantwortlichen.',
      none: 'Es ist kein Empfänger verzeichnet; der Betreiber dieses Systems verwahrt die Daten im Auftrag des Verantwortlichen.',
      kinds:
        'Diese Arten von Empfängern sind verzeichnet; der Betreiber dieses Systems verwahrt die Daten im Auftrag des Verantwortlichen.',
    },
    source: {
      noted: 'Wie beim Eingang der Daten vermerkt.',
      unnoted: 'Sie selbst oder wer für Sie mit dem Verantwortlichen zu tun hat.',
      anybody:
        'Sie selbst, wer für Sie mit dem Verantwortlichen zu tun hat, und Quellen, die bei den Daten vermerkt sind',
    },
    keptByLaw:
      'Was ein Gesetz nach einer Löschung aufbewahren lässt, liegt ohne einen Weg von Ihnen dorthin und ist nicht in dieser Kopie; es ist über seine Nummer zu finden, etwa die einer Rechnung.',
    provision:
      'Weiteres muss nicht angegeben werden; ohne das Erforderliche kann der Datensatz, der es braucht, nicht angelegt werden',
  },
  fr: {
    rights: {
      '15(1)': 'Accès aux données détenues à votre sujet, avec une copie',
      '16': 'Rectification des données inexactes',
      '17(1)': 'Effacement',
      '18(1)': 'Limitation du traitement',
      '20(1)': 'Portabilité de ce que vous avez fourni',
      '21(1)': 'Opposition au traitement fondé sur des intérêts légitimes',
      '7(3)': 'Retrait d’un consentement à tout moment, pour l’avenir',
    },
    complaint: 'Vous pouvez introduire une réclamation auprès d’une autorité de contrôle',
    automatedDecisions: 'Aucune : aucune décision à votre sujet n’est prise par une machine seule',
    transfers:
      'Les données sont conservées dans l’Union européenne ; ce qui est transmis à des tiers hors de celle-ci est énuméré',
    recipients: {
      named:
        'Ceux-ci ont reçu des données à votre sujet, nommément ; l’exploitant de ce système détient les données pour le compte du responsable du traitement.',
      none: 'Aucun destinataire n’est enregistré ; l’exploitant de ce système détient les données pour le compte du responsable du traitement.',
      kinds:
        'Ces catégories de destinataires sont enregistrées ; l’exploitant de ce système détient les données pour le compte du responsable du traitement.',
    },
    source: {
      noted: 'Comme noté à l’arrivée des données.',
      unnoted: 'Vous, ou ceux qui traitent pour vous avec le responsable du traitement.',
      anybody:
        'Vous, ceux qui traitent pour vous avec le responsable du traitement, et les sources notées avec les données',
    },
    keptByLaw:
      'Ce qu’une loi fait conserver après un effacement est stocké sans chemin de vous à lui et ne figure pas dans cette copie ; on le retrouve par son numéro, tel celui d’une facture.',
    provision:
      'Rien d’autre n’est à fournir ; sans ce qui est requis, l’enregistrement qui en a besoin ne peut être créé',
  },
};
