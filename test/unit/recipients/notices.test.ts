import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { OWNER_KEY_TTL } from '../../../shared/crypto/key-ring.ts';
import { newId, type RecordId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, instant } from '../../../shared/kernel/time.ts';
import { changeRecipient, endRecipient } from '../../../shared/recipients/change-recipient.ts';
import { composeNotices, type Telling } from '../../../shared/rights/notices/compose-notices.ts';
import {
  NOTICE_LIFE,
  NOTICE_SUBJECTS,
  noticesOf,
  type Notice,
} from '../../../shared/rights/notices/notice.ts';
import { listNotices, readNotice } from '../../../shared/rights/notices/notices-view.ts';
import type { Recipient } from '../../../shared/recipients/recipient.ts';
import {
  acknowledgeNotice,
  excuseNotice,
  noticePosted,
} from '../../../shared/rights/notices/settle-notice.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import type { RequestItem } from '../../../shared/rights/request/model.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from '../rights/firm.ts';
import { Clockwork, disclosed, entered, MAILER } from './circle.ts';

let bench: Bench;
let firm: Firm;
let workspace: Workspace;
let clock: Clockwork;
let person: SubjectId;
let ines: RecordId;
let request: RequestItem;
let shipper: Recipient;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  firm = await openFirm(bench);
  workspace = firm.as(firm.officer);
  clock = new Clockwork(bench, firm.tenant, () => firm.items(''));
  const made = await createRecord(workspace, contact, {
    name: 'Ines Albrecht',
    email: 'ines@example.org',
    phone: '+49 30 901820',
  });
  [ines, person] = [made.id, made.subject as SubjectId];
  bench.advance(60_000);
  request = (await firm.open()).request;
  shipper = await entered(workspace, { language: 'en' });
});

const compose = (telling: Partial<Telling> = {}, of = request) =>
  composeNotices(workspace, of, { about: 'erasure', ...telling });
const notices = () => noticesOf(workspace, request.id);
const onlyNotice = async () => (await notices())[0] as Notice;
const keyOf = async ({ key }: Notice) => (await workspace.tables.get([workspace.keys.ownerKey(key)]))[0];
const history = async () => (await firm.items(`REQ#${request.id}`)).filter(({ sk }) => sk.startsWith('HIS#'));

