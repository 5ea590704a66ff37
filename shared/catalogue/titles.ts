import type { Language } from './languages.ts';
import { declarationOf } from './record-types.ts';

/** What a person reads instead of a record type; its name, where no declaration gives one. */
export function titleOf(type: string, language: Language): string {
  return declarationOf(type)?.title[language] ?? type;
}

/** What a person reads instead of the name of a field. */
export function fieldTitleOf(type: string, field: string, language: Language): string {
  return declarationOf(type)?.fields[field]?.title[language] ?? field;
}
