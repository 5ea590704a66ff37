import { cancelled } from './cancelled.ts';
import { carriedOut } from './carried-out.ts';
import { expired, lifting, notIdentifiable } from './closings.ts';
import { concluded } from './concluded.ts';
import { code } from './code.ts';
import type { Language, LetterFacts } from './content.ts';
import { erasureDone } from './erasure-done.ts';
import { extended } from './extended.ts';
import { fee } from './fee.ts';
import { link } from './link.ts';
import { nothingFound } from './nothing-found.ts';
import { pleaseSpecify } from './please-specify.ts';
import { received } from './received.ts';
import { refused } from './refused.ts';
import { released } from './released.ts';
import { showDocument } from './show-document.ts';
import type { Rendered } from './render.ts';
import { render } from './render.ts';
import { transferCode, transferLink, transferred, transferRefused } from './transfer.ts';

/** Every letter of a request. */
export const LETTERS = {
  received,
  'please-specify': pleaseSpecify,
  'show-document': showDocument,
  link,
  code,
  extended,
  released,
  fee,
  transferred,
  'transfer-refused': transferRefused,
  'transfer-link': transferLink,
  'transfer-code': transferCode,
  'erasure-done': erasureDone,
  'carried-out': carriedOut,
  concluded,
  lifting,
  'not-identifiable': notIdentifiable,
  expired,
  refused,
  'nothing-found': nothingFound,
  cancelled,
} as const;
/** A letter of the table. */
export type LetterName = keyof typeof LETTERS;
/** The facts that a letter needs. */
export type FactsOf<Name extends LetterName> = Parameters<(typeof LETTERS)[Name]>[0] & LetterFacts;

/** Writes a letter; `rule.violated` for facts that it must not be built from. */
export function writeLetter<Name extends LetterName>(
  name: Name,
  language: Language,
  facts: FactsOf<Name>,
): Rendered {
  const letter = LETTERS[name] as (
    facts: FactsOf<Name>,
    language: Language,
  ) => ReturnType<(typeof LETTERS)[Name]>;
  return render(letter(facts, language), language, facts);
}
