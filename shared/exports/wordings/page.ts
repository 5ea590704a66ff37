import type { Wordings } from '../../catalogue/languages.ts';

/** Rows of the tables of a page, by the name that a thing has in `data.json`. */
export type RowName =
  | 'announcedAt'
  | 'article'
  | 'between'
  | 'byAgent'
  | 'channel'
  | 'closedAt'
  | 'correctedAt'
  | 'country'
  | 'createdAt'
  | 'data'
  | 'givenAt'
  | 'id'
  | 'identifiedBy'
  | 'identifiers'
  | 'keptUntil'
  | 'kind'
  | 'legalBasis'
  | 'name'
  | 'of'
  | 'proof'
  | 'purpose'
  | 'purposes'
  | 'receivedAt'
  | 'record'
  | 'records'
  | 'replyTo'
  | 'right'
  | 'safeguard'
  | 'says'
  | 'since'
  | 'state'
  | 'statement'
  | 'type'
  | 'until'
  | 'updatedAt'
  | 'values'
  | 'way'
  | 'withdrawnAt'
  | 'wording';

/** Headings and rows of a page. */
export interface PageWords {
  readonly titles: { readonly access: string; readonly information: string };
  readonly none: string;
  readonly controller: string;
  readonly purposes: string;
  readonly categories: string;
  readonly recipients: string;
  readonly periods: string;
  readonly rights: string;
  readonly complaints: string;
  readonly source: string;
  readonly decisions: string;
  readonly transfers: string;
  readonly keptByLaw: string;
  readonly provision: string;
  readonly request: string;
  readonly consents: string;
  readonly restrictions: string;
  readonly requests: string;
  readonly formerValues: string;
  readonly suppressions: string;
  readonly held: string;
  readonly withheld: string;
  readonly namesYou: (title: string) => string;
  readonly rows: Readonly<Record<RowName, string>>;
}

