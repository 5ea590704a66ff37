import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './awaited.ts';
import type { Client } from './client.ts';
import type { Stack, Tenant } from './fixture.ts';
import { mail, openScene, type IntakeScene, type Seen } from './intake-scene.ts';

describe('messages of data subjects on the running template', () => {
  let scene: IntakeScene;
  let stack: Stack;
  let firm: Tenant;
  let officer: Client;
  let vendorOfficer: Client;
  let inbox: string;

  beforeAll(async () => {
    scene = await openScene();
    ({ stack, firm, officer, vendorOfficer, inbox } = scene);
  });
  afterAll(() => stack.stop());

  test('part of DSR-07: a mail to the privacy inbox opens requests with its arrival time and is answered; the same mail, and the same request once more, are joined and still answered', async () => {
    const before = await stack.now();
    const first = mail(
      'one',
      'Bitte löschen Sie alle meine Daten und senden Sie mir vorher eine Kopie meiner Daten.',
    );
    expect(await scene.write(inbox, first)).toBe(200);
    const [item] = await eventually(stack, async () => {
      const found = await scene.arrivals(officer, 'turned');
      return found.length > 0 ? found : undefined;
    });
    await stack.advance('PT1S');
    const { body } = await officer.get('/v1/requests');
    const requests = (body as { items: Seen[] }).items;
    expect(requests.map(({ type }) => type).sort()).toEqual(['access', 'erasure']);
    for (const { receivedAt, channel } of requests) {
      expect(channel).toBe('email');
      expect(receivedAt).toBe(item?.receivedAt);
      expect(Date.parse(receivedAt) - before).toBeLessThan(5_000);
    }
    expect(await scene.letters('ines@example.org', /Ihre Anfrage ist eingegangen/)).toHaveLength(2);
    expect(await scene.write(inbox, first)).toBe(200);
    await scene.letters('ines@example.org', /Ihre Nachricht ist eingegangen/);
    const again = mail('two', 'Noch einmal: bitte löschen Sie meine Daten.');
    expect(await scene.write(inbox, again)).toBe(200);
    await eventually(stack, async () => {
      const found = await scene.letters('ines@example.org', /Ihre Nachricht ist eingegangen/);
      return found.length === 2 ? true : undefined;
    });
    await stack.advance('PT1S');
    const after = await officer.get('/v1/requests');
    expect((after.body as { items: Seen[] }).items).toHaveLength(2);
    const read = await officer.get(`/v1/intake/${item?.id}`);
    expect(read.body).toMatchObject({
      state: 'turned',
      repeats: 1,
      content: { replyTo: 'ines@example.org' },
    });
  });

  test('part of DSR-07: a letter that says nothing clear waits for an officer, who opens every request in it with its arrival time; nothing is left unsealed', async () => {
    const text = [
      'From: Noor Haddad <noor@example.org>',
      'Subject: Hello',
      'Message-ID: <three@example.org>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'I would like to talk with you about what you and your shop have about me.',
      '--b',
      'Content-Type: application/pdf; name="mandate.pdf"',
      'Content-Disposition: attachment; filename="mandate.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      'bWFuZGF0ZQ==',
      '--b--',
      '',
    ];
    const known = await scene.ids(officer);
    expect(await scene.write(inbox, text)).toBe(200);
    const waiting = await scene.newest(officer, 'open', known);
    expect(waiting).toMatchObject({ proposals: [], language: 'en', attachments: 1 });
    await scene.letters('noor@example.org', /We have received your message/);
    const [told] = await scene.letters('olaf@example.org', /A message waits in your privacy inbox/);
    expect(`${told?.subject}${told?.text}`).not.toMatch(/noor|haddad/i);
    const read = await officer.get(`/v1/intake/${waiting.id}`);
    expect(read.body).toMatchObject({
      content: { name: 'Noor Haddad', attachments: [{ name: 'mandate.pdf', size: 7 }] },
    });
    const original = await officer.post(`/v1/intake/${waiting.id}/original`, {});
    const fetched = await fetch((original.body as { url: string }).url);
    expect(await fetched.text()).toContain('bWFuZGF0ZQ==');
    const types = ['access', 'objection'];
    await stack.advance('P2D');
    const opened = await officer.post(`/v1/intake/${waiting.id}/requests`, { types });
    expect(opened.status, opened.text).toBe(201);
    for (const { id } of (opened.body as { requests: Seen[] }).requests) {
      const { body } = await officer.get(`/v1/requests/${id}`);
      expect(body).toMatchObject({ receivedAt: waiting.receivedAt, channel: 'email' });
    }
    expect(await scene.objectsIn('BucketsInbox')).toBe(0);
  });

  test('mails of programs, and mails to nobody, open nothing and are not answered; what is suspicious waits unanswered', async () => {
    const known = await scene.ids(officer);
    const before = (await stack.outbox()).length;
    const [first = '', ...rest] = mail('four', 'Delete my data');
    expect(await scene.write(inbox, ['Auto-Submitted: auto-replied', first, ...rest])).toBe(200);
    expect(await scene.write(inbox, mail('five', 'Delete my data'), { from: '' })).toBe(200);
    expect(
      await scene.write(`privacy+${'1'.repeat(26)}@inbox.example.com`, mail('six', 'Delete my data')),
    ).toBe(200);
    expect(await scene.write('somebody@elsewhere.example', mail('seven', 'Delete my data'))).toBe(422);
    const forged = mail('eight', 'Delete my data').map((line) => line.replace('ines@', 'eve@'));
    expect(await scene.write(inbox, forged, { fail: 'dmarc' })).toBe(200);
    const waiting = await scene.newest(officer, 'open', known);
    expect(waiting['findings']).toMatchObject([{ finding: 'forged' }]);
    await eventually(stack, async () => ((await scene.objectsIn('BucketsInbox')) === 0 ? true : undefined));
    const fresh = (await scene.arrivals(officer)).filter(({ id }) => !known.includes(id));
    expect(fresh.map(({ id }) => id)).toEqual([waiting.id]);
    const sent = (await stack.outbox()).slice(0, (await stack.outbox()).length - before);
    expect(sent.filter(({ to }) => !to.includes('olaf@example.org'))).toEqual([]);
    const closed = await officer.post(`/v1/intake/${waiting.id}/close`, { reason: 'spam' });
    expect(closed.body).toMatchObject({ state: 'closed', closedAs: 'spam' });
    expect((await officer.post(`/v1/intake/${waiting.id}/requests`, { types: ['access'] })).status).toBe(409);
  });

  test('a mail whose event was lost is taken by the schedule, with the time at which it arrived', async () => {
    const known = await scene.ids(officer);
    const at = await stack.now();
    await scene.store('forgotten', [
      `Return-Path: <ines@example.org>`,
      'Received: from mail.invalid by inbound-smtp.eu-central-1.amazonaws.com with SMTP id forgotten',
      ` for ${inbox}; ${new Date(at - 3_600_000).toUTCString().replace('GMT', '+0000 (UTC)')}`,
      ...mail('nine', 'I object to the processing of my data and want nothing else from you.', 'Hello'),
    ]);
    await stack.advance('PT12M');
    const found = await scene.newest(officer, 'turned', known);
    expect(Math.abs(Date.parse(found.receivedAt) - (at - 3_600_000))).toBeLessThan(1_000);
    expect(await scene.objectsIn('BucketsInbox')).toBe(0);
  });

  test('part of DSR-07: a message in a messenger, handed over by the business’s own system, keeps its arrival there, is answered, and is one however often it comes', async () => {
    const receivedAt = new Date((await stack.now()) - 3_600_000).toISOString();
    const posted = {
      channel: 'messenger',
      messageId: 'chat-7 message-12',
      message: 'Please restrict the use of my data until this is settled.',
      receivedAt,
      email: 'of-the-messenger@example.org',
      language: 'en',
    };
    const first = await firm.client.post('/v1/intake', posted);
    expect([first.status, first.body.state]).toEqual([201, 'turned']);
    expect((await firm.client.post('/v1/intake', posted)).body.id).toBe(first.body.id);
    const [request, ...more] = first.body.requests as string[];
    expect(more).toEqual([]);
    expect((await officer.get(`/v1/requests/${request}`)).body).toMatchObject({
      type: 'restriction',
      channel: 'messenger',
      receivedAt,
    });
    expect(await scene.letters(posted.email, /We have received your request/)).toHaveLength(1);
    expect((await stack.anybody.post('/v1/intake', posted)).status).toBe(401);
  });

  test('part of DSR-07: a form without login takes free wording; every business answers alike, there or not', async () => {
    const known = await scene.ids(officer);
    const page = await stack.anybody.get(`/public/pages/intake/${firm.tenant}`);
    expect(page.text).toContain('<form method="post">');
    expect(page.text).not.toContain('<script');
    const nobody = '1'.repeat(26);
    expect((await stack.anybody.get(`/public/pages/intake/${nobody}`)).text).toBe(page.text);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({
      message: 'Guten Tag,\r\nich bitte Sie um alles, was Sie haben.',
      access: 'on',
      email: 'tomas@example.org',
      name: '',
      phone: '',
    }).toString();
    const sent = await stack.anybody.call('POST', `/public/pages/intake/${firm.tenant}`, { body, headers });
    expect(sent.status, sent.text).toBe(200);
    const missed = await stack.anybody.call('POST', `/public/pages/intake/${nobody}`, { body, headers });
    expect(missed.text).toBe(sent.text);
    const turned = await scene.newest(officer, 'turned', known);
    expect(turned).toMatchObject({ door: 'form', proposals: ['access'] });
    await scene.letters('tomas@example.org', /Ihre Anfrage ist eingegangen/);
    const json = { message: 'Hello', email: 'x@example.org' };
    const there = await stack.anybody.post(`/public/v1/intake/${firm.tenant}`, json);
    const absent = await stack.anybody.post(`/public/v1/intake/${nobody}`, json);
    expect([there.status, there.text]).toEqual([202, absent.text]);
    expect((await stack.anybody.post(`/public/v1/intake/${firm.tenant}`, { email: 'x' })).status).toBe(400);
  });

  test('DSR-08: whoever names a business at the vendor reaches that business at once and gets a letter that says where to turn, the same whether or not the business or data exist; the platform sees no content', async () => {
    const person = { name: 'Tomás Vidal', email: 'tomas.vidal@example.org' };
    expect((await firm.client.post('/v1/contacts', person)).status).toBe(201);
    const known = await scene.ids(officer);
    const word = 'zweiundvierzig-Kraniche';
    const ask = (business: string, email: string) =>
      stack.anybody.post('/public/v1/intake', {
        business,
        email,
        message: `Bitte löschen Sie meine Daten. ${word}`,
        language: 'de',
      });
    const asked = [
      ['https://www.Lindqvist.example/impressum', person.email],
      ['lindqvist.example', 'unknown@example.org'],
      ['nobody.example', 'somebody@example.org'],
    ] as const;
    const answers = await Promise.all(asked.map(([business, email]) => ask(business, email)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const forwarded = await eventually(stack, async () => {
      const found = (await scene.arrivals(officer, 'open')).filter(({ id }) => !known.includes(id));
      return found.length === 2 ? found : undefined;
    });
    for (const { door, proposals } of forwarded) expect([door, proposals]).toEqual(['vendor', ['erasure']]);
    const texts = await Promise.all(
      asked.map(async ([business, to]) => {
        const [letter] = await scene.letters(to, /Zu Ihrer Nachricht an uns/);
        expect(await stack.outbox({ to })).toHaveLength(1);
        return letter?.text?.replaceAll(business, 'B').replace(/[0-9A-Z]{26}/, 'N');
      }),
    );
    expect(new Set(texts).size).toBe(1);
    await scene.letters('olaf@example.org', /A message waits|wartet eine Nachricht/);
    // The vendor's own members see that something was passed on, and nothing of it.
    const passed = await eventually(stack, async () => {
      const found = await scene.arrivals(vendorOfficer, 'forwarded');
      return found.length === 3 ? found : undefined;
    });
    for (const { id } of passed) {
      const { body } = await vendorOfficer.get(`/v1/intake/${id}`);
      expect(body).not.toHaveProperty('content');
    }
    expect((await vendorOfficer.get(`/v1/intake/${forwarded[0]?.id}`)).status).toBe(404);
    expect((await stack.operator.get(`/v1/intake/${forwarded[0]?.id}`)).status).toBe(401);
    expect(scene.linesOfLogs()).not.toContain(word);
    const { id } = forwarded.find(({ proposals }) => (proposals as string[]).length > 0) ?? { id: '' };
    expect((await officer.post(`/v1/intake/${id}/requests`, { types: ['erasure'] })).status).toBe(201);
  });

  test('DSR-12: a complaint that reaches the vendor is told to the business at once; one whose business is not known raises the alarm after 72 hours, and is passed on with its first date', async () => {
    const alarms = () => scene.linesOfLogs().split('forwarding-overdue').length - 1;
    const raised = alarms();
    const known = await scene.ids(officer);
    const complain = (business: string, email: string) =>
      stack.anybody.post('/public/v1/intake', {
        business,
        email,
        message: 'I hereby complain: the shop has not answered me for three months.',
        rights: ['complaint'],
      });
    const at = await stack.now();
    expect((await complain('lindqvist.example', 'cora@example.org')).status).toBe(202);
    const told = await scene.newest(officer, 'open', known);
    expect(Date.parse(String(told['forwardBy'])) - Date.parse(told.receivedAt)).toBe(72 * 3_600_000);
    await scene.letters('olaf@example.org', /A message waits/);
    const heldBefore = await scene.ids(vendorOfficer);
    expect((await complain('Lindkvist', 'carl@example.org')).status).toBe(202);
    const held = await scene.newest(vendorOfficer, 'held', heldBefore);
    await stack.advance('PT71H');
    expect(alarms()).toBe(raised);
    await stack.advance('PT2H');
    await eventually(stack, async () => (alarms() > raised ? true : undefined));
    expect(scene.linesOfLogs()).not.toContain('three months');
    const passed = await vendorOfficer.post(`/v1/intake/${held.id}/forward`, {
      business: 'lindqvist.example',
    });
    expect(passed.status, passed.text).toBe(200);
    const late = await scene.newest(officer, 'open', [...known, told.id]);
    expect(late).toMatchObject({ receivedAt: held.receivedAt, door: 'vendor' });
    expect(Math.abs(Date.parse(late.receivedAt) - at)).toBeLessThan(10_000);
    expect((await officer.post(`/v1/intake/${late.id}/forward`, { business: 'x' })).status).toBe(403);
  });

  test('what is written to the vendor about the vendor itself is a case of the vendor', async () => {
    const before = await scene.ids(vendorOfficer);
    const message = 'I have an account with you. Please send me a copy of my data.';
    expect(
      (await stack.anybody.post('/public/v1/intake', { message, email: 'ada@example.org' })).status,
    ).toBe(202);
    const own = await scene.newest(vendorOfficer, 'turned', before);
    expect(own).toMatchObject({ door: 'form', proposals: ['access'] });
    const [receipt] = await scene.letters('ada@example.org', /We have received your request/);
    expect(receipt?.text).toContain('The Vendor');
  });

  test('the local cloud had nothing to complain about', () => {
    expect(stack.lines.filter((line) => line.includes('failed'))).toEqual([]);
  });
});
