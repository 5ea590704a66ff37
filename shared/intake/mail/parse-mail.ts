import PostalMime, { type Email } from 'postal-mime';
import type { Attachment } from '../model.ts';

/** A mail as far as intake reads it; every part may be missing. */
export interface ParsedMail {
  /** Header fields by lower-case name, the topmost one of each: what the receiving service has put there. */
  readonly headers: ReadonlyMap<string, string>;
  readonly from?: string;
  readonly name?: string;
  readonly subject?: string;
  readonly messageId?: string;
  readonly text?: string;
  readonly attachments: readonly Attachment[];
  readonly encrypted: boolean;
}

/** Bytes of a mail that is read whole; a longer one is kept and read as far as its header (SES takes 40 MB). */
export const READ_LIMIT = 10 * 1024 * 1024;
/** Characters of a text; the rest is in the original. */
const TEXT_LIMIT = 10_000;
const NAMES_LIMIT = 50;

/** Bounds against mails that are made to cost: depth of parts, bytes of headers, mails within mails. */
const BOUNDS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 2 } as const;

/** Ways of encrypting a whole text: OpenPGP (RFC 3156), S/MIME (RFC 8551), OpenPGP within a plain text. */
const ENCRYPTED = /^(?:multipart\/encrypted|application\/(?:x-)?pkcs7-mime(?!.*signed-data))/i;
const ARMOUR = /^-----BEGIN PGP MESSAGE-----/m;

/** Control characters hide what a line says, and no schema of ours takes them. */
const printable = (text: string, most: number): string =>
  text
    .normalize('NFC')
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim()
    .slice(0, most)
    .toWellFormed();

/** Blocks of HTML that hold no text, ends of lines, and every other tag. */
const UNSEEN = /<(style|script|head|title)\b[^]*?<\/\1\s*>|<!--[^]*?-->/gi;
const BREAKS = /<(?:br|\/p|\/div|\/li|\/tr|\/h\d)\b[^>]*>/gi;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' };

/** The words of a mail that comes as HTML only. */
function textOfHtml(html: string): string {
  return html
    .replace(UNSEEN, '')
    .replace(BREAKS, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

const address = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= 254 && /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+$/.test(value)
    ? value
    : undefined;

function attachmentsOf({ attachments }: Email): Attachment[] {
  return attachments.slice(0, NAMES_LIMIT).map(({ filename, mimeType, content }) => ({
    name: printable(filename ?? '', 200),
    mediaType: printable(mimeType, 100),
    size: typeof content === 'string' ? content.length : content.byteLength,
  }));
}

const named = (name: string, value: string | undefined) => (value ? { [name]: value } : {});

/** Reads a mail (RFC 5322, MIME); undefined for bytes that are none. Never throws: who writes it is a stranger. */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail | undefined> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(raw, BOUNDS);
  } catch {
    return undefined;
  }
  // Bytes that are no mail read as one strange header.
  if (!mail.headers.some(({ key }) => key === 'from')) return undefined;
  const headers = new Map(mail.headers.toReversed().map(({ key, value }) => [key, value]));
  const text = printable(mail.text ?? textOfHtml(mail.html ?? ''), TEXT_LIMIT);
  return {
    headers,
    attachments: attachmentsOf(mail),
    encrypted: ENCRYPTED.test(headers.get('content-type') ?? '') || ARMOUR.test(text),
    ...named('from', address(mail.from?.address)),
    ...named('name', printable(mail.from?.name ?? '', 200)),
    ...named('subject', printable(mail.subject ?? '', 200).replace(/\s+/g, ' ')),
    ...named('messageId', printable(mail.messageId ?? '', 500)),
    ...named('text', text),
  };
}
