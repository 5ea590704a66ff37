import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DOOR_ROUTES } from '../../../shared/http/routes/intake-doors.ts';
import { INTAKE_ROUTES } from '../../../shared/http/routes/intake.ts';
import { loadArrival, openContent } from '../../../shared/intake/arrival-store.ts';
import { takeForm } from '../../../shared/intake/door.ts';
import { takeMail } from '../../../shared/intake/mail/take-mail.ts';
import { takePosted } from '../../../shared/intake/take-posted.ts';
import { turn } from '../../../shared/intake/turn.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, instant } from '../../../shared/kernel/time.ts';
import { cancel } from '../../../shared/rights/decisions/answer.ts';
import { CHANNELS, type Channel } from '../../../shared/rights/request/model.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import { codeOf } from '../rights/case.ts';
import { openIntake, type Intake } from './scene.ts';

const ASKS = 'Hi! I have had enough. Please delete all my data, thanks, Ines';
const UNCLEAR = 'Hello, what was that about my data the other day?';
const ON_FILE = 'ines@example.org';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
  await intake.firm.person({ name: 'Ines Albrecht', email: ON_FILE, phone: '+49 30 901820' });
  intake.bench.advance(10 * DAY);
});
afterEach(() => intake.bench.stop());

const officer = () => intake.firm.as(intake.firm.officer);
const ago = (milliseconds: number) => instant(intake.bench.now() - milliseconds);
const receipts = async () =>
  (await intake.firm.post()).flatMap(({ subject, to }) =>
    subject.startsWith('We have received') ? [to] : [],
  );

/** A mail that lay in the inbox before it was looked at. */
async function mailed(messageId: string, text: string, receivedAt: string): Promise<void> {
  const head = [`From: Ines <${ON_FILE}>`, `Message-ID: <${messageId}@example.org>`, 'Subject: hello'];
  const delivery = intake.store([...head, '', text].join('\r\n'));
  const recipients = [intake.address(intake.firm.tenant)];
  await takeMail(
    intake.inbox,
    delivery,
    { delivery, receivedAt, recipients, findings: [] },
    intake.bench.now(),
  );
}

const posted = (messageId: string, message: string, receivedAt: string, more: object = {}) =>
  takePosted(officer(), { channel: 'messenger', messageId, message, receivedAt, rights: [], ...more });

/** What an officer records: somebody who called, wrote or came gives a number and no address to answer to. */
const recorded =
  (more: object = {}) =>
  async (channel: Channel, receivedAt: string) => {
    const identifiers = [{ kind: 'phone', value: '030 901820' }] as const;
    await intake.firm.open({ channel, receivedAt, identifiers, wording: ASKS, ...more });
  };

/** How the same words arrive on each channel. */
const WAYS: Readonly<Record<Channel, (channel: Channel, receivedAt: string) => Promise<unknown>>> = {
  email: (_, receivedAt) => mailed('way', ASKS, receivedAt),
  messenger: (_, receivedAt) => posted('way', ASKS, receivedAt, { email: ON_FILE }),
  form: () =>
    takeForm(intake.doors, 'source', intake.firm.tenant, { message: ASKS, rights: [], email: ON_FILE }),
  api: recorded({ replyTo: ON_FILE }),
  phone: recorded(),
  post: recorded(),
  'in-person': recorded(),
};

/** The only request that is open. */
async function onlyOpen() {
  const open = (await intake.firm.items('REQ#')).filter(({ state, type }) => type && state === 'received');
  expect(open).toHaveLength(1);
  return load(officer(), open[0]?.['id'] as Id);
}

describe('a request reaches the business in the way that the person chooses', () => {
  test('DSR-07: every channel takes free words and keeps the arrival, not the moment of looking; a receipt is sent; the same again is the same request', async () => {
    for (const channel of CHANNELS) {
      // A form is looked at as it arrives.
      const receivedAt = ago(channel === 'form' ? 0 : 2 * DAY);
      await WAYS[channel](channel, receivedAt);
      const request = await onlyOpen();
      expect(request).toMatchObject({ type: 'erasure', channel, receivedAt });
      expect(await receipts(), channel).toEqual([ON_FILE]);

      intake.bench.advance(HOUR);
      await WAYS[channel](channel, ago(0));
      await mailed(`${channel}-once-more`, ASKS, ago(0));
      expect(await onlyOpen(), channel).toMatchObject({ id: request.id, receivedAt });
      await cancel(officer(), request.id);
      await intake.firm.post();
    }
    // No form is forced: nothing is asked for but what the person has to say, not even which right is meant.
    expect(DOOR_ROUTES[0]?.body?.safeParse({ message: UNCLEAR }).success).toBe(true);
  });
});

describe('a message in a messenger, handed over by the business’s own system', () => {
  test('is one message however often its id comes, and keeps its arrival there', async () => {
    const receivedAt = ago(3 * HOUR);
    const first = await posted('m-1', UNCLEAR, receivedAt, { email: ON_FILE });
    expect(first).toMatchObject({ door: 'system', channel: 'messenger', state: 'open', receivedAt });
    expect((await posted('m-1', UNCLEAR, ago(0), { email: ON_FILE })).id).toBe(first.id);
    expect(await intake.arrivals()).toHaveLength(1);
    const [to] = await receipts();
    expect(to).toBe(ON_FILE);
  });

  test('without an address waits for an officer, and the receipt goes to the address on file', async () => {
    const receivedAt = ago(3 * HOUR);
    const { id, state, findings } = await posted('m-1', ASKS, receivedAt, { phone: '030 901820' });
    expect({ state, findings }).toEqual({ state: 'open', findings: ['no-sender'] });
    const arrival = await loadArrival(officer(), id);
    const content = await openContent(officer(), arrival);
    await turn(officer(), arrival, content, { types: ['erasure'] });
    expect(await onlyOpen()).toMatchObject({ channel: 'messenger', receivedAt });
    expect(await receipts()).toEqual([ON_FILE]);
  });

  test('is refused with an arrival in the future or more than a year ago', async () => {
    expect(await codeOf(posted('m-1', ASKS, ago(-HOUR)))).toBe('rule.violated');
    expect(await codeOf(posted('m-1', ASKS, ago(367 * DAY)))).toBe('rule.violated');
    expect(await codeOf(posted('m-1', ASKS, ago(365 * DAY)))).toBe('accepted');
  });

  test('needs its id and its arrival, and no more than the words', () => {
    const body = INTAKE_ROUTES.find(({ method, path }) => method === 'POST' && path === '/v1/intake')?.body;
    const said = { channel: 'messenger', message: UNCLEAR };
    const whole = { ...said, messageId: 'm-1', receivedAt: '2027-02-26T20:30:00Z' };
    expect(body?.safeParse(whole).success).toBe(true);
    expect(body?.safeParse(said).success).toBe(false);
    expect(body?.safeParse({ ...whole, channel: 'email' }).success).toBe(false);
  });
});

describe('a receipt to the address on file', () => {
  test('is not sent while two people can be meant, nor to an address that was put there afterwards', async () => {
    await intake.firm.person({ name: 'Noor Haddad', email: 'noor@example.org', phone: '+49 30 901820' });
    await recorded()('phone', ago(0));
    expect(await receipts()).toEqual([]);
    const identifiers = [{ kind: 'name', value: 'Noor Haddad' }] as const;
    await intake.firm.open({ channel: 'phone', receivedAt: ago(DAY), identifiers });
    expect(await receipts()).toEqual([]);
  });
});
