import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, MINUTE } from '../../../../shared/kernel/time.ts';
import { cancel } from '../../../../shared/rights/decisions/answer.ts';
import { approve } from '../../../../shared/rights/decisions/decide.ts';
import { load, parts, step } from '../../../../shared/rights/steps/store.ts';
import type { Bench } from '../../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../../local/s3/setup.ts';
import { firmBench, linkIn } from '../firm.ts';
import { linkMail, linkSent, openBuckets, openOffice, type Office } from './office.ts';

const INES = { name: 'Ines Albrecht', email: 'ines@example.org' };
const LAWYER = 'counsel@example.net';
const MANDATE = 'MANDATE-SIGNED-BY-INES-ALBRECHT-2027';

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
const agent = { name: 'Tomás Vidal', email: LAWYER, rights: ['access', 'erasure'], answers: 'agent' };

/** A request that the agent has made. */
async function claimed(
  given: object = {},
  type: 'access' | 'erasure' | 'portability' = 'access',
): Promise<Id> {
  const { request } = await office.firm.open({ type, replyTo: LAWYER });
  await office.firm.post();
  expect(await office.on(request.id, 'agent', { ...agent, ...given })).toMatchObject({ statusCode: 200 });
  return request.id;
}
const check = async (request: Id, outcome = 'accepted') => office.on(request, 'agent/check', { outcome });
const ruleOf = async (request: Id) => (await check(request)).json['violations']?.[0]?.['rule'];

/** A request of a checked agent. */
async function accepted(type: 'access' | 'erasure' = 'access'): Promise<Id> {
  const request = await claimed({}, type);
  await office.deposited(request, 'agent', MANDATE);
  expect(await check(request)).toMatchObject({ statusCode: 200, json: { state: 'verified' } });
  return request;
}

