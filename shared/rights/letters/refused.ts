import { Problem } from '../../kernel/problems.ts';
import { inBrackets } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import type { RefusalReason } from './refusal-reasons.ts';
import { REFUSAL_REASONS, isRefusalReason } from './refusal-reasons.ts';
import type { Complaint } from './remedies.ts';
import { lawOf, remedies } from './remedies.ts';
import type { RequestType } from '../rights.ts';

/** Facts of a refusal. */
export interface RefusedFacts {
  readonly type: RequestType;
  readonly reasons: readonly [RefusalReason, ...RefusalReason[]];
  /** What the reasons rest on in this case, in the officer's words: one paragraph. */
  readonly explanation?: string;
  readonly complaint: Complaint;
}

const WORDINGS: Wordings<{ readonly subject: string; readonly opening: string }> = {
  en: {
    subject: 'We cannot do what you asked',
    opening: 'We have decided not to act on your request. The reasons:',
  },
  de: {
    subject: 'Wir können Ihrer Anfrage nicht entsprechen',
    opening: 'Wir haben entschieden, Ihrer Anfrage nicht zu entsprechen. Die Gründe:',
  },
  fr: {
    subject: 'Nous ne pouvons pas donner suite à votre demande',
    opening: 'Nous avons décidé de ne pas donner suite à votre demande. Les motifs :',
  },
};

/**
 * The three parts of Art. 12(4): reasons, authority, court. It cannot be built without them: `rule.violated` for no
 * reason, for one that cannot refuse this right under the law of the request, and for a business whose authority is
 * unknown.
 */
export const refused: Letter<RefusedFacts> = (facts, language) => {
  const { type, reasons, explanation, complaint } = facts;
  const law = lawOf(complaint);
  if (reasons.length === 0 || !reasons.every((reason) => isRefusalReason(reason, type, law)))
    throw new Problem('rule.violated', { violations: [{ pointer: '/reasons', rule: 'Art. 12(4)' }] });
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [
      words.opening,
      [...new Set(reasons)].map((reason) => {
        const { says, article } = REFUSAL_REASONS[reason];
        return `${says[language]}${inBrackets(article, law, language)}`;
      }),
      ...(explanation === undefined ? [] : [explanation]),
    ],
    remedies: remedies(complaint, language),
  };
};
