import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPrincipal } from '../../../../shared/access/create-principal.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, MINUTE, instant } from '../../../../shared/kernel/time.ts';
import { cancel, refuse } from '../../../../shared/rights/decisions/answer.ts';
import { PATIENCE } from '../../../../shared/rights/steps/expire.ts';
import { load, step } from '../../../../shared/rights/steps/store.ts';
import type { Bench } from '../../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../../local/s3/setup.ts';
import { firmBench, linkIn, wrongCode } from '../firm.ts';
import { linkMail, linkSent, openBuckets, openOffice, type Office } from './office.ts';

const INES = { name: 'Ines Albrecht', email: 'ines@example.org' };
const PASSPORT = 'PASSPORT-OF-INES-ALBRECHT-C01X00T47';

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

const officer = () => office.firm.as(office.firm.officer);
const opened = async (given: Parameters<Office['firm']['open']>[0] = {}): Promise<Id> =>
  (await office.firm.open(given)).request.id;
const doubt = (request: Id) =>
  office.on(request, 'doubt', { reason: 'signs-of-impersonation', note: 'Writes of himself' });
const ask = (request: Id) => office.on(request, 'evidence/ask', { impossible: { 'mailbox-code': 'lost' } });

/** A request whose document is held. */
async function held(): Promise<Id> {
  const request = await opened();
  await doubt(request);
  await ask(request);
  await office.deposited(request, 'evidence', PASSPORT);
  expect((await office.on(request, '')).json).toMatchObject({ evidence: { state: 'held' } });
  expect(await office.objects()).toBe(1);
  return request;
}

