import type { SESEventRecord, SESReceiptStatus } from 'aws-lambda';
import { ID_LENGTH, isId, type TenantId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import type { Finding } from '../model.ts';

/** What the receiving service says about a mail. */
export interface Envelope {
  /** The service's own id of the delivery, which is the object's name as well. */
  readonly delivery: string;
  /** RFC 3339: when the service took the mail, which is when it reached the official channel (DSR-07). */
  readonly receivedAt: string;
  readonly recipients: readonly string[];
  readonly findings: readonly Finding[];
}

/** What a failed scan tells the officer. */
const VERDICTS = { virusVerdict: 'virus', spamVerdict: 'spam', dmarcVerdict: 'forged' } as const;

/** The envelope as the service hands it to a function (SES guide, "Event to Lambda functions"). */
export function envelopeOfEvent({ ses: { mail, receipt } }: SESEventRecord): Envelope {
  const failed = (name: keyof typeof VERDICTS) =>
    (receipt[name] as SESReceiptStatus | undefined)?.status === 'FAIL';
  return {
    delivery: mail.messageId,
    receivedAt: instant(Date.parse(mail.timestamp)),
    recipients: receipt.recipients,
    findings: (Object.keys(VERDICTS) as (keyof typeof VERDICTS)[])
      .filter(failed)
      .map((name) => VERDICTS[name]),
  };
}

/** Where the service writes the same into a mail that it stores, on top of whatever its sender has written. */
const WRITTEN: readonly { readonly header: string; readonly says: RegExp; readonly finding: Finding }[] = [
  { header: 'x-ses-virus-verdict', says: /^\s*FAIL/i, finding: 'virus' },
  { header: 'x-ses-spam-verdict', says: /^\s*FAIL/i, finding: 'spam' },
  { header: 'authentication-results', says: /^\s*amazonses\.com;[^]*\bdmarc=fail\b/i, finding: 'forged' },
];

/** Fields in which a mail itself says whom it is for, where the trace line names several or none. */
const ADDRESSED = ['delivered-to', 'x-original-to', 'to', 'cc'];

function addressed(headers: ReadonlyMap<string, string>): readonly string[] {
  return ADDRESSED.flatMap((name) => headers.get(name)?.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []);
}

/**
 * The envelope of a stored mail whose event was lost: from the trace line that the service has put on top. `stored` is
 * when the object appeared, epoch milliseconds, for a line without a time.
 */
export function envelopeOfHeaders(
  delivery: string,
  headers: ReadonlyMap<string, string>,
  stored: number,
): Envelope {
  const trace = headers.get('received') ?? '';
  const time = Date.parse(/;\s*([^;]+?)(?:\s*\([^)]*\))?\s*$/.exec(trace)?.[1] ?? '');
  const [, recipient] = /\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?\s*;/i.exec(trace) ?? [];
  return {
    delivery,
    receivedAt: instant(Number.isNaN(time) ? stored : Math.min(time, stored)),
    recipients: recipient === undefined ? addressed(headers) : [recipient],
    findings: WRITTEN.filter(({ header, says }) => says.test(headers.get(header) ?? '')).map(
      ({ finding }) => finding,
    ),
  };
}

/** The local part of a tenant's address: the id, alone or as the detail of `privacy`. */
const LOCAL = new RegExp(`^(?:privacy\\+)?([0-9a-z]{${ID_LENGTH}})$`);

/**
 * The tenants that a mail is for. The bare address `privacy@…` is the vendor's own. An address of nobody leads to
 * nobody; whether an id is a tenant shows only in the tenant's own namespace.
 */
export function tenantsOf(
  recipients: readonly string[],
  own: { readonly domain: string; readonly house: string },
): readonly TenantId[] {
  const found = recipients.flatMap((recipient) => {
    const [local = '', domain] = recipient.toLowerCase().split('@');
    if (domain !== own.domain.toLowerCase()) return [];
    const id = local === 'privacy' ? own.house : (LOCAL.exec(local)?.[1] ?? '').toUpperCase();
    return isId(id) ? [id as string as TenantId] : [];
  });
  return [...new Set(found)];
}

/** The address of a tenant's privacy inbox. */
export function inboxAddress(tenant: TenantId, domain: string): string {
  return `privacy+${tenant.toLowerCase()}@${domain}`;
}