/** In every language of letters. */
export const PAGE_WORDINGS: Wordings<PageWords> = {
  en: {
    titles: { access: 'Your data', information: 'How your data are used' },
    none: 'None.',
    controller: 'Who holds the data',
    purposes: 'What for, and on which basis',
    categories: 'Categories',
    recipients: 'Recipients',
    periods: 'How long',
    rights: 'Your rights',
    complaints: 'Complaints',
    source: 'Where the data come from',
    decisions: 'Automated decisions',
    transfers: 'Transfers',
    keptByLaw: 'Kept by law',
    provision: 'What has to be given',
    request: 'Your request',
    consents: 'Consents',
    restrictions: 'Restrictions in force',
    requests: 'Your other requests, while their records last',
    formerValues: 'Values before a correction, kept as its proof until their end',
    suppressions: 'Marks of your addresses that an erasure, an objection or a withdrawal left',
    held: 'What is held about you',
    withheld: 'What is held and not given, and why',
    namesYou: (title) => `${title} that names you`,
    rows: {
      announcedAt: 'End announced on',
      article: 'Rests on',
      between: 'Between',
      byAgent: 'By somebody on your behalf',
      channel: 'How it came in',
      closedAt: 'Closed',
      correctedAt: 'Corrected',
      country: 'Country',
      createdAt: 'Created',
      data: 'Data',
      givenAt: 'Given',
      id: 'Number',
      identifiedBy: 'You were identified by',
      identifiers: 'What you gave to be found by',
      keptUntil: 'Kept until',
      kind: 'Kind',
      legalBasis: 'Rests on',
      name: 'Name',
      of: 'Of',
      proof: 'What you were shown and said',
      purpose: 'Purpose',
      purposes: 'Purposes',
      receivedAt: 'Received',
      record: 'Record',
      records: 'Records',
      replyTo: 'Address for the answer',
      right: 'Right',
      safeguard: 'Safeguard',
      says: 'What it means',
      since: 'Since',
      state: 'How it stands',
      statement: 'Your statement',
      type: 'Right',
      until: 'Until',
      updatedAt: 'Changed',
      values: 'Values',
      way: 'How it was given',
      withdrawnAt: 'Withdrawn',
      wording: 'Your words',
    },
  },
  de: {
    titles: { access: 'Ihre Daten', information: 'Wie Ihre Daten verwendet werden' },
    none: 'Keine.',
    controller: 'Wer die Daten verwahrt',
    purposes: 'Wofür und auf welcher Grundlage',
    categories: 'Kategorien',
    recipients: 'Empfänger',
    periods: 'Wie lange',
    rights: 'Ihre Rechte',
    complaints: 'Beschwerden',
    source: 'Woher die Daten stammen',
    decisions: 'Automatisierte Entscheidungen',
    transfers: 'Übermittlungen',
    keptByLaw: 'Gesetzliche Aufbewahrung',
    provision: 'Was angegeben werden muss',
    request: 'Ihr Antrag',
    consents: 'Einwilligungen',
    restrictions: 'Geltende Einschränkungen',
    requests: 'Ihre anderen Anträge, solange ihre Akten bestehen',
    formerValues: 'Werte vor einer Berichtigung, als deren Nachweis bis zu ihrem Ende',
    suppressions:
      'Vermerke zu Ihren Adressen, die eine Löschung, ein Widerspruch oder ein Widerruf hinterlassen hat',
    held: 'Was über Sie gespeichert ist',
    withheld: 'Was gespeichert ist und nicht herausgegeben wird, und warum',
    namesYou: (title) => `${title}: nennt Sie`,
    rows: {
      announcedAt: 'Ende angekündigt am',
      article: 'Beruht auf',
      between: 'Zwischen',
      byAgent: 'Durch jemanden in Ihrem Namen',
      channel: 'Eingang über',
      closedAt: 'Abgeschlossen',
      correctedAt: 'Berichtigt',
      country: 'Land',
      createdAt: 'Angelegt',
      data: 'Daten',
      givenAt: 'Erteilt',
      id: 'Nummer',
      identifiedBy: 'Sie wurden erkannt durch',
      identifiers: 'Womit Sie zu finden waren',
      keptUntil: 'Aufbewahrt bis',
      kind: 'Art',
      legalBasis: 'Beruht auf',
      name: 'Name',
      of: 'Von',
      proof: 'Was Ihnen gezeigt wurde und was Sie erklärt haben',
      purpose: 'Zweck',
      purposes: 'Zwecke',
      receivedAt: 'Eingegangen',
      record: 'Datensatz',
      records: 'Datensätze',
      replyTo: 'Adresse für die Antwort',
      right: 'Recht',
      safeguard: 'Garantie',
      says: 'Was es bedeutet',
      since: 'Seit',
      state: 'Stand',
      statement: 'Ihre Stellungnahme',
      type: 'Recht',
      until: 'Bis',
      updatedAt: 'Geändert',
      values: 'Werte',
      way: 'Erteilt über',
      withdrawnAt: 'Widerrufen',
      wording: 'Ihre Worte',
    },
  },
  fr: {
    titles: { access: 'Vos données', information: 'Comment vos données sont utilisées' },
    none: 'Aucun élément.',
    controller: 'Qui détient les données',
    purposes: 'Pour quoi, et sur quelle base',
    categories: 'Catégories',
    recipients: 'Destinataires',
    periods: 'Combien de temps',
    rights: 'Vos droits',
    complaints: 'Réclamations',
    source: 'D’où viennent les données',
    decisions: 'Décisions automatisées',
    transfers: 'Transferts',
    keptByLaw: 'Conservé par la loi',
    provision: 'Ce qui doit être fourni',
    request: 'Votre demande',
    consents: 'Consentements',
    restrictions: 'Limitations en vigueur',
    requests: 'Vos autres demandes, tant que leurs dossiers existent',
    formerValues: 'Valeurs d’avant une rectification, conservées comme preuve jusqu’à leur terme',
    suppressions: 'Marques de vos adresses laissées par un effacement, une opposition ou un retrait',
    held: 'Ce qui est détenu à votre sujet',
    withheld: 'Ce qui est détenu et non communiqué, et pourquoi',
    namesYou: (title) => `${title} qui vous mentionne`,
    rows: {
      announcedAt: 'Fin annoncée le',
      article: 'Repose sur',
      between: 'Entre',
      byAgent: 'Par quelqu’un en votre nom',
      channel: 'Reçue par',
      closedAt: 'Close',
      correctedAt: 'Rectifié',
      country: 'Pays',
      createdAt: 'Créé',
      data: 'Données',
      givenAt: 'Donné',
      id: 'Numéro',
      identifiedBy: 'Vous avez été identifié par',
      identifiers: 'Ce que vous avez donné pour être retrouvé',
      keptUntil: 'Conservé jusqu’au',
      kind: 'Catégorie',
      legalBasis: 'Repose sur',
      name: 'Nom',
      of: 'De',
      proof: 'Ce qui vous a été présenté et ce que vous avez déclaré',
      purpose: 'Finalité',
      purposes: 'Finalités',
      receivedAt: 'Reçue',
      record: 'Enregistrement',
      records: 'Enregistrements',
      replyTo: 'Adresse pour la réponse',
      right: 'Droit',
      safeguard: 'Garantie',
      says: 'Ce que cela signifie',
      since: 'Depuis',
      state: 'État',
      statement: 'Votre déclaration',
      type: 'Droit',
      until: 'Jusqu’au',
      updatedAt: 'Modifié',
      values: 'Valeurs',
      way: 'Donné par',
      withdrawnAt: 'Retiré',
      wording: 'Vos mots',
    },
  },
};
