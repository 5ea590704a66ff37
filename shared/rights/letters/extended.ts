import type { ExtensionReason } from '../deadlines/extension.ts';
import type { Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';

/** Facts of an extension. */
export interface ExtendedFacts {
  readonly reasons: readonly [ExtensionReason, ...ExtensionReason[]];
  /** The new last day by law. */
  readonly dueByLaw: string;
}

interface Words {
  readonly subject: string;
  readonly longer: (until: string) => string;
  readonly reasons: Readonly<Record<ExtensionReason, string>>;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Your request takes longer',
    longer: (until) => `We need more time and will answer by ${until} at the latest. The reasons:`,
    reasons: {
      complexity: 'Your request is complex.',
      number: 'We have to handle a large number of requests.',
    },
  },
  de: {
    subject: 'Ihre Anfrage dauert länger',
    longer: (until) => `Wir brauchen mehr Zeit und antworten spätestens am ${until}. Die Gründe:`,
    reasons: {
      complexity: 'Ihre Anfrage ist komplex.',
      number: 'Wir haben eine große Zahl von Anfragen zu bearbeiten.',
    },
  },
  fr: {
    subject: 'Votre demande prend plus de temps',
    longer: (until) =>
      `Nous avons besoin de plus de temps et répondrons au plus tard le ${until}. Les motifs :`,
    reasons: {
      complexity: 'Votre demande est complexe.',
      number: 'Nous avons un grand nombre de demandes à traiter.',
    },
  },
};

/** Tells of an extension with its reasons, as Art. 12(3) demands within the first month. */
export const extended: Letter<ExtendedFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [
      words.longer(dayIn(language, facts.dueByLaw)),
      [...new Set(facts.reasons)].map((reason) => words.reasons[reason]),
    ],
  };
};
