import type { Language } from '../rights/letters/content.ts';
import type { RequestType } from '../rights/rights.ts';

/** Ways of saying that one right is meant, in one language. */
export interface Cue {
  readonly right: RequestType;
  readonly language: Language;
  /** Matched against the text in lower case, with single spaces. */
  readonly says: RegExp;
}

/**
 * The cues. A cue proposes and decides nothing: an officer reads the letter, and nobody is identified by it. An article
 * of the Regulation is the clearest cue there is; its number counts in every language.
 */
export const CUES: readonly Cue[] = [
  {
    right: 'access',
    language: 'en',
    says: /\b(?:copy of (?:my|all|the) (?:personal )?(?:data|information)|(?:subject )?access request|what (?:data|information) (?:do )?you (?:hold|have|store)|which (?:data|information) (?:do )?you|access to my (?:personal )?data)\b/,
  },
  {
    right: 'access',
    language: 'de',
    says: /\b(?:auskunft|kopie meiner (?:personenbezogenen )?daten|welche (?:personenbezogenen )?daten|datenauskunft|selbstauskunft)\b/,
  },
  {
    right: 'access',
    language: 'fr',
    says: /\b(?:copie de mes données|droit d.accès|accéder à mes données|accès à mes données|quelles données)\b/,
  },
  {
    right: 'erasure',
    language: 'en',
    says: /\b(?:(?:delete|erase|remove|destroy|wipe) (?:all )?(?:(?:of )?my|the|any|every) ?(?:personal )?(?:data|information|account|details|record)|right to be forgotten|erasure|deletion of my|forget me)\b/,
  },
  {
    right: 'erasure',
    language: 'de',
    says: /\b(?:(?:daten|konto|account|angaben|alles)[^.!?]{0,40} (?:zu )?löschen|lösch(?:en|t|e) (?:sie )?(?:bitte )?(?:alle )?(?:meine|mein|die)|löschung (?:meiner|aller)|recht auf (?:löschung|vergessenwerden))/,
  },
  {
    right: 'erasure',
    language: 'fr',
    says: /\b(?:(?:supprim|effac)\w* (?:toutes? )?(?:mes|mon|les) (?:données|informations|compte)|(?:suppression|effacement) de (?:mes|mon)|droit à l.(?:oubli|effacement))/,
  },
  {
    right: 'rectification',
    language: 'en',
    says: /\b(?:(?:correct|rectify|update|amend) my (?:personal )?(?:data|details|address|name|information|record|e-?mail)|my (?:data|details|address|name) (?:is|are) (?:wrong|incorrect|inaccurate|out of date)|rectification)\b/,
  },
  {
    right: 'rectification',
    language: 'de',
    says: /\b(?:berichtig\w*|korrigieren sie|korrektur meiner|(?:meine|mein) (?:daten|adresse|anschrift|name) (?:ist|sind) (?:falsch|unrichtig|veraltet))/,
  },
  {
    right: 'rectification',
    language: 'fr',
    says: /\b(?:rectifi\w*|corrig\w* (?:mes|mon|ma)|(?:mes données|mon adresse|mon nom) (?:sont|est) (?:inexact|erroné|faux|fausse))/,
  },
  {
    right: 'restriction',
    language: 'en',
    says: /\b(?:restrict (?:the )?(?:processing|use)|restriction of (?:the )?(?:processing|use)|block my data)\b/,
  },
  {
    right: 'restriction',
    language: 'de',
    says: /\b(?:einschränkung der verarbeitung|verarbeitung (?:meiner daten )?einschränken|daten sperren|sperrung meiner)\b/,
  },
  {
    right: 'restriction',
    language: 'fr',
    says: /\b(?:limit(?:ation|er) (?:du|le) traitement|verrouill\w* mes données)/,
  },
  {
    right: 'portability',
    language: 'en',
    says: /\b(?:portability|machine[- ]readable|(?:transfer|transmit) my data)\b/,
  },
  {
    right: 'portability',
    language: 'de',
    says: /\b(?:datenübertragbarkeit|maschinenlesbar\w*|daten (?:an [^.]{1,60} )?übertragen)\b/,
  },
  {
    right: 'portability',
    language: 'fr',
    says: /\b(?:portabilité|format (?:structuré|lisible par machine)|transfér\w* mes données)/,
  },
  {
    right: 'objection',
    language: 'en',
    says: /\b(?:object to (?:the |your )?(?:processing|use|profiling|direct marketing|marketing)|unsubscribe|opt[- ]out|stop (?:sending|e-?mailing|contacting|writing)|no (?:more|further) (?:advertis|marketing|newsletter))/,
  },
  {
    right: 'objection',
    language: 'de',
    says: /\b(?:widersprech\w*|widerspruch|keine (?:weitere )?(?:werbung|newsletter)|newsletter abbestellen|abmelden vom newsletter)\b/,
  },
  {
    right: 'objection',
    language: 'fr',
    says: /\b(?:m.oppos\w*|droit d.opposition|désabonn\w*|désinscri\w*|ne plus recevoir|plus de publicité)/,
  },
  { right: 'withdrawal', language: 'en', says: /\b(?:withdraw (?:my )?consent|revoke (?:my )?consent)\b/ },
  {
    right: 'withdrawal',
    language: 'de',
    says: /\b(?:einwilligung(?:en)? (?:hiermit )?(?:zurück|widerruf)\w*|widerruf\w* (?:ich )?(?:hiermit )?(?:meine|die|meiner) einwilligung)/,
  },
  {
    right: 'withdrawal',
    language: 'fr',
    says: /\b(?:retir\w* mon consentement|révoqu\w* mon consentement|retrait (?:de mon|du) consentement)/,
  },
  {
    right: 'review',
    language: 'en',
    says: /\b(?:automated decision|human (?:review|intervention)|decided by (?:a |an )?(?:computer|algorithm|machine))/,
  },
  {
    right: 'review',
    language: 'de',
    says: /\b(?:automatisierte\w* entscheidung|eingreifen einer person|menschliche überprüfung)/,
  },
  {
    right: 'review',
    language: 'fr',
    says: /\b(?:décision (?:entièrement )?automatisée|intervention humaine)/,
  },
  {
    right: 'complaint',
    language: 'en',
    says: /\b(?:(?:lodge|file|make) a (?:formal )?complaint|i (?:hereby )?complain|data protection complaint)\b/,
  },
  {
    right: 'complaint',
    language: 'de',
    says: /\b(?:(?:ich )?beschwere mich|beschwerde (?:ein|über|gegen|wegen)|lege beschwerde)\b/,
  },
  {
    right: 'complaint',
    language: 'fr',
    says: /\b(?:je (?:me )?(?:plains|porte plainte)|réclamation|plainte)\b/,
  },
];

/** Articles of the Regulation by the right that they give; a paragraph or letter may follow. */
export const ARTICLES: Readonly<Record<string, RequestType>> = {
  '15': 'access',
  '16': 'rectification',
  '17': 'erasure',
  '18': 'restriction',
  '20': 'portability',
  '21': 'objection',
  '22': 'review',
};