describe('a document', () => {
  test('is not asked for without a doubt, nor before the ordinary ways were tried or are impossible', async () => {
    const request = await opened();
    const rule = async (body: object = {}) => {
      const { statusCode, json } = await office.on(request, 'evidence/ask', body);
      return statusCode === 200 ? 'accepted' : json['violations']?.[0]?.['rule'];
    };
    expect(await rule()).toBe('doubt');
    await doubt(request);
    expect(await rule()).toBe('ordinary methods first');
    expect(await rule({ impossible: { 'call-back': 'lost' } })).toBe('ordinary methods first');
    await office.on(request, 'challenge', { via: 'email' });
    expect(await rule()).toBe('accepted');
    const texts = (await office.firm.post()).map(({ text }) => text).join();
    expect(texts).not.toContain('impersonation');
    expect(await office.on(request, 'evidence/ask', {})).toMatchObject({ statusCode: 409 });
  });

  test('is uploaded only when it was asked for, seen by officers only, and its reading is on record', async () => {
    const request = await opened();
    expect(await office.on(request, 'evidence/upload')).toMatchObject({ statusCode: 409 });
    await doubt(request);
    await ask(request);
    await office.deposited(request, 'evidence', PASSPORT);
    const admin = { role: 'admin' };
    for (const what of ['evidence/content', 'evidence/result', 'doubt'])
      expect(await office.on(request, what, {}, admin)).toMatchObject({ statusCode: 403 });
    const { json } = await office.on(request, 'evidence/content');
    expect(await (await fetch(String(json['url']))).text()).toBe(PASSPORT);
    const events = await office.firm.items('AUD#');
    expect(events.filter(({ fields }) => Array.isArray(fields) && fields.includes('evidence'))).toHaveLength(
      1,
    );
    bench.advance(10 * MINUTE);
    await office.tick(request);
    expect((await fetch(String(json['url']))).status).toBe(404);
    expect((await office.on(request, '')).json).toMatchObject({ evidence: { state: 'held' } });
    expect(JSON.stringify((await office.on(request, '')).json)).not.toContain('objectKey');
  });

  test('part of IDV-02: goes with its result, every version of it, and the outcome stays', async () => {
    for (const outcome of ['confirmed', 'rejected'] as const) {
      const request = await held();
      const { json } = await office.on(request, 'evidence/content');
      const decided = await office.on(request, 'evidence/result', { outcome });
      expect(decided.json).toMatchObject({
        state: outcome === 'confirmed' ? 'verified' : 'verifying',
        evidence: { state: outcome, decidedBy: office.firm.officer },
      });
      expect((await fetch(String(json['url']))).status).toBe(404);
      await office.tick(request);
      expect(await office.objects()).toBe(0);
      expect(await office.gone(PASSPORT)).toBe(true);
      bench.advance(10 * MINUTE);
      await office.tick(request);
      expect((await load(officer(), request)).evidence).not.toHaveProperty('objectKey');
      expect((await load(officer(), request)).evidence).toMatchObject({ state: outcome });
      await cancel(officer(), request);
    }
  });

  test.each([
    ['refusal', (request: Id) => refuse(officer(), request, ['not-identified'], 'x'.repeat(200))],
    ['withdrawal', (request: Id) => cancel(officer(), request)],
    ['expiry', async () => bench.advance(PATIENCE + MINUTE)],
    [
      'another identification',
      async (request: Id) => {
        await office.on(request, 'challenge', { via: 'email' });
        const link = await linkSent(office);
        await office.person(link, 'answer', { code: await office.codeFor(link) });
      },
    ],
    ['thirty days', async () => bench.advance(30 * DAY)],
  ])('part of IDV-02: goes with %s as well, unused', async (_, close) => {
    const request = await held();
    await close(request);
    bench.advance(5 * MINUTE);
    await office.tick(request);
    expect(await office.objects()).toBe(0);
    expect(await office.gone(PASSPORT)).toBe(true);
    expect((await load(officer(), request)).evidence).toMatchObject({
      state: 'unused',
      goneAt: expect.any(String),
    });
  });

  test('that was posted and never completed goes as well; one that arrives after the closing is not taken', async () => {
    const request = await opened();
    await doubt(request);
    await ask(request);
    await office.on(request, 'evidence/upload');
    await cancel(officer(), request);
    const late = await office.on(request, 'evidence/complete', { receivedAt: instant(bench.now()) });
    expect(late).toMatchObject({ statusCode: 409 });
    bench.advance(5 * MINUTE);
    await office.tick(request);
    expect(await office.objects()).toBe(0);
  });
});

test('IDV-01: a logged-in user is not asked again, nobody is asked for a document without a doubt, a code goes to what was on file before, and the clock stands still only for what was asked at once', async () => {
  const { tenant, officer: id } = office.firm;
  const member = { kind: 'human', role: 'sales', name: INES.name, email: INES.email } as const;
  const account = await createPrincipal(bench.office.workspace(tenant, { kind: 'human', id }), member);
  const own = await office.call(
    'POST',
    '/v1/me/requests',
    { type: 'portability' },
    { role: 'sales', principal: account.id },
  );
  expect(own.json).toMatchObject({ state: 'verified', identification: { method: 'account' } });
  expect(await office.on(own.json.id, 'challenge', { via: 'email' })).toMatchObject({ statusCode: 409 });
  expect(await office.on(own.json.id, 'evidence/ask', {})).toMatchObject({ statusCode: 409 });

  const request = await opened({ replyTo: 'elsewhere@example.com' });
  expect(await office.on(request, 'evidence/ask', {})).toMatchObject({ statusCode: 422 });
  await office.firm.post();
  await office.on(request, 'challenge', { via: 'email' });
  const mail = await linkMail(office);
  expect(mail?.to).toBe(INES.email);
  await office.person(linkIn(mail), 'code', {});
  expect((await office.firm.post()).map(({ to }) => to)).toEqual([INES.email]);

  await doubt(request);
  const before = (await office.on(request, '')).json['clocks'] as unknown as Record<string, string>;
  const asked = await office.on(request, 'evidence/ask', {});
  expect(asked.json['clocks']).toMatchObject({ clockStopped: true, lawUnsuspended: before['law'] });
  bench.advance(7 * DAY);
  await office.deposited(request, 'evidence', PASSPORT);
  const after = (await office.on(request, '')).json['clocks'] as unknown as Record<string, string>;
  const days = (Date.parse(String(after['law'])) - Date.parse(String(before['law']))) / DAY;
  expect(days).toBeGreaterThanOrEqual(7);
  expect(after['lawUnsuspended']).toBe(before['law']);

  const late = await opened({ type: 'access' });
  bench.advance(10 * DAY);
  await doubt(late);
  expect((await ask(late)).json['clocks']).toMatchObject({ clockStopped: false });
});