describe('a notice to a recipient', () => {
  test('part of DSR-03: names the person as the recipient knows it, and nothing that the recipient did not get', async () => {
    await disclosed(workspace, person, shipper, ines, ['name', 'phone']);
    expect(await compose()).toBe(1);
    await clock.post();
    const [mail] = clock.mails;
    expect(mail?.to).toBe('privacy@vogt.example');
    expect(mail?.subject).not.toMatch(/Ines/);
    expect(mail?.text).toContain('Name: Ines Albrecht');
    expect(mail?.text).toContain('Telephone: +49 30 901820');
    expect(mail?.text).toContain('Contact: Name, Telephone');
    expect(mail?.text).toContain('Art. 17(1) GDPR');
    expect(mail?.text).not.toContain('ines@example.org');
    const { id, state } = await onlyNotice();
    expect([mail?.text.includes(id), state]).toEqual([true, 'sending']);
  });

  test.each(Object.keys(NOTICE_SUBJECTS) as (keyof typeof NOTICE_SUBJECTS)[])(
    'about %s is another one to a recipient than to a processor, in the language of each',
    async (about) => {
      const mailer = await entered(workspace, { ...MAILER, language: 'fr' });
      await disclosed(workspace, person, shipper, ines, ['name']);
      await disclosed(workspace, person, mailer, ines, ['name']);
      await compose({ about });
      await clock.post();
      const to = (address: string) => clock.mails.find((mail) => mail.to === address)?.text;
      expect(to('privacy@vogt.example')).toMatch(/Art\. 19 GDPR[^]*Number of this notice/);
      expect(to('office@briefwerk.example')).toMatch(
        /art\. 28, § 3, a\) RGPD[^]*Numéro de cette notification/,
      );
    },
  );

  test('part of DSR-02: a correction says what is right, and names the person by what the recipient still has', async () => {
    await disclosed(workspace, person, shipper, ines, ['name', 'email']);
    const phoneOnly = await entered(workspace, { contact: { by: 'email', email: 'other@example.org' } });
    await disclosed(workspace, person, phoneOnly, ines, ['phone']);
    const before = { [ines]: { email: 'ines@old.example', name: null } } as Telling['before'] & object;
    expect(await compose({ about: 'rectification', records: [ines], fields: ['email'], before })).toBe(1);
    await clock.post();
    expect(clock.mails.map(({ to }) => to)).toEqual(['privacy@vogt.example']);
    const [mail] = clock.mails;
    expect(mail?.text).toContain('E-mail: ines@old.example');
    expect(mail?.text).toContain('email: ines@example.org (instead of ines@old.example)');
    expect(mail?.text).toContain('Name: Ines Albrecht');
  });

  test('is not written when nothing was disclosed, or nothing of what is meant', async () => {
    expect(await compose()).toBe(0);
    await disclosed(workspace, person, shipper, ines, ['name']);
    expect(await compose({ about: 'rectification', fields: ['email'] })).toBe(0);
    expect(await compose({ except: new Map([[ines, ['name']]]) })).toBe(0);
    expect(await notices()).toEqual([]);
  });

  test('is written whatever a name looks like: no sign in it can stop an erasure', async () => {
    const name = 'Ines\u202e \u2066Al\u2028brecht\t';
    const made = await createRecord(workspace, contact, { name, address: { street: 'Weg 1', city: 'Jena' } });
    const strange = { ...request, subject: made.subject as SubjectId };
    await disclosed(workspace, strange.subject, shipper, made.id, ['name', 'address']);
    expect(await compose({ about: 'rectification', fields: ['address'] }, strange)).toBe(1);
    await clock.post();
    expect(clock.mails[0]?.text).toContain('Name: Ines Al brecht');
    expect(clock.mails[0]?.text).toContain('address: Weg 1, Jena');
  });

  test('reaches a recipient whose relationship has ended, and one only once however much it got', async () => {
    await disclosed(workspace, person, shipper, ines, ['name']);
    await disclosed(workspace, person, shipper, ines, ['email']);
    await endRecipient(workspace, shipper.id, 1);
    expect(await compose()).toBe(1);
    await Promise.all([compose(), compose()]);
    await clock.post();
    expect([clock.mails.length, (await notices()).length]).toEqual([1, 1]);
    await compose({ about: 'restriction' });
    expect((await notices()).length).toBe(2);
  });

  test('is sealed under a key of its own; nothing readable names the person or the recipient', async () => {
    await disclosed(workspace, person, shipper, ines, ['name']);
    await compose();
    const { key } = await onlyNotice();
    expect([request.key]).not.toContain(key);
    const stored = JSON.stringify(await firm.items(''), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(stored).not.toMatch(/Ines|Albrecht|Vogt/);
  });
});

