import { Problem } from '../../kernel/problems.ts';
import type { Block, Content, Language, LetterFacts, Wordings } from './content.ts';

/** A letter ready for an outbox. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const CLOSINGS: Wordings<(facts: LetterFacts) => readonly string[]> = {
  en: ({ business, reference }) => [business, `Number of your request: ${reference}`],
  de: ({ business, reference }) => [business, `Nummer Ihrer Anfrage: ${reference}`],
  fr: ({ business, reference }) => [business, `Numéro de votre demande : ${reference}`],
};

const CODE_LABELS: Wordings<string> = { en: 'Your code', de: 'Ihr Code', fr: 'Votre code' };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, safe in an element and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function refuse(pointer: string, rule: string): never {
  throw new Problem('rule.violated', { violations: [{ pointer, rule }] });
}

/** A line break in a subject would be a mail header of its own; other controls can hide what a line says. */
function checkText(lines: readonly string[]): void {
  if (lines.some((line) => /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(line)))
    refuse('/letter', 'no control characters');
}

/** A link is https, or http on the loopback of a local cloud, and carries no credentials. */
function checkLink(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = parsed?.hostname === '127.0.0.1' || parsed?.hostname === 'localhost';
  if (!parsed || !(parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback)))
    refuse('/link', 'https');
  if (parsed.username !== '' || parsed.password !== '') refuse('/link', 'no credentials');
}

/** The letter with the code holds no link, whatever the facts bring along: nothing in it can be followed. */
function checkCode(code: string, lines: readonly string[]): void {
  if (!/^\d{8}$/.test(code)) refuse('/code', 'eight digits');
  if (lines.some((line) => line.includes('://'))) refuse('/letter', 'no address beside a code');
}

function textOf(block: Block): string {
  return typeof block === 'string' ? block : block.map((entry) => `- ${entry}`).join('\n');
}

function htmlOf(block: Block): string {
  if (typeof block === 'string') return `<p>${escapeHtml(block)}</p>`;
  return `<ul>${block.map((entry) => `<li>${escapeHtml(entry)}</li>`).join('')}</ul>`;
}

/**
 * Renders a letter as text and as simple HTML; `rule.violated` for text, a link or a code that a letter must not carry.
 * It closes with the number of the request, unless other lines are given.
 */
export function render(
  content: Content,
  language: Language,
  facts: LetterFacts,
  closing: readonly string[] = CLOSINGS[language](facts),
): Rendered {
  const { subject, blocks, remedies = [], link, code } = content;
  const lines = [subject, ...[...blocks, ...remedies, ...closing].flat()];
  checkText(link ? [...lines, link.label, link.url] : lines);
  const text = blocks.map(textOf);
  const html = blocks.map(htmlOf);
  if (link) {
    checkLink(link.url);
    text.push(`${link.label}:\n${link.url}`);
    html.push(`<p><a href="${escapeHtml(link.url)}" rel="noreferrer">${escapeHtml(link.label)}</a></p>`);
  }
  if (code !== undefined) {
    checkCode(code, lines);
    text.push(`${CODE_LABELS[language]}: ${code}`);
    html.push(`<p>${CODE_LABELS[language]}: <strong>${code}</strong></p>`);
  }
  const title = `<meta charset="utf-8"><title>${escapeHtml(subject)}</title>`;
  const body = [...html, ...remedies.map(htmlOf), ...closing.map(htmlOf)].join('\n');
  return {
    subject,
    text: `${[...text, ...remedies.map(textOf), closing.join('\n')].join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="${language}"><head>${title}</head><body>\n${body}\n</body></html>\n`,
  };
}
