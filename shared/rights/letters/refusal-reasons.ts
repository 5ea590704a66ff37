import type { Regime } from '../deadlines/regimes.ts';
import type { Article } from './articles.ts';
import { citation } from './citation.ts';
import type { Wordings } from './content.ts';
import { type RequestType, REQUEST_TYPES } from '../rights.ts';

interface Row {
  readonly article: Article;
  readonly of: readonly RequestType[];
  /** A law that has no such reason, though the article has a counterpart in it. */
  readonly notUnder?: Regime;
  readonly says: Wordings<string>;
}

/** Why a request can be refused: the article that allows it, for which rights, and what the person is told. */
export const REFUSAL_REASONS = {
  'not-identified': {
    article: '12(2)',
    of: REQUEST_TYPES,
    says: {
      en: 'We could not establish that the request comes from the person whose data it concerns.',
      de: 'Wir konnten nicht feststellen, dass die Anfrage von der Person stammt, deren Daten sie betrifft.',
      fr: 'Nous n’avons pas pu établir que la demande émane de la personne dont elle concerne les données.',
    },
  },
  'manifestly-unfounded': {
    article: '12(5)(b)',
    of: REQUEST_TYPES,
    /** 152-FZ Art. 14(6) knows repeated requests only. */
    notUnder: '152-fz',
    says: {
      en: 'The request is manifestly unfounded.',
      de: 'Die Anfrage ist offenkundig unbegründet.',
      fr: 'La demande est manifestement infondée.',
    },
  },
  excessive: {
    article: '12(5)(b)',
    of: REQUEST_TYPES,
    says: {
      en: 'The request is excessive, in particular because it repeats earlier ones.',
      de: 'Die Anfrage ist exzessiv, insbesondere weil sie frühere wiederholt.',
      fr: 'La demande est excessive, notamment parce qu’elle en répète d’autres.',
    },
  },
  'rights-of-others': {
    article: '15(4)',
    of: ['access', 'portability'],
    says: {
      en: 'A copy would adversely affect the rights and freedoms of others.',
      de: 'Eine Kopie würde die Rechte und Freiheiten anderer Personen beeinträchtigen.',
      fr: 'Une copie porterait atteinte aux droits et libertés d’autrui.',
    },
  },
  'fee-unpaid': {
    article: '15(3)',
    of: ['access'],
    says: {
      en: 'The fee for the further copy was not paid in time. You can ask for a copy again.',
      de: 'Das Entgelt für die weitere Kopie wurde nicht rechtzeitig gezahlt. Sie können erneut eine Kopie verlangen.',
      fr: 'Les frais de la copie supplémentaire n’ont pas été payés à temps. Vous pouvez redemander une copie.',
    },
  },
  'no-ground': {
    article: '17(1)',
    of: ['erasure'],
    says: {
      en: 'None of the grounds on which erasure can be demanded applies: the data are still needed for the purpose for which they are held.',
      de: 'Keiner der Gründe, aus denen die Löschung verlangt werden kann, liegt vor: Die Daten werden für ihren Zweck noch benötigt.',
      fr: 'Aucun des motifs permettant d’exiger l’effacement ne s’applique : les données restent nécessaires à leur finalité.',
    },
  },
  accurate: {
    article: '16',
    of: ['rectification'],
    says: {
      en: 'We have checked the data and found them to be accurate and complete.',
      de: 'Wir haben die Daten geprüft; sie sind richtig und vollständig.',
      fr: 'Nous avons vérifié les données ; elles sont exactes et complètes.',
    },
  },
  'no-restriction-ground': {
    article: '18(1)',
    of: ['restriction'],
    says: {
      en: 'None of the cases in which restriction can be demanded applies.',
      de: 'Keiner der Fälle, in denen die Einschränkung verlangt werden kann, liegt vor.',
      fr: 'Aucun des cas permettant d’exiger la limitation ne s’applique.',
    },
  },
  'not-portable': {
    article: '20(1)',
    of: ['portability'],
    says: {
      en: 'We hold no data that you provided and that we use on the basis of consent or of a contract.',
      de: 'Wir haben keine von Ihnen bereitgestellten Daten, die wir aufgrund einer Einwilligung oder eines Vertrags verwenden.',
      fr: 'Nous ne détenons pas de données que vous nous auriez fournies et que nous traitons sur la base d’un consentement ou d’un contrat.',
    },
  },
  'compelling-grounds': {
    article: '21(1)',
    of: ['objection'],
    says: {
      en: 'We have compelling legitimate grounds for this use that override your interests, rights and freedoms.',
      de: 'Wir haben zwingende schutzwürdige Gründe für diese Verarbeitung, die Ihre Interessen, Rechte und Freiheiten überwiegen.',
      fr: 'Nous avons pour ce traitement des motifs légitimes et impérieux qui prévalent sur vos intérêts, droits et libertés.',
    },
  },
  'claims-defence': {
    article: '21(1)',
    of: ['objection'],
    says: {
      en: 'The use serves to establish, exercise or defend legal claims.',
      de: 'Die Verarbeitung dient der Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen.',
      fr: 'Le traitement sert à la constatation, à l’exercice ou à la défense de droits en justice.',
    },
  },
  'no-consent-given': {
    article: '7(3)',
    of: ['withdrawal'],
    says: {
      en: 'We do not use your data on the basis of your consent, so there is none to withdraw.',
      de: 'Wir verwenden Ihre Daten nicht aufgrund einer Einwilligung; es gibt daher keine zu widerrufen.',
      fr: 'Nous n’utilisons pas vos données sur la base de votre consentement ; il n’y en a donc aucun à retirer.',
    },
  },
  'no-automated-decision': {
    article: '22(1)',
    of: ['review'],
    says: {
      en: 'No decision about you was taken by automated means alone.',
      de: 'Über Sie wurde keine ausschließlich automatisierte Entscheidung getroffen.',
      fr: 'Aucune décision vous concernant n’a été prise exclusivement par des moyens automatisés.',
    },
  },
  'legal-obligation': {
    article: '17(3)(b)',
    of: ['erasure'],
    says: {
      en: 'A law obliges us to keep the data.',
      de: 'Ein Gesetz verpflichtet uns, die Daten aufzubewahren.',
      fr: 'Une loi nous oblige à conserver les données.',
    },
  },
  'legal-claims': {
    article: '17(3)(e)',
    of: ['erasure'],
    says: {
      en: 'We need the data to establish, exercise or defend legal claims.',
      de: 'Wir benötigen die Daten zur Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen.',
      fr: 'Les données nous sont nécessaires à la constatation, à l’exercice ou à la défense de droits en justice.',
    },
  },
} as const satisfies Record<string, Row>;
/** A reason for a refusal. */
export type RefusalReason = keyof typeof REFUSAL_REASONS;

/** True for a reason of the table that can refuse this right, and that the law knows. */
export function isRefusalReason(value: string, type: RequestType, law: Regime): value is RefusalReason {
  if (!Object.hasOwn(REFUSAL_REASONS, value)) return false;
  const { of, notUnder, article }: Row = REFUSAL_REASONS[value as RefusalReason];
  return of.includes(type) && law !== notUnder && citation(article, law, 'en') !== undefined;
}
