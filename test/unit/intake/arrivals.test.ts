import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeArrival } from '../../../shared/intake/close.ts';
import { takeForm } from '../../../shared/intake/door.ts';
import { openContent } from '../../../shared/intake/arrival-store.ts';
import { takeForgotten, takeMail } from '../../../shared/intake/mail/take-mail.ts';
import { setIntakeSettings } from '../../../shared/intake/settings.ts';
import { forwardArrival, takeAtVendor } from '../../../shared/intake/vendor-door.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/kernel/time.ts';
import { cancel } from '../../../shared/rights/decisions/answer.ts';
import { set, PRESENT } from '../../../shared/store/clauses.ts';
import { openIntake, type Intake } from './scene.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.bench.stop());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: Problem) => error.code ?? error.name,
  );
const written = (id: string, text: string, from = 'ines@example.org') =>
  [`From: Ines <${from}>`, `Message-ID: <${id}>`, 'Subject: x', '', text].join('\r\n');
const ASKS = 'Please delete my data.';
const UNCLEAR = 'Hello, I would like to talk with you about what you have about me.';

describe('a mail to the privacy inbox', () => {
  test('that is larger than is read is kept whole, sealed, and waits for an officer', async () => {
    const whole = Buffer.from(`${written('a', 'the beginning')}\r\n${'x'.repeat(11 * 1024 * 1024)}`);
    await intake.mail(whole);
    const [arrival] = await intake.arrivals();
    expect(arrival).toMatchObject({ state: 'open', findings: ['oversized'] });
    const sealed = intake.stored.get(arrival?.originals[0] ?? '');
    expect(sealed?.length).toBeGreaterThan(whole.length);
    expect(sealed?.includes('the beginning')).toBe(false);
    expect(intake.mails.size).toBe(0);
  });

  test.each([
    ['that is none', 'no mail at all', ['malformed', 'no-sender']],
    ['that is encrypted', written('a', '-----BEGIN PGP MESSAGE-----\r\nabc'), ['encrypted']],
    ['without a text', written('a', ''), ['no-text']],
    ['without an address', 'From: somebody\r\n\r\nPlease delete my data.', ['no-sender']],
  ])('%s is kept as it came, and told to the officers', async (_, bytes, findings) => {
    await intake.mail(bytes);
    const [arrival] = await intake.arrivals();
    expect(arrival).toMatchObject({ state: 'open', findings, requests: [] });
    expect(arrival?.originals).toHaveLength(1);
  });

  test('to nobody leaves a line without an address, and nothing else', async () => {
    await intake.mail(written('a', ASKS), '1'.repeat(26) as never);
    expect(intake.lines).toEqual([JSON.stringify({ level: 'info', inbox: 'nobody' })]);
    expect(intake.mails.size).toBe(0);
  });

  test('that is delivered again after a crash is taken once and answered once', async () => {
    const broken = { ...intake.inbox.mailbox, remove: () => Promise.reject(new Error('crash')) };
    const delivery = intake.store(written('a', ASKS));
    const envelope = {
      delivery,
      receivedAt: new Date(intake.bench.now()).toISOString(),
      recipients: [intake.address(intake.firm.tenant)],
      findings: [],
    };
    const crashed = takeMail({ ...intake.inbox, mailbox: broken }, delivery, envelope, 0);
    await expect(crashed).rejects.toThrow('crash');
    await intake.again(delivery);
    const [arrival, ...more] = await intake.arrivals();
    expect(more).toEqual([]);
    expect(arrival).toMatchObject({ state: 'turned', repeats: 0 });
    expect(await intake.firm.post()).toHaveLength(1);
  });

  test('that arrives twice at the same moment is one message', async () => {
    await Promise.all([intake.mail(written('a', UNCLEAR)), intake.mail(written('a', UNCLEAR))]);
    const [arrival, ...more] = await intake.arrivals();
    expect(more).toEqual([]);
    expect(arrival?.repeats).toBe(1);
    const subjects = (await intake.firm.post()).map(({ subject }) => subject);
    expect(subjects).toEqual(Array(2).fill('We have received your message'));
  });

  test('of somebody whose first one waits joins it, and what it makes clear becomes requests', async () => {
    await intake.mail(written('a', UNCLEAR));
    const before = intake.bench.now();
    intake.bench.advance(DAY);
    await intake.mail(written('b', ASKS));
    const [arrival, ...more] = await intake.arrivals();
    expect(more).toEqual([]);
    expect(arrival).toMatchObject({ state: 'turned', repeats: 1, proposals: ['erasure'] });
    expect(Date.parse(arrival?.receivedAt ?? '')).toBe(before);
  });

  test('floods nobody: a mailbox gets five receipts a day, and every message is kept', async () => {
    for (let turn = 0; turn < 8; turn++) await intake.mail(written('a', UNCLEAR));
    expect(await intake.firm.post()).toHaveLength(5);
    expect((await intake.arrivals())[0]?.repeats).toBe(7);
  });

  test('whose event was lost is taken after five minutes; one that names nobody stays and fails the run', async () => {
    const trace = `Received: from x by y with SMTP id m for ${intake.address(intake.firm.tenant)}; `;
    const date = new Date(intake.bench.now()).toUTCString().replace('GMT', '+0000');
    intake.store(`${trace}${date}\r\n${written('a', ASKS)}`, 'lost');
    intake.store(written('b', ASKS), 'hidden');
    expect(await takeForgotten(intake.inbox)).toEqual({ taken: 0 });
    intake.bench.advance(6 * MINUTE);
    await expect(takeForgotten(intake.inbox)).rejects.toThrow('names no recipient');
    expect([...intake.mails.keys()]).toEqual(['hidden']);
    expect(await intake.arrivals()).toHaveLength(1);
  });
});

