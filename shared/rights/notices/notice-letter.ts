import type { Article } from '../letters/articles.ts';
import { citation, lawAt } from '../letters/citation.ts';
import type { Block, Language, Wordings } from '../letters/content.ts';
import { dayIn } from '../letters/moments.ts';
import { render, type Rendered } from '../letters/render.ts';
import { NOTICE_SUBJECTS, type NoticeSubject } from './notice.ts';
import type { RecipientKind } from '../../recipients/kinds.ts';

/** What kind of name a person goes by in a notice. */
export type IdentifierLabel = 'name' | 'email' | 'phone' | 'number' | 'disclosed' | 'reference';

/** A value by which a recipient knows the person: one of those that were disclosed to it. */
export interface Identifier {
  readonly label: IdentifierLabel;
  readonly value: string;
}

/** A corrected value, and what it was, where that is known. */
export interface Correction {
  readonly field: string;
  readonly value: string;
  readonly before?: string;
}

/** What a notice is written from; days `YYYY-MM-DD`. */
export interface NoticeFacts {
  readonly business: string;
  /** Country of the business, whose law is cited. */
  readonly established: string;
  readonly number: string;
  readonly about: NoticeSubject;
  readonly kind: RecipientKind;
  readonly person: readonly Identifier[];
  /** Names of types with names of fields. */
  readonly received: readonly { readonly what: string; readonly fields: readonly string[] }[];
  readonly first: string;
  readonly last: string;
  readonly corrections: readonly Correction[];
  /** The page on which it is confirmed, for a notice that goes by mail. */
  readonly url?: string;
}

type Sentence = (article: string) => string;

