import type { Wordings } from '../../catalogue/languages.ts';
import type { Article } from '../../rights/letters/articles.ts';
import { inBrackets } from '../../rights/letters/citation.ts';
import type { Manner } from './manner.ts';

interface ReasonRow {
  readonly says: Wordings<string>;
  readonly article?: Article;
}

/** Why something is not in the package; Art. 15(4) protects the rights of others. */
const REASONS = {
  'another-person': {
    article: '15(4)',
    says: {
      en: 'It is about another person',
      de: 'Es betrifft eine andere Person',
      fr: 'Cela concerne une autre personne',
    },
  },
  'names-others': {
    article: '15(4)',
    says: {
      en: 'The text names other people; it was not released after review',
      de: 'Der Text nennt andere Personen; er wurde nach Prüfung nicht freigegeben',
      fr: 'Le texte mentionne d’autres personnes ; il n’a pas été communiqué après examen',
    },
  },
  'not-about-you': {
    says: {
      en: 'It describes a business or thing, not you; the record only names you',
      de: 'Es beschreibt ein Unternehmen oder eine Sache, nicht Sie; der Datensatz nennt Sie nur',
      fr: 'Cela décrit une entreprise ou une chose, non vous ; l’enregistrement ne fait que vous mentionner',
    },
  },
  destroyed: {
    says: {
      en: 'Its key was destroyed; nobody can read it any more',
      de: 'Der Schlüssel wurde vernichtet; niemand kann es mehr lesen',
      fr: 'Sa clé a été détruite ; plus personne ne peut le lire',
    },
  },
  'not-provided': {
    article: '20(1)',
    says: {
      en: 'The business computed, assigned or noted it; you did not provide it',
      de: 'Das Unternehmen hat es errechnet, vergeben oder vermerkt; es stammt nicht von Ihnen',
      fr: 'L’entreprise l’a calculé, attribué ou noté ; vous ne l’avez pas fourni',
    },
  },
  'other-basis': {
    article: '20(1)',
    says: {
      en: 'It is held on another basis than consent or a contract',
      de: 'Es wird auf einer anderen Grundlage als Einwilligung oder Vertrag verarbeitet',
      fr: 'Cela repose sur une autre base que le consentement ou un contrat',
    },
  },
} as const satisfies Record<string, ReasonRow>;
/** A reason for withholding. */
export type Reason = keyof typeof REASONS;

/** What the person reads for a reason, with the article that it rests on. */
export function reasonText(reason: Reason, { language, law }: Manner): string {
  const { says, article }: ReasonRow = REASONS[reason];
  return `${says[language]}${article ? inBrackets(article, law, language) : ''}.`;
}

/** Every reason in words. */
export function reasonTexts(manner: Manner): Readonly<Record<string, string>> {
  const reasons = Object.keys(REASONS) as Reason[];
  return Object.fromEntries(reasons.map((reason) => [reason, reasonText(reason, manner)]));
}