describe('part of IDV-02: an agent', () => {
  test('is believed with a mandate that covers the right, is in force, and is stored or can be looked up', async () => {
    const narrow = await claimed({ rights: ['objection'], reference: 'register 12' });
    expect(await ruleOf(narrow)).toBe('covers the right');
    await office.on(narrow, 'agent', { ...agent, until: '2027-02-28', reference: 'register 12' });
    expect(await ruleOf(narrow)).toBe('in force');
    await office.on(narrow, 'agent', agent);
    expect(await ruleOf(narrow)).toBe('proof of authority');
    await office.deposited(narrow, 'agent', MANDATE);
    expect(await check(narrow)).toMatchObject({
      statusCode: 200,
      json: { state: 'verified', identification: { method: 'mandate' }, agent: { state: 'verified' } },
    });
    const nowhere = await office.on(await claimed({}, 'erasure'), 'agent', { ...agent, email: undefined });
    expect(nowhere).toMatchObject({ statusCode: 422 });
  });

  test('gets the answer when the mandate says so; otherwise it goes to the person’s mailbox on file', async () => {
    for (const [answers, to] of [
      ['agent', LAWYER],
      ['person', INES.email],
    ]) {
      const request = await claimed({ answers, reference: 'register 12' });
      await check(request);
      await step(officer(), request, 'prepare');
      await step(officer(), request, 'prepared');
      expect(await office.on(request, 'release')).toMatchObject({ statusCode: 200 });
      expect((await linkMail(office))?.to).toBe(to);
      await cancel(officer(), request);
      await office.firm.post();
    }
  });

  test('gets nothing before the mandate was checked, though the person is known', async () => {
    const request = await claimed();
    await office.on(request, 'challenge', { via: 'email' });
    const mail = await linkMail(office);
    expect(mail).toMatchObject({ to: INES.email, text: expect.stringContaining('act for you') });
    const link = linkIn(mail);
    await office.person(link, 'answer', { code: await office.codeFor(link) });
    await step(officer(), request, 'prepare');
    await step(officer(), request, 'prepared');
    const refused = await office.on(request, 'release');
    expect(refused).toMatchObject({ statusCode: 403, json: { reason: 'agent.unchecked' } });
    await check(request, 'refused');
    expect(await office.on(request, 'release')).toMatchObject({ statusCode: 200 });
    expect((await linkMail(office))?.to).toBe(INES.email);
  });

  test('who is doubted needs the person’s own word, through contact data on file', async () => {
    const request = await claimed({ reference: 'register 12' });
    await office.on(request, 'doubt', { reason: 'authority-of-agent', note: 'Signature differs' });
    expect(await ruleOf(request)).toBe('confirmed by the person');
    await office.on(request, 'challenge', { via: 'email' });
    const link = await linkSent(office);
    await office.person(link, 'answer', { code: await office.codeFor(link) });
    expect(await check(request)).toMatchObject({ statusCode: 200, json: { agent: { state: 'verified' } } });
  });

  test('whose mandate is revoked stops at once: link dead, approval undone, no letter any more', async () => {
    const access = await accepted();
    await step(officer(), access, 'prepare');
    await step(officer(), access, 'prepared');
    await office.on(access, 'release');
    const link = await linkSent(office);
    const code = await office.codeFor(link, 'collect');
    const revoked = await office.on(access, 'agent/revoke');
    expect(revoked.json).toMatchObject({ state: 'received', agent: { state: 'revoked' } });
    expect(revoked.json).not.toHaveProperty('identification');
    expect(await office.person(link, 'answer', { code }, 'collect')).toMatchObject({ statusCode: 401 });
    expect(await office.on(access, 'release')).toMatchObject({ statusCode: 403 });
    await cancel(officer(), access);
    expect(await office.firm.post()).toEqual([]);
  });

  test('whose mandate is revoked in the stop window erases nobody', async () => {
    const erasure = await accepted('erasure');
    await step(officer(), erasure, 'prepare');
    await step(officer(), erasure, 'prepared');
    await approve(office.firm.as(office.firm.secondOfficer), erasure, 60);
    expect((await office.on(erasure, 'agent/revoke')).json).toMatchObject({ state: 'received' });
    bench.advance(2 * MINUTE);
    await office.tick(erasure);
    expect((await load(officer(), erasure)).state).toBe('received');
    expect(office.firm.runs.filter(({ name }) => name.includes('-erase-'))).toEqual([]);
  });

  test('has a mandate that stays with the case for as long as its record, and then goes', async () => {
    const request = await accepted();
    const shown = (await office.on(request, 'identity')).json;
    expect(shown).toMatchObject({ agent: { name: agent.name, email: LAWYER, document: true } });
    expect(await office.gone(MANDATE)).toBe(true);
    expect(await office.gone(agent.name)).toBe(true);
    await cancel(officer(), request);
    await office.firm.post();
    bench.advance(5 * MINUTE);
    await office.tick(request);
    expect((await load(officer(), request)).keyEndedAt).toBeDefined();
    const { json } = await office.on(request, 'agent/content');
    expect(await (await fetch(String(json['url']))).text()).toBe(MANDATE);
    bench.advance(10 * MINUTE);
    await office.tick(request);
    expect(await office.objects()).toBeGreaterThan(0);
    bench.advance(3 * 366 * DAY);
    await office.tick(request);
    expect(await office.objects()).toBe(0);
    expect(await parts(officer(), request, 'mandate')).toEqual([]);
    expect(await office.on(request, 'identity')).toMatchObject({ statusCode: 404 });
  });

  test('of one firm is nothing to another firm', async () => {
    const request = await accepted();
    const elsewhere = await openOffice(bench, s3);
    for (const what of ['identity', 'agent/content', 'agent/revoke', 'evidence/upload', 'doubt'])
      expect(
        await elsewhere.on(request, what, what === 'doubt' ? { reason: 'disputed', note: 'x' } : {}),
      ).toMatchObject({ statusCode: 404 });
  });
});
