import { Problem } from '../../kernel/problems.ts';
import type { ExtensionReason } from '../deadlines/extension.ts';
import { dueRule } from '../deadlines/regimes.ts';
import type { RequestType } from '../rights.ts';
import { cite } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';
import { lawOf, type Complaint } from './remedies.ts';

/** Facts of an extension. */
export interface ExtendedFacts {
  readonly type: RequestType;
  readonly reasons: readonly [ExtensionReason, ...ExtensionReason[]];
  /** The new last day by law. */
  readonly dueByLaw: string;
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly longer: (until: string, source: string) => string;
  readonly reasons: Readonly<Record<ExtensionReason, string>>;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Your request takes longer',
    longer: (until, source) =>
      `We need more time and will answer by ${until} at the latest (${source}). The reasons:`,
    reasons: {
      complexity: 'Your request is complex.',
      number: 'We have to handle a large number of requests.',
    },
  },
  de: {
    subject: 'Ihre Anfrage dauert länger',
    longer: (until, source) =>
      `Wir brauchen mehr Zeit und antworten spätestens am ${until} (${source}). Die Gründe:`,
    reasons: {
      complexity: 'Ihre Anfrage ist komplex.',
      number: 'Wir haben eine große Zahl von Anfragen zu bearbeiten.',
    },
  },
  fr: {
    subject: 'Votre demande prend plus de temps',
    longer: (until, source) =>
      `Nous avons besoin de plus de temps et répondrons au plus tard le ${until} (${source}). Les motifs :`,
    reasons: {
      complexity: 'Votre demande est complexe.',
      number: 'Nous avons un grand nombre de demandes à traiter.',
    },
  },
};

/** Tells of an extension with its reasons, as Art. 12(3) demands within the first month; `conflict` where the law has none. */
export const extended: Letter<ExtendedFacts> = (facts, language) => {
  const words = WORDINGS[language];
  const law = lawOf(facts.complaint);
  const { extendedBy } = dueRule(law, facts.type);
  if (!extendedBy) throw new Problem('conflict', { detail: 'The law has no extension for this right.' });
  return {
    subject: words.subject,
    blocks: [
      words.longer(dayIn(language, facts.dueByLaw), cite(extendedBy, law, language)),
      [...new Set(facts.reasons)].map((reason) => words.reasons[reason]),
    ],
  };
};
