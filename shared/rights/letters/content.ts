import type { Language } from '../../catalogue/languages.ts';

export { LANGUAGES, languageOf, type Language, type Wordings } from '../../catalogue/languages.ts';

/** One block of a letter: a paragraph or a list under it. */
export type Block = string | readonly string[];

/** What every letter says; plain text, escaped when it becomes HTML. */
interface Said {
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** Authority and court, after what the person came for. */
  readonly remedies?: readonly Block[];
}

/**
 * A letter before it is rendered. It carries a link, or a code, or neither: whoever reads one mail must not hold both
 * (IDV-01), so the type has no letter with the two.
 */
export type Content = Said &
  (
    | { readonly link?: { readonly label: string; readonly url: string }; readonly code?: never }
    | { readonly code: string; readonly link?: never }
  );

/** Facts of every letter. */
export interface LetterFacts {
  /** Name of the business that answers: the controller. */
  readonly business: string;
  /** Number of the request; opaque. */
  readonly reference: string;
}

/** A letter as a pure function of its facts. */
export type Letter<Facts> = (facts: Facts & LetterFacts, language: Language) => Content;
