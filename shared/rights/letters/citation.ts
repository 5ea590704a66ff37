import { authorityOf } from '../authorities.ts';
import type { Language, Wordings } from './content.ts';

const LAWS: Wordings<string> = { en: 'GDPR', de: 'DSGVO', fr: 'RGPD' };

/** How each language writes `17(3)(b)`. */
const WRITTEN: Wordings<(article: string) => string> = {
  en: (article) => `Art. ${article}`,
  de: (article) => `Art. ${article.replace(/\((\d+)\)/, ' Abs. $1').replace(/\(([a-z])\)/, ' lit. $1')}`,
  fr: (article) => `art. ${article.replace(/\((\d+)\)/, ', § $1').replace(/\(([a-z])\)/, ', $1)')}`,
};

/** An article of the regulation as the language writes it; the United Kingdom has its own text with the same numbers. */
export function citation(article: string, established: string, language: Language): string {
  const law = authorityOf(established)?.regime === 'uk-gdpr' ? 'UK GDPR' : LAWS[language];
  return `${WRITTEN[language](article)} ${law}`;
}