describe('the way of a notice', () => {
  beforeEach(() => disclosed(workspace, person, shipper, ines, ['name']).then(() => undefined));

  test('sent, told, confirmed; then its key is gone and nobody reads it any more', async () => {
    await compose();
    await clock.pass(HOUR);
    const told = await onlyNotice();
    expect([told.state, clock.mails.length]).toEqual(['told', 1]);
    expect((await readNotice(workspace, request.id, told.id)).text).toContain('Ines Albrecht');
    const settled = await acknowledgeNotice(workspace, request.id, told.id);
    expect(settled).toMatchObject({ state: 'acknowledged', settledBy: firm.officer });
    await clock.tick();
    const ended = await onlyNotice();
    expect([ended.content, await keyOf(ended)]).toEqual([undefined, undefined]);
    expect(ended.keyEndedAt).toBe(instant(bench.now()));
    await expect(readNotice(workspace, request.id, told.id)).rejects.toMatchObject({ code: 'gone' });
    await expect(acknowledgeNotice(workspace, request.id, told.id)).rejects.toMatchObject({
      code: 'state.conflict',
    });
    expect(await history()).toEqual(
      expect.arrayContaining([expect.objectContaining({ notice: told.id, step: 'acknowledge' })]),
    );
  });

  test.each(['refused', 'unknown'] as const)(
    'a mail that is %s is sent again after growing delays, until one goes out',
    async (delivery) => {
      clock.delivery = delivery;
      await compose();
      await clock.pass(3 * HOUR);
      const tries = clock.mails.length;
      expect(tries).toBeGreaterThan(2);
      await clock.pass(2 * DAY);
      expect(clock.mails.length).toBeGreaterThan(tries);
      clock.delivery = 'sent';
      await clock.pass(4 * DAY);
      await clock.pass(HOUR);
      expect((await onlyNotice()).state).toBe('told');
      const sent = clock.mails.length;
      await clock.pass(4 * DAY);
      expect(clock.mails.length).toBe(sent);
    },
  );

  test('a notice that bounces goes to the corrected address, or is posted when that is how it is told now', async () => {
    clock.delivery = 'refused';
    await compose();
    await clock.post();
    const contactNow = { by: 'email', email: 'new@vogt.example' } as const;
    await changeRecipient(workspace, shipper.id, 1, { contact: contactNow });
    await clock.pass(HOUR);
    expect(clock.mails.at(-1)?.to).toBe('new@vogt.example');
    await changeRecipient(workspace, shipper.id, 2, { contact: { by: 'post', address: 'Kai 1, Hamburg' } });
    await clock.pass(DAY);
    const { id, state } = await onlyNotice();
    expect(state).toBe('to-post');
    expect(await readNotice(workspace, request.id, id)).toMatchObject({ contact: { by: 'post' } });
    expect((await noticePosted(workspace, request.id, id)).state).toBe('told');
    await expect(noticePosted(workspace, request.id, id)).rejects.toMatchObject({ code: 'state.conflict' });
  });

  test('after thirty days without an answer the history and an alert say so, and the key is gone', async () => {
    await compose();
    await clock.pass(NOTICE_LIFE - HOUR);
    expect((await onlyNotice()).state).toBe('told');
    await clock.pass(2 * HOUR);
    const over = await onlyNotice();
    expect([over.state, over.content, await keyOf(over)]).toEqual(['unanswered', undefined, undefined]);
    const lines = (await history()).filter(({ alert }) => alert === 'notice-unanswered');
    expect(lines).toMatchObject([{ notice: over.id }]);
    const alerts = await firm.items(`REQ#${request.id}`);
    expect(alerts.filter(({ sk }) => sk === `ALR#notice-${over.id}`)).toHaveLength(1);
    expect((await acknowledgeNotice(workspace, request.id, over.id)).state).toBe('acknowledged');
  });

  test('an excuse is recorded with its reason; a processor cannot be too much effort', async () => {
    const mailer = await entered(workspace, MAILER);
    await disclosed(workspace, person, mailer, ines, ['name']);
    await compose();
    const of = async (recipient: Recipient) =>
      (await notices()).find((one) => one.recipient === recipient.id)?.id ?? newId();
    const reason = 'too-many-recipients';
    await expect(excuseNotice(workspace, request.id, await of(mailer), reason)).rejects.toMatchObject({
      code: 'rule.violated',
    });
    await excuseNotice(workspace, request.id, await of(shipper), reason);
    await clock.tick();
    bench.advance(OWNER_KEY_TTL);
    await clock.post();
    const listed = await listNotices(workspace, request.id);
    expect(listed.find(({ recipient }) => recipient === shipper.id)).toMatchObject({
      name: 'Spedition Vogt',
      state: 'excused',
      excuse: { why: 'disproportionate', reason },
    });
    expect(clock.mails.map(({ to }) => to)).toEqual(['office@briefwerk.example']);
  });

  test('belongs to its tenant and request: elsewhere it is not found', async () => {
    await compose();
    const { id } = await onlyNotice();
    const elsewhere = (await openFirm(bench)).as(firm.officer);
    for (const call of [
      () => acknowledgeNotice(elsewhere, request.id, id),
      () => readNotice(elsewhere, request.id, id),
      () => listNotices(elsewhere, request.id),
      () => excuseNotice(workspace, request.id, newId(), 'no-way-to-reach-it'),
      () => readNotice(workspace, request.id, newId()),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'not-found' });
    expect((await load(workspace, request.id)).version).toBe(request.version);
  });
});
