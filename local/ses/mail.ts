import { AwsError } from '../front/service.ts';
import { parseAddress } from './address.ts';
import type { Address } from './address.ts';

/** One mail as SendEmail was asked to send it. */
export interface Mail {
  readonly from: Address;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** The whole message, when it was sent as `Raw`. */
  readonly raw?: string;
  readonly configurationSet?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Recipients of one mail, and bytes of one message (SES quotas). */
export const MAIL_LIMITS = { recipients: 50, bytes: 41_943_040 } as const;

type Members = Readonly<Record<string, unknown>>;

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  SendEmail: [
    'FromEmailAddress',
    'Destination',
    'ReplyToAddresses',
    'Content',
    'EmailTags',
    'ConfigurationSetName',
  ],
  Destination: ['ToAddresses', 'CcAddresses', 'BccAddresses'],
  Content: ['Simple', 'Raw'],
  Simple: ['Subject', 'Body', 'Headers'],
  Body: ['Text', 'Html'],
  Raw: ['Data'],
};

/** SES's refusal of a member; the message never repeats its value. */
export function badRequest(what: string): AwsError {
  return new AwsError('BadRequestException', what, 400);
}

/** Checks the body of SendEmail: simple and raw content, no templates, no attachments. */
export function parseMail(body: Buffer): Mail {
  if (body.length > MAIL_LIMITS.bytes) throw badRequest('The message is too long.');
  const given = members(parseJson(body), 'SendEmail');
  const { Raw, Simple } = members(given['Content'], 'Content');
  if ((Raw === undefined) === (Simple === undefined)) throw badRequest('Content must be Simple or Raw.');
  const content = Raw === undefined ? simple(members(Simple, 'Simple')) : raw(members(Raw, 'Raw'));
  const destination = members(given['Destination'] ?? {}, 'Destination');
  const from = parseAddress(
    text(given['FromEmailAddress'] ?? content.headers.get('from'), 'FromEmailAddress'),
  );
  if (from === undefined) throw badRequest('FromEmailAddress is malformed.');
  const [to, cc, bcc] = ['ToAddresses', 'CcAddresses', 'BccAddresses'].map((name) =>
    addresses(destination[name], name),
  );
  const header = content.headers.get('to');
  const named = [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])].length > 0;
  const receivers = named || header === undefined ? (to ?? []) : addresses(header.split(','), 'To');
  const count = receivers.length + (cc?.length ?? 0) + (bcc?.length ?? 0);
  if (count === 0 || count > MAIL_LIMITS.recipients)
    throw badRequest('A mail has between 1 and 50 recipients.');
  const set = given['ConfigurationSetName'];
  const { headers: _headers, ...rest } = content;
  return {
    from,
    to: receivers,
    cc: cc ?? [],
    bcc: bcc ?? [],
    replyTo: addresses(given['ReplyToAddresses'], 'ReplyToAddresses'),
    ...rest,
    ...(set === undefined ? {} : { configurationSet: text(set, 'ConfigurationSetName') }),
    tags: tags(given['EmailTags']),
  };
}

type Content = Pick<Mail, 'subject' | 'text' | 'html' | 'raw'> & {
  readonly headers: ReadonlyMap<string, string>;
};

function simple(content: Members): Content {
  const body = members(content['Body'], 'Body');
  const [plain, html] = [data(body['Text'], 'Text'), data(body['Html'], 'Html')];
  if (plain === undefined && html === undefined) throw badRequest('Body needs Text or Html.');
  const subject = data(content['Subject'], 'Subject');
  if (subject === undefined || /[\r\n]/.test(subject)) throw badRequest('Subject is missing or malformed.');
  return {
    subject,
    ...(plain === undefined ? {} : { text: plain }),
    ...(html === undefined ? {} : { html }),
    headers: new Map(),
  };
}

function raw(content: Members): Content {
  const message = Buffer.from(text(content['Data'], 'Data'), 'base64').toString('utf8');
  const [head = ''] = message.split(/\r?\n\r?\n/, 1);
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  if (!headers.has('from')) throw badRequest("The raw message has no 'From' header.");
  return { subject: headers.get('subject') ?? '', raw: message, headers };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('The request is no JSON.');
  }
}

/** The members of an object, all of them known. */
function members(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${what} is missing.`);
  const strange = Object.keys(value).find((name) => KNOWN[what]?.includes(name) === false);
  if (strange !== undefined) throw badRequest(`The member ${strange} of ${what} is not emulated.`);
  return value as Members;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw badRequest(`${what} is missing.`);
  return value;
}

function data(value: unknown, what: string): string | undefined {
  return value === undefined ? undefined : text(members(value, what)['Data'], what);
}

function addresses(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest(`${what} is no list.`);
  return value.map((item: unknown) => {
    const parsed = parseAddress(text(item, what).trim());
    if (parsed === undefined) throw badRequest(`${what} holds a malformed address.`);
    return parsed.address;
  });
}

function tags(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!Array.isArray(value)) throw badRequest('EmailTags is no list.');
  const pairs = value.map((item: unknown) => {
    const { Name, Value } = members(item, 'EmailTags');
    return [text(Name, 'EmailTags'), text(Value, 'EmailTags')] as const;
  });
  if (pairs.some((pair) => pair.some((part) => !/^[\w.@-]{1,256}$/.test(part))))
    throw badRequest('EmailTags hold a malformed tag.');
  return Object.fromEntries(pairs);
}
