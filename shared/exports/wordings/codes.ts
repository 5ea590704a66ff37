import type { Language, Wordings } from '../../catalogue/languages.ts';
import type { CONSENT_WAYS } from '../../consent/consents.ts';
import type { RecipientKind } from '../../recipients/kinds.ts';
import type { Method } from '../../rights/request/methods.ts';
import type { Channel } from '../../rights/request/model.ts';
import type { RequestType } from '../../rights/rights.ts';

type Code = Channel | 'internal' | (typeof CONSENT_WAYS)[number] | Method | RequestType | RecipientKind;

/** Codes of `data.json` as a page shows them. */
const CODES: Readonly<Record<Code, Wordings<string>>> = {
  // Ways in which something came.
  api: { en: 'another system', de: 'ein anderes System', fr: 'un autre système' },
  form: { en: 'form', de: 'Formular', fr: 'formulaire' },
  email: { en: 'e-mail', de: 'E-Mail', fr: 'courriel' },
  phone: { en: 'telephone', de: 'Telefon', fr: 'téléphone' },
  post: { en: 'post', de: 'Post', fr: 'courrier' },
  paper: { en: 'paper', de: 'Papier', fr: 'papier' },
  'in-person': { en: 'in person', de: 'persönlich', fr: 'en personne' },
  messenger: { en: 'messenger', de: 'Messenger', fr: 'messagerie' },
  internal: { en: 'the business itself', de: 'das Unternehmen selbst', fr: 'l’entreprise elle-même' },
  // Ways in which somebody was identified.
  'sender-on-file': {
    en: 'a message from an address on file',
    de: 'eine Nachricht von einer bekannten Adresse',
    fr: 'un message d’une adresse connue',
  },
  account: { en: 'your account', de: 'Ihr Konto', fr: 'votre compte' },
  'mailbox-code': {
    en: 'a code to your mailbox',
    de: 'ein Code an Ihr Postfach',
    fr: 'un code envoyé à votre boîte',
  },
  'call-back': { en: 'a call back', de: 'einen Rückruf', fr: 'un rappel téléphonique' },
  mandate: { en: 'the mandate of an agent', de: 'die Vollmacht eines Vertreters', fr: 'un mandat' },
  document: { en: 'a document', de: 'ein Dokument', fr: 'un document' },
  // Rights.
  information: { en: 'Information', de: 'Information', fr: 'Information' },
  access: { en: 'Access', de: 'Auskunft', fr: 'Accès' },
  rectification: { en: 'Rectification', de: 'Berichtigung', fr: 'Rectification' },
  erasure: { en: 'Erasure', de: 'Löschung', fr: 'Effacement' },
  restriction: { en: 'Restriction', de: 'Einschränkung', fr: 'Limitation' },
  portability: { en: 'Portability', de: 'Übertragbarkeit', fr: 'Portabilité' },
  objection: { en: 'Objection', de: 'Widerspruch', fr: 'Opposition' },
  withdrawal: { en: 'Withdrawal of consent', de: 'Widerruf', fr: 'Retrait du consentement' },
  review: {
    en: 'Review of an automated decision',
    de: 'Überprüfung einer automatisierten Entscheidung',
    fr: 'Réexamen d’une décision automatisée',
  },
  complaint: { en: 'Complaint', de: 'Beschwerde', fr: 'Réclamation' },
  // What a recipient is to the business.
  recipient: { en: 'recipient', de: 'Empfänger', fr: 'destinataire' },
  processor: { en: 'processor', de: 'Auftragsverarbeiter', fr: 'sous-traitant' },
  'joint-controller': {
    en: 'joint controller',
    de: 'gemeinsam Verantwortlicher',
    fr: 'responsable conjoint',
  },
};

const isCode = (code: string): code is Code => Object.hasOwn(CODES, code);

/** A code in words; itself, where it has none. */
export function codeText(code: string, language: Language): string {
  return isCode(code) ? CODES[code][language] : code;
}
