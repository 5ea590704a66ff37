import type { Objects } from '../../files/objects.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problems.ts';
import { MINUTE, instant, type Now } from '../../kernel/time.ts';
import type { Office } from '../../office/office.ts';
import type { Arrival, ArrivalContent, Finding, Identifier } from '../model.ts';
import { proposalsFor } from '../propose.ts';
import { receive } from '../receive.ts';
import { suggestionsIn } from '../suggestions.ts';
import { forwardBy } from '../vendor-door.ts';
import { isAutomatic } from './automatic.ts';
import { envelopeOfHeaders, tenantsOf, type Envelope } from './envelope.ts';
import type { Mailbox } from './mailbox.ts';
import { READ_LIMIT, parseMail, type ParsedMail } from './parse-mail.ts';

/** What the privacy inboxes are wired with. */
export interface InboxServices {
  readonly office: Pick<Office, 'workspace'>;
  readonly objects: Objects;
  readonly mailbox: Mailbox;
  /** Domain of the privacy inboxes. */
  readonly domain: string;
  readonly house: TenantId;
  /** The address that our own mails come from. */
  readonly sender: string;
  readonly now: Now;
  /** Takes lines that hold counts and reasons, nothing of a mail. */
  readonly log: (line: string) => void;
}

/** Who acts when a mail is taken. */
export const INBOX = { kind: 'system', id: 'inbox' } as const;

/** Bytes that are read of a mail that is too large to be read whole: its header and the beginning of its text. */
const HEAD = 256 * 1024;
/** A mail that has waited longer was forgotten by its event: the schedule takes it. */
const FORGOTTEN = 5 * MINUTE;
/** What the receiving service writes to see whether it may. */
const SETUP = 'AMAZON_SES_SETUP_NOTIFICATION';

function findingsOf(mail: ParsedMail | undefined, size: number, told: readonly Finding[]): Finding[] {
  if (!mail) return [...told, 'malformed', 'no-sender'];
  return [
    ...told,
    ...(mail.encrypted ? (['encrypted'] as const) : []),
    ...(size > READ_LIMIT ? (['oversized'] as const) : []),
    ...(mail.text ? [] : (['no-text'] as const)),
    ...(mail.from ? [] : (['no-sender'] as const)),
  ];
}

function contentOf(mail: ParsedMail | undefined): ArrivalContent {
  const { from, name, subject, encrypted = false, attachments = [] } = mail ?? {};
  const text = encrypted ? undefined : mail?.text;
  const identifiers: Identifier[] = from ? [{ kind: 'email', value: from }] : [];
  return {
    identifiers,
    suggestions: suggestionsIn(text ?? '', identifiers),
    attachments,
    ...(text ? { wording: text } : {}),
    ...(subject ? { subject } : {}),
    ...(name ? { name } : {}),
    ...(from ? { replyTo: from } : {}),
  };
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What the vendor's own inbox gets is the vendor's case, unless it complains: then a business may be meant. */
function forVendor(arrival: Arrival): Arrival {
  const { subject = '', wording = '' } = arrival.content;
  if (!proposalsFor(subject, wording).includes('complaint')) return arrival;
  return { ...arrival, held: true, forwardBy: forwardBy(arrival.receivedAt) };
}

/**
 * Takes one mail: read, received by every tenant that it is for, and only then deleted. Mails that programs have
 * written, and mails for nobody, are counted and deleted. A mail that is gone was taken before.
 */
export async function takeMail(
  services: InboxServices,
  delivery: string,
  envelope: Envelope | undefined,
  storedAt: number,
): Promise<void> {
  const { mailbox, office, objects, domain, house, log } = services;
  const size = await mailbox.size(delivery);
  if (size === undefined) return;
  const mail = await parseMail(await bytesOf(mailbox.read(delivery, size > READ_LIMIT ? HEAD : undefined)));
  const { receivedAt, recipients, findings } =
    envelope ?? envelopeOfHeaders(delivery, mail?.headers ?? new Map(), storedAt);
  const tenants = tenantsOf(recipients, { domain, house });
  const automatic = mail !== undefined && isAutomatic(mail, { sender: services.sender, domain });
  // Whom a hidden copy was for, only the lost event knew: it stays where it is, and the alarm tells somebody.
  if (!envelope && !automatic && delivery !== SETUP && tenants.length === 0 && recipients.length === 0)
    throw new TypeError('a stored mail names no recipient');
  const why = delivery === SETUP ? 'setup' : automatic ? 'automatic' : tenants.length === 0 ? 'nobody' : '';
  const content = contentOf(mail);
  const found = findingsOf(mail, size, findings);
  const arrival: Arrival = {
    door: 'inbox',
    channel: 'email',
    // Clocks of services differ by moments; nothing was received in the future.
    receivedAt: instant(Math.min(Date.parse(receivedAt), services.now())),
    delivery,
    rights: [],
    findings: found,
    content,
    ...(mail?.messageId ? { messageId: mail.messageId } : {}),
    // What is all in the text is kept once.
    ...(found.length > 0 || content.attachments.length > 0 ? { original: () => mailbox.read(delivery) } : {}),
  };
  if (why) log(JSON.stringify({ level: 'info', inbox: why }));
  else
    for (const tenant of tenants)
      try {
        const workspace = office.workspace(tenant, INBOX);
        const given = tenant === house ? forVendor(arrival) : arrival;
        await receive({ workspace, objects: objects(tenant) }, given);
      } catch (error) {
        if (!isProblem(error, 'not-found')) throw error;
        log(JSON.stringify({ level: 'info', inbox: 'nobody' }));
      }
  await mailbox.remove(delivery);
}

/**
 * Takes the mails whose event was lost. One that fails stops no other one; any failure fails the run at its end, which
 * raises the alarm of the function, and the next run tries again.
 */
export async function takeForgotten(services: InboxServices): Promise<{ readonly taken: number }> {
  let taken = 0;
  let failure: unknown;
  for (const { delivery, storedAt } of await services.mailbox.waiting()) {
    if (services.now() - storedAt < FORGOTTEN) continue;
    try {
      await takeMail(services, delivery, undefined, storedAt);
      taken += 1;
    } catch (error) {
      failure = error;
    }
  }
  if (failure) throw failure;
  return { taken };
}
