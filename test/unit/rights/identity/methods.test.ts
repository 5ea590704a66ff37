import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPrincipal } from '../../../../shared/access/create-principal.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, HOUR, MINUTE, instant } from '../../../../shared/kernel/time.ts';
import { LINKS_A_DAY } from '../../../../shared/rights/identity/challenges.ts';
import {
  METHODS,
  needsIdentification,
  sufficientMethods,
} from '../../../../shared/rights/request/methods.ts';
import { REQUEST_TYPES } from '../../../../shared/rights/rights.ts';
import type { Bench } from '../../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../../local/s3/setup.ts';
import { firmBench, wrongCode } from '../firm.ts';
import { linkSent, openBuckets, openOffice, type Office } from './office.ts';

const INES = { name: 'Ines Albrecht', email: 'ines@example.org', phone: '+49 30 901820' };

let bench: Bench;
let s3: ObjectBench;
let office: Office;
beforeAll(async () => {
  bench = await firmBench();
  s3 = await openBuckets();
});
afterAll(async () => {
  await bench.stop();
  await s3.remove();
});
beforeEach(async () => {
  office = await openOffice(bench, s3);
  await office.firm.person(INES);
});

const opened = async (given: Parameters<Office['firm']['open']>[0] = {}): Promise<Id> =>
  (await office.firm.open(given)).request.id;

describe('methods by risk', () => {
  test('a right by which somebody could learn, change or destroy something needs more than a sender', () => {
    const weak = REQUEST_TYPES.filter((type) => sufficientMethods(type).includes('sender-on-file'));
    expect(weak).toEqual(['information', 'restriction', 'objection', 'withdrawal', 'review', 'complaint']);
    const asked = REQUEST_TYPES.filter((type) => needsIdentification({ type }));
    expect(asked).toEqual(REQUEST_TYPES.filter((type) => type !== 'information'));
    expect(needsIdentification({ type: 'objection', marketing: true })).toBe(false);
    for (const type of REQUEST_TYPES) expect(sufficientMethods(type)).toContain('mailbox-code');
    expect(Object.keys(METHODS)).toHaveLength(6);
  });

  test('part of IDV-01: whoever writes from the mailbox on file can restrict, and cannot erase', async () => {
    const restriction = await opened({ type: 'restriction', replyTo: 'INES@example.org' });
    const known = await office.on(restriction, 'sender', { sender: INES.email });
    expect(known).toMatchObject({
      statusCode: 200,
      json: {
        state: 'verified',
        identification: { method: 'sender-on-file', recordedBy: office.firm.officer },
      },
    });
    const erasure = await opened({ replyTo: INES.email });
    const weak = await office.on(erasure, 'sender', { sender: INES.email });
    expect(weak).toMatchObject({
      statusCode: 422,
      json: { violations: [{ rule: 'sufficient for the right' }] },
    });
    expect(weak.json['detail']).toContain('mailbox-code, call-back, mandate, document');
  });

  test('part of IDV-01: a sender that is not on file, was stored later, or did not send the message proves nothing', async () => {
    const stranger = await opened({ type: 'objection', replyTo: 'stranger@example.com' });
    const rule = async (request: Id, sender: string) =>
      (await office.on(request, 'sender', { sender })).json['violations']?.[0]?.['rule'];
    expect(await rule(stranger, 'stranger@example.com')).toBe('on file');
    expect(await rule(stranger, INES.email)).toBe('sender');
    const form = await opened({ type: 'withdrawal', channel: 'form', replyTo: INES.email });
    expect(await rule(form, INES.email)).toBe('channel');
    const call = await opened({ type: 'complaint', channel: 'phone' });
    expect(await rule(call, '030 901821')).toBe('on file');
    const heard = await office.on(call, 'sender', { sender: '030 901820' });
    expect(heard.json).toMatchObject({ state: 'verified' });
    const receivedAt = instant(bench.now() - 30 * DAY);
    const early = await opened({ type: 'review', replyTo: INES.email, receivedAt });
    expect(await rule(early, INES.email)).toBe('on file');
  });

  test('part of IDV-01: a request that is opened while logged in is identified, unless somebody else could be meant', async () => {
    const { tenant, officer } = office.firm;
    const admin = bench.office.workspace(tenant, { kind: 'human', id: officer });
    const account = await createPrincipal(admin, {
      kind: 'human',
      role: 'sales',
      name: INES.name,
      email: INES.email,
    });
    const caller = { role: 'sales', principal: account.id };
    const mine = await office.call('POST', '/v1/me/requests', { type: 'access' }, caller);
    expect(mine).toMatchObject({
      statusCode: 201,
      json: { state: 'verified', identification: { method: 'account' } },
    });
    const again = await office.on(mine.json.id, 'challenge', { via: 'email' });
    expect(again).toMatchObject({ statusCode: 409, json: { type: 'urn:bailiwick:problem:state.conflict' } });
    await office.firm.person({ name: 'Noor Haddad', email: INES.email });
    const unclear = await office.call('POST', '/v1/me/requests', { type: 'erasure' }, caller);
    expect(unclear.json).toMatchObject({ state: 'received', candidates: { length: 2 } });
    const nobody = await office.call('POST', '/v1/me/requests', { type: 'access' });
    expect(nobody).toMatchObject({ statusCode: 403 });
  });
});

