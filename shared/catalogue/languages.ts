/** Languages that letters and notices are written in. */
export const LANGUAGES = ['en', 'de', 'fr'] as const;
/** A language of letters. */
export type Language = (typeof LANGUAGES)[number];

/** A wording per language; every language is compulsory. */
export type Wordings<Words> = Readonly<Record<Language, Words>>;

const LANGUAGE_OF: Readonly<Record<string, Language>> = { DE: 'de', AT: 'de', FR: 'fr' };

/** The language of letters in a country (ISO 3166-1 alpha-2), unless another one is asked for. */
export function languageOf(country: string): Language {
  return LANGUAGE_OF[country] ?? 'en';
}
