import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, MINUTE, instant } from '../../../shared/kernel/time.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import type { Mail } from '../../../shared/mail/outbox.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import { challenge } from '../../../shared/rights/identity/challenges.ts';
import { choosePerson } from '../../../shared/rights/opening/choose-person.ts';
import type { PublicServices } from '../../../shared/rights/public/door.ts';
import { askForCode, confirmWithCode, fetchWithCode } from '../../../shared/rights/public/door.ts';
import { STEADY } from '../../../shared/rights/public/steady.ts';
import { load, parts, step } from '../../../shared/rights/steps/store.ts';
import { release } from '../../../shared/rights/decisions/release.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { PUBLIC_URL, codeIn, firmBench, linkIn, openFirm, wrongCode } from './firm.ts';

const INES = { name: 'Ines Albrecht', email: 'ines@example.org', phone: '+49 30 901820' };

describe('identification of the person', () => {
  let bench: Bench;
  let firm: Firm;
  let slept: number[];
  let door: PublicServices;

  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
    slept = [];
    door = {
      office: bench.office,
      now: bench.now,
      sleep: async (milliseconds) => slept.push(milliseconds),
      issuePackageUrl: async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) }),
    };
  });

  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: Problem) => ({ code: error.code, members: error.members }),
    );

  async function challenged(): Promise<{ request: Id; link: string }> {
    await firm.person(INES);
    const { request } = await firm.open();
    await challenge(firm.as(firm.officer), request.id, PUBLIC_URL);
    const [mail] = await firm.post();
    return { request: request.id, link: linkIn(mail) };
  }

  async function code(link: string): Promise<string> {
    bench.advance(MINUTE);
    await askForCode(door, link, 'verify');
    return codeIn((await firm.post())[0]);
  }

  test('part of IDV-01: link and code go to the mailbox on file, in two mails, never to the address in the request', async () => {
    await firm.person(INES);
    const { request } = await firm.open({ replyTo: 'somebody@example.com' });
    const workspace = firm.as(firm.officer);
    const sent: Mail[] = await firm.post();
    expect(sent.map(({ to }) => to)).toEqual(['somebody@example.com']);
    await challenge(workspace, request.id, PUBLIC_URL);
    const [link] = await firm.post();
    expect(link?.to).toBe(INES.email);
    expect(link?.text).not.toMatch(/\b\d{8}\b/);
    await askForCode(door, linkIn(link), 'verify');
    const [coded] = await firm.post();
    expect(coded?.to).toBe(INES.email);
    expect(`${coded?.text}${coded?.html}`).not.toContain('://');
    await confirmWithCode(door, linkIn(link), codeIn(coded));
    const verified = await load(workspace, request.id);
    expect(verified).toMatchObject({ state: 'verified', identification: { method: 'mailbox-code' } });
    expect(await refusal(confirmWithCode(door, linkIn(link), codeIn(coded)))).toMatchObject({
      code: 'step-up.required',
    });
  });

  test('part of IDV-01: an address stored or changed after the receipt takes no code', async () => {
    const receivedAt = instant(bench.now());
    bench.advance(HOUR);
    const late = await firm.person(INES);
    const { request } = await firm.open({ receivedAt });
    await choosePerson(firm.as(firm.officer), request.id, late);
    expect(await refusal(challenge(firm.as(firm.officer), request.id, PUBLIC_URL))).toMatchObject({
      code: 'rule.violated',
    });
  });

  test('part of IDV-01: a planted address is found in the log; a change of something else does no harm', async () => {
    const workspace = firm.as(firm.officer);
    const { id, subject } = await createRecord(workspace, contact, INES);
    bench.advance(HOUR);
    const { request } = await firm.open();
    expect(request.subject).toBe(subject);
    bench.advance(HOUR);
    await changeRecord(workspace, contact, id, 1, { jobTitle: 'Captain' }, () => true);
    expect(await refusal(challenge(workspace, request.id, PUBLIC_URL))).toMatchObject({ code: 'conflict' });
    bench.advance(HOUR);
    expect((await challenge(workspace, request.id, PUBLIC_URL)).state).toBe('verifying');
    await changeRecord(workspace, contact, id, 2, { email: 'thief@example.com' }, () => true);
    bench.advance(HOUR);
    expect(await refusal(challenge(workspace, request.id, PUBLIC_URL))).toMatchObject({
      code: 'rule.violated',
    });
    expect((await firm.post()).map(({ to }) => to)).toEqual([INES.email]);
  });

  test('part of IDV-02: unknown, malformed and expired links and wrong and expired codes are one answer', async () => {
    const { link } = await challenged();
    const right = await code(link);
    const [tenant, request] = link.split('.');
    const answers = [
      await refusal(confirmWithCode(door, link, wrongCode(right))),
      await refusal(confirmWithCode(door, `${tenant}.${request}.${'A'.repeat(43)}`, right)),
      await refusal(confirmWithCode(door, `${request}.${request}.${'A'.repeat(43)}`, right)),
      await refusal(confirmWithCode(door, 'nonsense', right)),
      await refusal(fetchWithCode(door, link, 'collect', right)),
    ];
    bench.advance(16 * MINUTE);
    answers.push(await refusal(confirmWithCode(door, link, right)));
    bench.advance(15 * DAY);
    answers.push(await refusal(confirmWithCode(door, link, right)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ code: 'step-up.required' });
    expect(slept).toEqual(slept.map(() => STEADY));
    for (const text of [link, 'nonsense', `${tenant}.${request}.${'A'.repeat(43)}`])
      expect(await refusal(askForCode(door, text, 'verify'))).toBe('accepted');
    expect(await firm.post()).toEqual([]);
  });

  test('part of IDV-02: five wrong codes lock the challenge, never the request', async () => {
    const { request, link } = await challenged();
    const right = await code(link);
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => refusal(confirmWithCode(door, link, wrongCode(right)))),
    );
    const codes = guesses.map((guess) => (guess as { code: string }).code).sort();
    expect(codes.filter((each) => each === 'step-up.required')).toHaveLength(5);
    expect(await refusal(confirmWithCode(door, link, right))).toMatchObject({ code: 'challenge.locked' });
    expect((await load(firm.as(firm.officer), request)).state).toBe('verifying');
    await challenge(firm.as(firm.officer), request, PUBLIC_URL);
    const [again] = await firm.post();
    const fresh = await code(linkIn(again));
    await confirmWithCode(door, linkIn(again), fresh);
    expect((await load(firm.as(firm.officer), request)).state).toBe('verified');
  });

  test('a code is used once, an older one ends with a newer one, and a mailbox is not flooded', async () => {
    const { link } = await challenged();
    const first = await code(link);
    await askForCode(door, link, 'verify');
    expect(await firm.post()).toEqual([]);
    const second = await code(link);
    if (first !== second)
      expect(await refusal(confirmWithCode(door, link, first))).toMatchObject({ code: 'step-up.required' });
    for (let more = 0; more < 12; more++) {
      bench.advance(MINUTE);
      await askForCode(door, link, 'verify');
    }
    expect(await firm.post()).toHaveLength(8);
  });

  test('part of IDV-01: a call-back needs a number on file and a second person; what was noted is deleted', async () => {
    await firm.person(INES);
    const { request } = await firm.open();
    const first = firm.as(firm.officer);
    await recordCallBack(first, request.id, 'Knew her last two orders');
    expect(await refusal(approveCallBack(first, request.id))).toMatchObject({ code: 'same-person' });
    const verified = await approveCallBack(firm.as(firm.secondOfficer), request.id);
    expect(verified).toMatchObject({
      state: 'verified',
      identification: { method: 'call-back', recordedBy: firm.officer, approvedBy: firm.secondOfficer },
    });
    const [recorded] = await parts(first, request.id, 'callBack');
    expect(recorded).not.toHaveProperty('content');
    await firm.person({ name: 'Noor Haddad', email: 'noor@example.com' });
    const other = await firm.open({ identifiers: [{ kind: 'email', value: 'noor@example.com' }] });
    expect(await refusal(recordCallBack(first, other.request.id, 'x'))).toMatchObject({
      code: 'rule.violated',
    });
  });

  test('part of IDV-02: a package is fetched by link and code, again with a fresh code, and never before identification', async () => {
    await firm.person(INES);
    const { request } = await firm.open({ type: 'access' });
    const workspace = firm.as(firm.officer);
    expect(await refusal(release(workspace, request.id, PUBLIC_URL))).toMatchObject({
      code: 'forbidden',
      members: { reason: 'identity.unverified' },
    });
    await challenge(workspace, request.id, PUBLIC_URL);
    const verify = linkIn((await firm.post())[0]);
    await confirmWithCode(door, verify, await code(verify));
    await step(workspace, request.id, 'prepare');
    await step(workspace, request.id, 'prepared');
    await release(workspace, request.id, PUBLIC_URL);
    const link = linkIn((await firm.post())[0]);
    for (let times = 0; times < 2; times++) {
      bench.advance(MINUTE);
      await askForCode(door, link, 'collect');
      const fresh = codeIn((await firm.post())[0]);
      expect(await fetchWithCode(door, link, 'collect', fresh)).toMatchObject({
        url: 'https://example.org/zip',
      });
      expect(await refusal(fetchWithCode(door, link, 'collect', fresh))).toMatchObject({
        code: 'step-up.required',
      });
    }
    expect((await load(workspace, request.id)).issuedAt).toBeDefined();
  });
});
