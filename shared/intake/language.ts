import { LANGUAGES, type Language } from '../rights/letters/content.ts';

/** Words that nearly every letter of a language holds and the other languages do not. */
const FREQUENT: Readonly<Record<Language, readonly string[]>> = {
  en: 'the and you your please with have that this for would about from are'.split(' '),
  de: 'ich und sie ihre bitte mit haben dass diese für meine über nicht ist der'.split(' '),
  fr: 'je et vous votre merci avec mes que cette pour les sur pas est une'.split(' '),
};

/** Words that have to speak for a language more than for any other one. */
const MARGIN = 2;

/** The language of a text by its frequent words; undefined when it says too little or too much of several. */
export function languageIn(text: string): Language | undefined {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const [first, second] = LANGUAGES.map((language) => ({
    language,
    hits: words.filter((word) => FREQUENT[language].includes(word)).length,
  })).sort((a, b) => b.hits - a.hits);
  return first && first.hits - (second?.hits ?? 0) >= MARGIN ? first.language : undefined;
}
