import { dayFrom } from '../deadlines/day.ts';
import { epochOf } from '../deadlines/local-day.ts';
import type { Language, Wordings } from './content.ts';

const LOCALES: Wordings<string> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' };

/** A day (`YYYY-MM-DD`) as the language writes it. */
export function dayIn(language: Language, day: string): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(epochOf(`${dayFrom(day, '/day')}T12:00:00Z`, '/day'));
}

/** A moment (RFC 3339) as the language writes it, in UTC and saying so, since the reader's zone is not known. */
export function momentIn(language: Language, instant: string): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(epochOf(instant, '/instant'))} (UTC)`;
}