test('IDV-02: nothing is fetched before the person is verified, an agent needs proof that stays with the case, five wrong codes end the challenge and not the request, evidence goes with its result and its outcome stays', async () => {
  const request = await opened({ type: 'access' });
  const agent = { name: 'Tomás Vidal', rights: ['access'], answers: 'person' };
  await office.on(request, 'agent', agent);
  expect(await office.on(request, 'agent/check', { outcome: 'accepted' })).toMatchObject({
    statusCode: 422,
    json: { violations: [{ rule: 'proof of authority' }] },
  });
  await office.deposited(request, 'agent', 'MANDATE');
  for (const [what, body] of [
    ['release', {}],
    ['hand-over', { by: 'post' }],
  ] as const) {
    const refused = await office.on(request, what, body);
    expect(refused).toMatchObject({ statusCode: 403, json: { reason: 'identity.unverified' } });
  }
  await office.on(request, 'challenge', { via: 'email' });
  const link = await linkSent(office);
  const code = await office.codeFor(link);
  expect(await office.person(link, 'answer', { code }, 'collect')).toMatchObject({ statusCode: 401 });
  for (let guess = 0; guess < 5; guess++)
    expect(await office.person(link, 'answer', { code: wrongCode(code) })).toMatchObject({ statusCode: 401 });
  const locked = await office.person(link, 'answer', { code });
  expect(locked).toMatchObject({ statusCode: 403, json: { type: 'urn:bailiwick:problem:challenge.locked' } });

  await office.on(request, 'doubt', { reason: 'wrong-codes', note: 'Five wrong codes' });
  await office.on(request, 'evidence/ask', {});
  await office.deposited(request, 'evidence', PASSPORT);
  const confirmed = await office.on(request, 'evidence/result', { outcome: 'confirmed' });
  expect(confirmed.json).toMatchObject({ state: 'verified', identification: { method: 'document' } });
  await step(officer(), request, 'prepare');
  await step(officer(), request, 'prepared');
  await office.firm.post();
  const unchecked = await office.on(request, 'release');
  expect(unchecked).toMatchObject({ statusCode: 403, json: { reason: 'agent.unchecked' } });
  await office.on(request, 'agent/check', { outcome: 'accepted' });
  expect(await office.on(request, 'release')).toMatchObject({ statusCode: 200 });
  const collect = await linkSent(office);
  const fetched = await office.person(
    collect,
    'answer',
    { code: await office.codeFor(collect, 'collect') },
    'collect',
  );
  expect(fetched).toMatchObject({ statusCode: 200, json: { url: 'https://example.org/zip' } });
  await office.on(request, 'fetched');
  bench.advance(10 * MINUTE);
  await office.tick(request);
  bench.advance(10 * MINUTE);
  await office.tick(request);
  // The mandate is what is left.
  expect(await office.objects()).toBe(1);
  expect(await office.gone(PASSPORT)).toBe(true);
  const closed = (await office.on(request, '')).json;
  expect(closed).toMatchObject({
    state: 'done',
    identification: { method: 'document', recordedBy: office.firm.officer },
    evidence: { state: 'confirmed', decidedBy: office.firm.officer },
  });
});