describe('what the person wrote', () => {
  test('ends with its requests: key, originals and marks', async () => {
    await intake.mail(written('a', ASKS), intake.firm.tenant, 'd');
    const [arrival] = await intake.arrivals();
    const workspace = intake.firm.as(intake.firm.officer);
    const [request] = arrival?.requests ?? [];
    if (!arrival || !request) throw new TypeError('nothing was opened');
    await intake.attend(arrival.id);
    expect((await intake.arrivals())[0]).toHaveProperty('content');
    await cancel(workspace, request);
    await workspace.tables.write([
      { update: set({ keyEndedAt: 'x' }), at: workspace.keys.request(request), if: PRESENT },
    ]);
    await intake.firm.post();
    await intake.attend(arrival.id);
    const [ended] = await intake.arrivals();
    expect(ended).not.toHaveProperty('content');
    expect(await intake.firm.items('ARM#')).toEqual([]);
    expect(await workspace.tables.get([workspace.keys.ownerKey(arrival.key)])).toEqual([undefined]);
    if (ended) expect(await refusal(openContent(workspace, ended))).toBe('gone');
  });

  test('and was closed without a request can be looked at for thirty days', async () => {
    await intake.mail('no mail at all');
    const [arrival] = await intake.arrivals();
    if (!arrival) throw new TypeError('nothing arrived');
    const workspace = intake.firm.as(intake.firm.officer);
    await closeArrival(workspace, arrival.id, 'no-request');
    expect(await refusal(closeArrival(workspace, arrival.id, 'spam'))).toBe('state.conflict');
    intake.bench.advance(29 * DAY);
    await intake.attend(arrival.id);
    expect(intake.stored.size).toBe(1);
    intake.bench.advance(2 * DAY);
    await intake.attend(arrival.id);
    expect(intake.stored.size).toBe(0);
  });
});

describe('a public form', () => {
  const form = { message: 'Please send me a copy of my data.', rights: [] };

  test('is bounded by source, the same for a business that does not exist', async () => {
    for (const tenant of [intake.firm.tenant, '1'.repeat(26)]) {
      const source = `2001:db8::${tenant.slice(0, 4)}`;
      for (let turn = 0; turn < 20; turn++)
        expect(await refusal(takeForm(intake.doors, source, tenant, form))).toBe('accepted');
      expect(await refusal(takeForm(intake.doors, source, tenant, form))).toBe('rate.limited');
      intake.bench.advance(HOUR);
      expect(await refusal(takeForm(intake.doors, source, tenant, form))).toBe('accepted');
    }
    expect(await intake.arrivals()).toHaveLength(21);
    expect(JSON.stringify(await intake.firm.items(''))).not.toContain('2001:db8');
  });
});

