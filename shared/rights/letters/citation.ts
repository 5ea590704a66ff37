import { authorityOf } from '../authorities.ts';
import type { Regime } from '../deadlines/regimes.ts';
import { LAWS, type Article } from './articles.ts';
import type { Language, Wordings } from './content.ts';

/** How each language writes `17(3)(b)` and `14(8)(4)`. */
const WRITTEN: Wordings<(article: string) => string> = {
  en: (article) => `Art. ${article}`,
  de: (article) =>
    `Art. ${article
      .replace(/\((\d[\d.]*)\)/, ' Abs. $1')
      .replace(/\(([a-z])\)/, ' lit. $1')
      .replace(/\((\d+)\)/, ' Nr. $1')}`,
  fr: (article) => `art. ${article.replace(/\((\d[\d.]*)\)/, ', § $1').replace(/\((\w)\)/, ', $1)')}`,
};

/** The law of the country of a business; the GDPR where none is known. */
export function lawAt(established: string): Regime {
  return authorityOf(established)?.regime ?? 'gdpr';
}

/** An article of a law, by that law's own number, as the language writes it; a section of an act is written alike in all. */
export function cite(article: string, law: Regime, language: Language): string {
  return article.startsWith('s. ') ? article : `${WRITTEN[language](article)} ${LAWS[law].called[language]}`;
}

/** The number that a law gives to what the GDPR says in an article; undefined where it has no such rule. */
function numberIn(law: Regime, article: string): string | undefined {
  const elsewhere: Readonly<Record<string, string | undefined>> = LAWS[law].elsewhere;
  return Object.hasOwn(elsewhere, article) ? elsewhere[article] : article;
}

/** Where a law says what the GDPR says in an article, as the language writes it; undefined where it has no such rule. */
export function citation(article: Article, law: Regime, language: Language): string | undefined {
  const own = numberIn(law, article);
  return own && cite(own, law, language);
}

/**
 * Articles of the GDPR as the catalogue writes them (`Art. 6(1)(c), 21(3)`), in a law and a language. What the law has
 * no rule for is left out; empty when that is all.
 */
export function citations(list: string, law: Regime, language: Language): string {
  const articles = list.replace('Art. ', '').split(', ');
  const own = articles.flatMap((article) => numberIn(law, article) ?? []);
  const written = new Set(own.map((article) => WRITTEN[language](article)));
  return written.size > 0 ? `${[...written].join(', ')} ${LAWS[law].called[language]}` : '';
}

/** The same in brackets after a sentence; empty where the law has no such rule. */
export function inBrackets(article: Article, law: Regime, language: Language): string {
  const source = citation(article, law, language);
  return source ? ` (${source})` : '';
}