describe('a challenge', () => {
  test('part of IDV-02: that is locked leaves the request two ways on, another link and a call', async () => {
    const request = await opened();
    await office.on(request, 'challenge', { via: 'email' });
    const link = await linkSent(office);
    const code = await office.codeFor(link);
    for (let guess = 0; guess < 5; guess++) await office.person(link, 'answer', { code: wrongCode(code) });
    expect(await office.person(link, 'answer', { code })).toMatchObject({ statusCode: 403 });
    const read = await office.on(request, '');
    expect(read.json).toMatchObject({ state: 'verifying', challenges: [{ state: 'locked', wrong: 5 }] });
    expect((await office.on(request, 'challenge', { via: 'email' })).statusCode).toBe(200);
    const next = await linkSent(office);
    expect(await office.person(next, 'answer', { code: await office.codeFor(next) })).toMatchObject({
      statusCode: 200,
    });
  });

  test('a mailbox gets five links in a day, whoever asks in its owner’s name; a call and tomorrow are left', async () => {
    const types = ['erasure', 'access', 'portability'] as const;
    const requests = await Promise.all(types.map((type) => opened({ type })));
    const sent: number[] = [];
    for (const request of [...requests, ...requests])
      sent.push((await office.on(request, 'challenge', { via: 'email' })).statusCode);
    expect(sent).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await office.firm.post()).toHaveLength(LINKS_A_DAY);
    const [first] = requests as [Id];
    expect((await office.on(first, 'call-back', { noted: 'Called' })).statusCode).toBe(200);
    bench.advance(DAY);
    expect((await office.on(first, 'challenge', { via: 'email' })).statusCode).toBe(200);
  });
});

describe('who cannot be told apart', () => {
  test('can add what was missing: the question is answered when it arrives, and the person is found', async () => {
    await office.firm.person({ name: 'Ines Albrecht', email: 'other@example.org' });
    const named = [{ kind: 'name', value: 'Ines Albrecht' }] as const;
    const request = await opened({ identifiers: named, replyTo: 'somebody@example.com' });
    await office.on(request, 'please-specify', { asks: ['person'] });
    const texts = (await office.firm.post()).map(({ text }) => text);
    expect(texts.join()).toContain('Which details do you use with us');
    bench.advance(2 * DAY);
    const receivedAt = instant(bench.now());
    bench.advance(HOUR);
    const identifiers = [{ kind: 'email', value: INES.email }];
    const early = { identifiers, receivedAt: instant(bench.now() - 10 * DAY) };
    expect(await office.on(request, 'specify', early)).toMatchObject({ statusCode: 422 });
    const told = await office.on(request, 'specify', { identifiers, wording: 'It is me', receivedAt });
    expect(told.json).toMatchObject({
      state: 'received',
      candidates: { length: 1 },
      suspensions: [{ about: 'identity', answeredAt: receivedAt }],
    });
    const read = await office.on(request, '');
    expect(read.json['content']).toMatchObject({
      wording: 'It is me',
      identifiers: [...named, ...identifiers],
    });
  });

  test('is told so with the way back, and taken up again with what was missing (Art. 11(2))', async () => {
    const request = await opened({
      identifiers: [{ kind: 'name', value: 'Nobody' }],
      replyTo: 'somebody@example.com',
    });
    await office.on(request, 'cannot-identify');
    const letter = (await office.firm.post()).find(({ text }) => text.includes('Art. 11(2) GDPR'));
    expect(letter?.text).toContain('we take your request up again');
    bench.advance(10 * MINUTE);
    await office.tick(request);
    const again = {
      identifiers: [{ kind: 'email', value: INES.email }],
      receivedAt: instant(bench.now()),
      channel: 'email',
    };
    const taken = await office.on(request, 'reopen', again);
    expect(taken).toMatchObject({ statusCode: 200, json: { state: 'received', candidates: { length: 1 } } });
  });
});