describe('the vendor’s door', () => {
  const message = { message: 'I hereby complain.', rights: [], email: 'cora@example.org' };
  const as = (firm: Intake['firm']) => firm.as(firm.officer);

  test('a public name belongs to one business, and is free again when it changes', async () => {
    const { doors, firm, house } = intake;
    await setIntakeSettings(as(firm), doors.handles, { handle: 'Lindqvist' });
    const other = setIntakeSettings(as(house), doors.handles, { handle: ' LINDQVIST ' });
    expect(await refusal(other)).toBe('conflict');
    await setIntakeSettings(as(firm), doors.handles, { handle: 'lindqvist.example' });
    expect(await doors.handles.find('Lindqvist')).toBeUndefined();
    expect(await doors.handles.find('https://www.lindqvist.example/')).toBe(firm.tenant);
    await setIntakeSettings(as(house), doors.handles, { handle: 'Lindqvist' });
    const stored = JSON.stringify(await firm.items('TEN'));
    expect(stored).not.toContain('lindqvist.example');
  });

  test('part of DSR-12: an alarm is raised after 72 hours while nobody of the business has heard of it, and not once somebody has', async () => {
    const { doors, firm, bench } = intake;
    const business = intake.address(firm.tenant);
    await takeAtVendor(doors, 's', { ...message, business });
    const [arrival] = await intake.arrivals();
    if (!arrival) throw new TypeError('nothing arrived');
    expect(Date.parse(arrival.forwardBy ?? '') - Date.parse(arrival.receivedAt)).toBe(72 * HOUR);
    bench.advance(71 * HOUR);
    await intake.attend(arrival.id);
    expect(intake.lines).toEqual([]);
    bench.advance(HOUR);
    await intake.attend(arrival.id);
    expect(intake.lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { alarm: 'forwarding-overdue', tenant: firm.tenant, arrival: arrival.id },
    ]);
    await setIntakeSettings(as(firm), doors.handles, { noticeTo: 'dpo@example.org' });
    await intake.attend(arrival.id);
    expect((await firm.post()).map(({ to }) => to)).toEqual(['dpo@example.org']);
    intake.lines.length = 0;
    await intake.attend(arrival.id);
    expect(intake.lines).toEqual([]);
  });

  test('two messages of one sender about names that nobody has are both held', async () => {
    const { doors, house } = intake;
    for (const business of ['Lindkvist', 'Daughters'])
      expect(await refusal(takeAtVendor(doors, 's', { ...message, business }))).toBe('accepted');
    const held = (await intake.arrivals(house)).filter(({ state }) => state === 'held');
    expect(held).toHaveLength(2);
    expect((await house.post()).map(({ subject }) => subject)).toEqual(
      Array(2).fill('Zu Ihrer Nachricht an uns'),
    );
  });

  test('what is held is passed on once with its first date, by the vendor alone and to a name that is known', async () => {
    const { doors, firm, house, bench } = intake;
    await takeAtVendor(doors, 's', { ...message, business: 'Lindkvist' });
    const held = (await intake.arrivals(house)).find(({ state }) => state === 'held');
    if (!held) throw new TypeError('nothing is held');
    bench.advance(DAY);
    expect(await refusal(forwardArrival(doors, as(firm), held.id, 'x'))).toBe('forbidden');
    expect(await refusal(forwardArrival(doors, as(house), held.id, 'x'))).toBe('rule.violated');
    const passed = () => forwardArrival(doors, as(house), held.id, intake.address(firm.tenant));
    expect(await refusal(passed())).toBe('accepted');
    expect(await refusal(passed())).toBe('state.conflict');
    const [arrival, ...more] = await intake.arrivals();
    expect(more).toEqual([]);
    expect(arrival).toMatchObject({ state: 'open', door: 'vendor', receivedAt: held.receivedAt });
  });
});
