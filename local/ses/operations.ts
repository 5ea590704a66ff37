import { AwsError } from '../front/service.ts';
import type { AccessRequest, Call, World } from '../front/service.ts';
import { identitiesFor, parseAddress } from './address.ts';
import { badRequest, parseMail } from './mail.ts';
import type { Mail } from './mail.ts';
import type { Outbox } from './outbox.ts';

/** What the operations work with. */
export interface SesContext {
  readonly world: World;
  readonly outbox: Outbox;
}

function arn({ place }: World, kind: 'identity' | 'configuration-set', name: string): string {
  return `arn:${place.partition}:ses:${place.region}:${place.account}:${kind}/${name}`;
}

/** SendEmail is authorised on the identity that covers the sender and on the configuration set. */
function sendRequests({ world }: SesContext, mail: Mail, identity: string): AccessRequest[] {
  const context = {
    'ses:FromAddress': mail.from.address,
    ...(mail.from.name === '' ? {} : { 'ses:FromDisplayName': mail.from.name }),
    'ses:Recipients': [...mail.to, ...mail.cc, ...mail.bcc],
    'ses:ApiVersion': '2',
  };
  const actions = mail.raw === undefined ? ['ses:SendEmail'] : ['ses:SendEmail', 'ses:SendRawEmail'];
  const set = mail.configurationSet;
  const resources = [
    arn(world, 'identity', identity),
    ...(set === undefined ? [] : [arn(world, 'configuration-set', set)]),
  ];
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
}

/** Keeps the mail in the outbox; the sender must belong to a verified identity. */
export function sendEmail(context: SesContext, call: Call): object {
  const { world, outbox } = context;
  const mail = parseMail(call.body);
  const candidates = identitiesFor(mail.from.address);
  const identity = candidates.find((name) => outbox.hasIdentity(name));
  world.authorize(call.principal, sendRequests(context, mail, identity ?? mail.from.address.toLowerCase()));
  if (identity === undefined) throw new AwsError('MessageRejected', 'Email address is not verified.');
  if (mail.configurationSet !== undefined) {
    const sends = outbox.configurationSends(mail.configurationSet);
    if (sends === undefined)
      throw new AwsError('NotFoundException', 'The configuration set does not exist.', 404);
    if (!sends) throw new AwsError('SendingPausedException', 'Sending is paused for the configuration set.');
  }
  return { MessageId: outbox.send(mail, world.clock.now()) };
}

/** GetAccount: out of the sandbox, without quotas that count. */
export function getAccount({ world }: SesContext, call: Call): object {
  world.authorize(call.principal, [{ action: 'ses:GetAccount', resource: '*' }]);
  return {
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: -1, MaxSendRate: 1000, SentLast24Hours: 0 },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  };
}

function addressIn(path: string): string {
  try {
    const parsed = parseAddress(decodeURIComponent(path));
    if (parsed !== undefined) return parsed.address;
  } catch {
    // Falls through to the refusal.
  }
  throw badRequest('EmailAddress is malformed.');
}

/** PutSuppressedDestination. */
export function putSuppressed({ world, outbox }: SesContext, call: Call): object {
  world.authorize(call.principal, [{ action: 'ses:PutSuppressedDestination', resource: '*' }]);
  let body: unknown;
  try {
    body = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw badRequest('The request is no JSON.');
  }
  const { EmailAddress, Reason } = (body ?? {}) as Record<string, unknown>;
  const parsed = typeof EmailAddress === 'string' ? parseAddress(EmailAddress) : undefined;
  if (parsed === undefined) throw badRequest('EmailAddress is malformed.');
  if (Reason !== 'BOUNCE' && Reason !== 'COMPLAINT') throw badRequest('Reason is unknown.');
  outbox.suppress({ address: parsed.address, reason: Reason, since: world.clock.now() });
  return {};
}

/** GetSuppressedDestination. */
export function getSuppressed({ world, outbox }: SesContext, call: Call, path: string): object {
  world.authorize(call.principal, [{ action: 'ses:GetSuppressedDestination', resource: '*' }]);
  const entry = outbox.suppressed(addressIn(path));
  if (entry === undefined) throw notSuppressed();
  const { address, reason, since } = entry;
  return { SuppressedDestination: { EmailAddress: address, Reason: reason, LastUpdateTime: since / 1000 } };
}

/** DeleteSuppressedDestination. */
export function deleteSuppressed({ world, outbox }: SesContext, call: Call, path: string): object {
  world.authorize(call.principal, [{ action: 'ses:DeleteSuppressedDestination', resource: '*' }]);
  if (!outbox.unsuppress(addressIn(path))) throw notSuppressed();
  return {};
}

function notSuppressed(): AwsError {
  return new AwsError('NotFoundException', 'The address is not on the suppression list.', 404);
}