interface Words {
  readonly subject: Readonly<Record<'notice' | 'instruction', string>>;
  readonly opens: Readonly<Record<'notice' | 'instruction', Sentence>>;
  readonly notice: Readonly<Record<NoticeSubject, Sentence>>;
  readonly instruction: Readonly<Record<NoticeSubject, string>>;
  readonly person: string;
  readonly labels: Readonly<Record<IdentifierLabel, string>>;
  readonly received: (first: string, last: string) => string;
  readonly corrected: string;
  readonly instead: (value: string, before: string) => string;
  readonly confirm: string;
  readonly link: string;
  readonly number: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: {
      notice: 'Personal data that we disclosed to you',
      instruction: 'Instruction about personal data that you process for us',
    },
    opens: {
      notice: (article) =>
        `We disclosed personal data of the person named below to you. The law (${article}) has us tell you this:`,
      instruction: (article) =>
        `You process personal data of the person named below on our behalf. This is an instruction (${article}):`,
    },
    notice: {
      rectification: (article) => `The data have been corrected (${article}). Please correct them as well.`,
      erasure: (article) =>
        `We are erasing the data (${article}). Please erase them as well, with every copy and link, unless the law gives you a ground of your own to keep them.`,
      restriction: (article) =>
        `The processing of the data is restricted (${article}). Please mark them and only store them until we write again.`,
      lifting: (article) => `The restriction that we told you of has ended (${article}).`,
    },
    instruction: {
      rectification:
        'Correct the data in everything that you hold for us, and see to it that your own processors do.',
      erasure:
        'Erase the data in everything that you hold for us, copies included, and see to it that your own processors do.',
      restriction:
        'Mark the data and only store them until we write again; the same holds for your processors.',
      lifting: 'The restriction has ended; you may process the data again as agreed.',
    },
    person: 'The person, as you know it:',
    labels: {
      name: 'Name',
      email: 'E-mail',
      phone: 'Telephone',
      number: 'Number',
      disclosed: 'Known as',
      reference: 'Our reference',
    },
    received: (first, last) => `What you received between ${first} and ${last}:`,
    corrected: 'What is right:',
    instead: (value, before) => `${value} (instead of ${before})`,
    confirm: 'Please confirm, with the number of this notice.',
    link: 'Confirm, or say why it cannot be done',
    number: 'Number of this notice',
  },
  de: {
    subject: {
      notice: 'Personenbezogene Daten, die wir Ihnen offengelegt haben',
      instruction: 'Weisung zu personenbezogenen Daten, die Sie für uns verarbeiten',
    },
    opens: {
      notice: (article) =>
        `Wir haben Ihnen personenbezogene Daten der unten genannten Person offengelegt. Nach dem Gesetz (${article}) teilen wir Ihnen mit:`,
      instruction: (article) =>
        `Sie verarbeiten in unserem Auftrag personenbezogene Daten der unten genannten Person. Dies ist eine Weisung (${article}):`,
    },
    notice: {
      rectification: (article) =>
        `Die Daten wurden berichtigt (${article}). Bitte berichtigen Sie sie ebenfalls.`,
      erasure: (article) =>
        `Wir löschen die Daten (${article}). Bitte löschen Sie sie ebenfalls, mit allen Kopien und Verweisen, sofern Sie nicht das Gesetz zur Aufbewahrung berechtigt.`,
      restriction: (article) =>
        `Die Verarbeitung der Daten ist eingeschränkt (${article}). Bitte kennzeichnen Sie sie und speichern Sie sie nur noch, bis wir uns wieder melden.`,
      lifting: (article) => `Die mitgeteilte Einschränkung ist aufgehoben (${article}).`,
    },
    instruction: {
      rectification:
        'Berichtigen Sie die Daten in allem, was Sie für uns vorhalten, und veranlassen Sie es bei Ihren Auftragsverarbeitern.',
      erasure:
        'Löschen Sie die Daten in allem, was Sie für uns vorhalten, Kopien eingeschlossen, und veranlassen Sie es bei Ihren Auftragsverarbeitern.',
      restriction:
        'Kennzeichnen Sie die Daten und speichern Sie sie nur noch, bis wir uns wieder melden; dasselbe gilt für Ihre Auftragsverarbeiter.',
      lifting: 'Die Einschränkung ist aufgehoben; Sie dürfen die Daten wieder wie vereinbart verarbeiten.',
    },
    person: 'Die Person, wie Sie sie kennen:',
    labels: {
      name: 'Name',
      email: 'E-Mail',
      phone: 'Telefon',
      number: 'Nummer',
      disclosed: 'Bekannt als',
      reference: 'Unser Zeichen',
    },
    received: (first, last) => `Was Sie zwischen dem ${first} und dem ${last} erhalten haben:`,
    corrected: 'Richtig ist:',
    instead: (value, before) => `${value} (statt ${before})`,
    confirm: 'Bitte bestätigen Sie dies unter Angabe der Nummer dieser Mitteilung.',
    link: 'Bestätigen, oder sagen, warum es nicht geht',
    number: 'Nummer dieser Mitteilung',
  },
  fr: {
    subject: {
      notice: 'Données personnelles que nous vous avons communiquées',
      instruction: 'Instruction sur des données personnelles que vous traitez pour nous',
    },
    opens: {
      notice: (article) =>
        `Nous vous avons communiqué des données personnelles de la personne nommée ci-dessous. La loi (${article}) nous fait vous notifier ceci :`,
      instruction: (article) =>
        `Vous traitez pour notre compte des données personnelles de la personne nommée ci-dessous. Ceci est une instruction (${article}) :`,
    },
    notice: {
      rectification: (article) =>
        `Les données ont été rectifiées (${article}). Veuillez les rectifier à votre tour.`,
      erasure: (article) =>
        `Nous effaçons les données (${article}). Veuillez les effacer à votre tour, avec toute copie et tout lien, sauf si la loi vous donne un motif propre de les conserver.`,
      restriction: (article) =>
        `Le traitement des données est limité (${article}). Veuillez les marquer et seulement les conserver jusqu’à notre prochain message.`,
      lifting: (article) => `La limitation que nous vous avions notifiée a pris fin (${article}).`,
    },
    instruction: {
      rectification:
        'Rectifiez les données dans tout ce que vous détenez pour nous, et faites-le faire par vos propres sous-traitants.',
      erasure:
        'Effacez les données dans tout ce que vous détenez pour nous, copies comprises, et faites-le faire par vos propres sous-traitants.',
      restriction:
        'Marquez les données et conservez-les seulement, jusqu’à notre prochain message ; il en va de même pour vos sous-traitants.',
      lifting: 'La limitation a pris fin ; vous pouvez de nouveau traiter les données comme convenu.',
    },
    person: 'La personne, telle que vous la connaissez :',
    labels: {
      name: 'Nom',
      email: 'Courriel',
      phone: 'Téléphone',
      number: 'Numéro',
      disclosed: 'Connue comme',
      reference: 'Notre référence',
    },
    received: (first, last) => `Ce que vous avez reçu entre le ${first} et le ${last} :`,
    corrected: 'Ce qui est exact :',
    instead: (value, before) => `${value} (au lieu de ${before})`,
    confirm: 'Veuillez confirmer en indiquant le numéro de cette notification.',
    link: 'Confirmer, ou dire pourquoi ce n’est pas possible',
    number: 'Numéro de cette notification',
  },
};

/** Writes a notice to a recipient, or an instruction to a processor (Art. 28(3)(a)), in the recipient's language. */
export function writeNotice(facts: NoticeFacts, language: Language): Rendered {
  const words = WORDINGS[language];
  const { business, established, about, kind, person, received, corrections, number } = facts;
  const form = kind === 'processor' ? 'instruction' : 'notice';
  const cited = (article: Article) => citation(article, lawAt(established), language) ?? '';
  const blocks: Block[] = [
    words.opens[form](cited(form === 'notice' ? '19' : '28(3)(a)')),
    form === 'notice' ? words.notice[about](cited(NOTICE_SUBJECTS[about].article)) : words.instruction[about],
    words.person,
    person.map(({ label, value }) => `${words.labels[label]}: ${value}`),
    words.received(dayIn(language, facts.first), dayIn(language, facts.last)),
    received.map(({ what, fields }) => `${what}: ${fields.join(', ')}`),
    words.confirm,
  ];
  if (corrections.length > 0) {
    const lines = corrections.map(
      ({ field, value, before }) =>
        `${field}: ${before === undefined ? value : words.instead(value, before)}`,
    );
    blocks.splice(-1, 0, words.corrected, lines);
  }
  const closing = [business, `${words.number}: ${number}`];
  const link = facts.url ? { link: { label: words.link, url: facts.url } } : {};
  const content = { subject: words.subject[form], blocks, ...link };
  return render(content, language, { business, reference: number }, closing);
}
