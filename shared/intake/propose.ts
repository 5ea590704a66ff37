import type { RequestType } from '../rights/rights.ts';
import { ARTICLES, CUES } from './cues.ts';

/** More rights than this in one letter are taken for a template or a quotation: a person has to read it. */
const MOST = 4;

/** Beginnings of what a mail program puts before the mail that is answered. */
const ANSWERED =
  /^(?:-{2,} ?(?:original|ursprüngliche|message d)|_{10,}|on .{4,120} wrote:|am .{4,120} schrieb.{0,80}:|le .{4,120} a écrit ?:)/i;

/** The person's own words: what is quoted below or between, and a signature, are somebody's earlier ones. */
export function ownWords(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => ANSWERED.test(line.trim()) || line === '-- ');
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();
}

/**
 * The rights that a letter means by its cues, in the order of the table. Empty: nothing is clear enough, and an officer
 * says what is meant.
 */
export function proposalsFor(subject: string, text: string): readonly RequestType[] {
  const said = `${subject}\n${ownWords(text)}`.toLowerCase().replace(/\s+/g, ' ');
  const meant = new Set(CUES.filter(({ says }) => says.test(said)).map(({ right }) => right));
  for (const [, article = ''] of said.matchAll(/\bart(?:\.|icle|ikel)? ?(\d{2})\b/g)) {
    const right = ARTICLES[article];
    if (right) meant.add(right);
  }
  return meant.size > MOST ? [] : [...meant];
}
