import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import { DAY, HOUR, instant } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import {
  askToSpecify,
  cancel,
  extendRequest,
  findNothing,
  refuse,
} from '../../../shared/rights/decisions/answer.ts';
import { choosePerson } from '../../../shared/rights/opening/choose-person.ts';
import { letterPosted, readLetter } from '../../../shared/rights/desk/read-letter.ts';
import { load, parts } from '../../../shared/rights/steps/store.ts';
import {
  listRequests,
  readHistory,
  readRequest,
  requestBody,
} from '../../../shared/rights/desk/request-view.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { firmBench, openFirm } from './firm.ts';

describe('requests of data subjects', () => {
  let bench: Bench;
  let firm: Firm;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
  });

  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: Problem) => error.code,
    );

  test('part of DSR-07: however it arrives, a request keeps its arrival time, is answered with a receipt, and shows both clocks', async () => {
    const receivedAt = instant(bench.now() - 3 * DAY);
    const { request } = await firm.open({ channel: 'post', receivedAt, replyTo: 'ines@example.com' });
    expect(request).toMatchObject({ state: 'received', channel: 'post', receivedAt });
    expect(requestBody(request).clocks).toMatchObject({
      receivedOn: '2027-02-26',
      law: '2027-03-30',
      promise: '2027-03-28',
    });
    const [receipt] = await firm.post();
    expect(receipt).toMatchObject({ to: 'ines@example.com' });
    expect(receipt?.text).toContain('Lindqvist & Daughters');
  });

  test('part of DSR-07: the same request twice is one request; what the second one says is kept', async () => {
    await firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
    const [first, second] = await Promise.all([firm.open(), firm.open({ wording: 'Once more' })]);
    expect(first.request.id).toBe(second.request.id);
    expect(first.duplicate).not.toBe(second.duplicate);
    const byName = await firm.open({ identifiers: [{ kind: 'name', value: 'INES  albrecht' }] });
    expect(byName).toMatchObject({ duplicate: true, request: { id: first.request.id } });
    const workspace = firm.as(firm.officer);
    const { items } = await readHistory(workspace, first.request.id, { limit: 50 });
    expect(items.filter((line) => 'again' in line)).toHaveLength(2);
    const other = await firm.open({ type: 'access' });
    expect(other.duplicate).toBe(false);
    await cancel(workspace, first.request.id);
    const again = await firm.open();
    expect(again.duplicate).toBe(false);
  });

  test('part of DSR-07: nobody known by the identifiers is a duplicate by the identifiers, in any writing', async () => {
    const first = await firm.open({ identifiers: [{ kind: 'phone', value: '030 123456' }] });
    const second = await firm.open({ identifiers: [{ kind: 'phone', value: '+49 30 123456' }] });
    expect(second).toMatchObject({ duplicate: true, request: { id: first.request.id } });
    const third = await firm.open({ identifiers: [{ kind: 'phone', value: '+49 30 123457' }] });
    expect(third.duplicate).toBe(false);
  });

  test('a receipt in the future, one older than a year and an unknown calendar are refused', async () => {
    expect(await refusal(firm.open({ receivedAt: instant(bench.now() + 1000) }))).toBe('rule.violated');
    expect(await refusal(firm.open({ receivedAt: instant(bench.now() - 367 * DAY) }))).toBe('rule.violated');
    expect(await refusal(firm.open({ calendar: 'XX' }))).toBe('rule.violated');
    expect(await refusal(firm.open({ receivedAt: instant(bench.now() - 365 * DAY) }))).toBe('accepted');
  });

  test('an identifier never merges people: two who share one are the officer’s choice', async () => {
    const one = await firm.person({ name: 'Noor Haddad', email: 'shared@example.org' });
    const two = await firm.person({ name: 'Tomás Vidal', email: 'shared@example.org' });
    const email = { kind: 'email', value: 'Shared@Example.org' } as const;
    const { request } = await firm.open({ identifiers: [email] });
    expect(request.subject).toBeUndefined();
    expect([...request.candidates].sort()).toEqual([one, two].sort());
    const workspace = firm.as(firm.officer);
    expect((await choosePerson(workspace, request.id, one)).subject).toBe(one);
    expect((await choosePerson(workspace, request.id, two)).subject).toBe(two);
    const named = await firm.open({ identifiers: [email, { kind: 'name', value: 'Noor Haddad' }] });
    expect(named).toMatchObject({ duplicate: false, request: { subject: one } });
    expect(await refusal(choosePerson(workspace, request.id, one))).toBe('conflict');
    const nobody = one.split('').reverse().join('') as typeof one;
    expect(await refusal(choosePerson(workspace, request.id, nobody))).toBe('reference.unknown');
  });

  test('a person is found by the external id of a record', async () => {
    const { subject } = await createRecord(firm.as(firm.officer), contact, {
      name: 'Noor Haddad',
      externalId: 'CRM-7',
    });
    const { request } = await firm.open({ identifiers: [{ kind: 'externalId', value: 'CRM-7' }] });
    expect(request.subject).toBe(subject);
  });

  test('part of DSR-11: a refusal names reasons, authority and court, by mail or to be posted', async () => {
    const { request } = await firm.open();
    const workspace = firm.as(firm.officer);
    expect(await refusal(refuse(workspace, request.id, ['rights-of-others']))).toBe('rule.violated');
    expect(await refusal(refuse(workspace, request.id, [] as never))).toBe('rule.violated');
    const refused = await refuse(workspace, request.id, ['not-identified']);
    expect(refused).toMatchObject({ state: 'refused', decidedBy: firm.officer });
    const { letters } = await readRequest(workspace, request.id);
    const [posted] = letters;
    expect(posted).toMatchObject({ template: 'refused', state: 'by-post' });
    const letter = await readLetter(workspace, request.id, posted?.id as never);
    for (const part of [/could not establish/, /bfdi|Bundesbeauftragte/i, /go to court/])
      expect(letter.text).toMatch(part);
    await letterPosted(workspace, request.id, posted?.id as never);
    expect(await refusal(readLetter(workspace, request.id, posted?.id as never))).toBe('not-found');
    expect(await refusal(letterPosted(workspace, request.id, posted?.id as never))).toBe('state.conflict');
    expect(await refusal(cancel(workspace, request.id))).toBe('state.conflict');
  });

  test('part of DSR-09: a question asked in time stops the clock until the answer; both dates are shown', async () => {
    const { request } = await firm.open();
    const workspace = firm.as(firm.officer);
    const asked = await askToSpecify(workspace, request.id, ['person']);
    expect(asked.state).toBe('please-specify');
    expect(requestBody(asked).clocks).toMatchObject({ clockStopped: true, lawUnsuspended: '2027-04-01' });
    bench.advance(5 * DAY);
    const person = await firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
    const answered = await choosePerson(workspace, request.id, person);
    expect(requestBody(answered).clocks).toMatchObject({ clockStopped: false, lawUnsuspended: '2027-04-01' });
    expect(answered.dueByLaw > '2027-04-01').toBe(true);
    expect(answered.dueByPromise <= '2027-04-01').toBe(true);
  });

  test('part of DSR-09: an extension is told within month one, and a late one is a conflict', async () => {
    const late = await firm.open({ receivedAt: instant(bench.now() - 60 * DAY) });
    const workspace = firm.as(firm.officer);
    expect(await refusal(extendRequest(workspace, late.request.id, ['complexity']))).toBe('conflict');
    const { request } = await firm.open({ type: 'access' });
    expect(await refusal(extendRequest(workspace, request.id, ['holidays']))).toBe('rule.violated');
    const before = (await load(workspace, request.id)).dueByLaw;
    expect((await extendRequest(workspace, request.id, ['complexity'])).dueByLaw > before).toBe(true);
    expect(await refusal(extendRequest(workspace, request.id, ['number']))).toBe('conflict');
  });

  test('nothing found is said only when nobody answers to the identifiers', async () => {
    const workspace = firm.as(firm.officer);
    const { request } = await firm.open();
    expect((await findNothing(workspace, request.id)).state).toBe('nothing-found');
    await firm.person({ name: 'Ines Albrecht', email: 'ines@example.org' });
    const known = await firm.open();
    expect(await refusal(findNothing(workspace, known.request.id))).toBe('rule.violated');
  });

  test('lists hold no personal data, are filtered by what is due, and reading the content is logged', async () => {
    const workspace = firm.as(firm.officer);
    const { request } = await firm.open({ wording: 'Please erase everything', replyTo: 'ines@example.com' });
    await firm.open({ type: 'access', receivedAt: instant(bench.now() - 20 * DAY) });
    const { items } = await listRequests(workspace, { limit: 10 });
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toMatch(/ines@|Please erase/);
    expect((await listRequests(workspace, { limit: 10, dueBy: request.dueByPromise })).items).toHaveLength(1);
    const page = await listRequests(workspace, { limit: 1 });
    expect(page.cursor).toBeDefined();
    const rest = await listRequests(workspace, { limit: 1, cursor: page.cursor ?? '' });
    expect(rest.items[0]?.id).not.toBe(page.items[0]?.id);
    bench.advance(HOUR);
    const read = await readRequest(workspace, request.id);
    expect(read.content).toMatchObject({ wording: 'Please erase everything' });
    const events = await firm.items('AUD#');
    expect(events.some((event) => event['action'] === 'request.read' && event['target'] === request.id)).toBe(
      true,
    );
    const stored = JSON.stringify(await firm.items(''));
    expect(stored).not.toMatch(/ines@example|Please erase/);
    expect((await parts(workspace, request.id, 'history')).length).toBeGreaterThan(0);
  });
});
