import type { ParsedMail } from './parse-mail.ts';

/** A sign that a program has written a mail; answering one could go on for ever (RFC 3834 § 2). */
interface Sign {
  readonly header: string;
  readonly says: RegExp;
}

/** The signs, one row each. */
const SIGNS: readonly Sign[] = [
  // RFC 3834 § 5: any value but `no` is automatic.
  { header: 'auto-submitted', says: /^(?!\s*no\b)/i },
  { header: 'precedence', says: /^\s*(?:bulk|junk|list|auto_reply)\b/i },
  { header: 'x-autoreply', says: /^/ },
  { header: 'x-autorespond', says: /^/ },
  { header: 'x-failed-recipients', says: /^/ },
  { header: 'list-id', says: /^/ },
  // RFC 6522: reports of delivery and disposition.
  { header: 'content-type', says: /^\s*multipart\/report\b/i },
  // RFC 5321 § 4.5.5: the empty return path belongs to reports, so that they are not answered.
  { header: 'return-path', says: /^\s*<\s*>/ },
  { header: 'from', says: /\b(?:mailer-daemon|postmaster)@/i },
];

/** True for auto-replies, bounces, reports, mails of lists and our own mails, which open and get nothing. */
export function isAutomatic(
  { headers, from }: Pick<ParsedMail, 'headers' | 'from'>,
  own: { readonly sender: string; readonly domain: string },
): boolean {
  const signed = SIGNS.some(({ header, says }) => {
    const value = headers.get(header);
    return value !== undefined && says.test(value);
  });
  const sender = from?.toLowerCase() ?? '';
  return signed || sender === own.sender.toLowerCase() || sender.endsWith(`@${own.domain.toLowerCase()}`);
}
