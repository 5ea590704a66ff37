import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { invoice } from '../../../shared/catalogue/types/invoice.ts';
import { consentsOf, giveConsent, liveConsents } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import { DAY, HOUR, MINUTE, instant } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { carryOut } from '../../../shared/rights/acts/carry-out.ts';
import { endFormerValues, readFormerValues } from '../../../shared/rights/acts/former-values.ts';
import { planActs, readActs } from '../../../shared/rights/acts/plan-acts.ts';
import { cancel, refuse } from '../../../shared/rights/answer.ts';
import { attend } from '../../../shared/rights/attend.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/call-back.ts';
import { challenge } from '../../../shared/rights/challenges.ts';
import { approve, prepare, retry } from '../../../shared/rights/decide.ts';
import { announceLifting, lift } from '../../../shared/rights/lift.ts';
import { conclude } from '../../../shared/rights/outcomes.ts';
import { reopen } from '../../../shared/rights/reopen.ts';
import { load, step } from '../../../shared/rights/request-store.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';
import { stopMarketing } from '../../../shared/rights/stop-marketing.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictionsOf } from '../../../shared/subjects/restrictions.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { PUBLIC_URL, firmBench, openFirm } from './firm.ts';

const NAMED = [{ kind: 'name', value: 'Ines Albrecht' }] as const;

describe('rights that are carried out act by act', () => {
  let bench: Bench;
  let firm: Firm;
  let officer: Workspace;
  let person: SubjectId;
  let card: RecordId;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
    officer = firm.as(firm.officer);
    const made = await createRecord(officer, contact, {
      name: 'Ines Albrecht',
      email: 'ines@example.org',
      phone: '+49 30 901820',
      jobTitle: 'Buyer',
    });
    person = made.subject as SubjectId;
    card = made.id;
    bench.advance(MINUTE);
  });

  const code = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: Problem) => error.code,
    );
  const control = async () => controlFrom((await officer.tables.get([officer.keys.subject(person)]))[0]);
  const grounds = async () => restrictionsOf(await control()).map(({ ground }) => ground);
  const values = async () => (await loadRecord(officer, contact, card)).record.values;
  const tick = async (request: Id) => {
    const actor = { kind: 'system', id: 'tick' } as const;
    const workspace = bench.office.workspace(firm.tenant, actor);
    const eraser = () => ({ ...bench.office.eraserWorkspace(firm.tenant, actor) });
    await attend({ workspace, eraser, start: firm.start }, request);
  };
  /** Letters go out, and the closed request's content is destroyed. */
  const settled = async (request: Id) => {
    await firm.post();
    bench.advance(5 * MINUTE);
    await tick(request);
  };

  async function verified(type: RequestType): Promise<Id> {
    const { request } = await firm.open({ type, identifiers: NAMED });
    await recordCallBack(officer, request.id, 'Confirmed');
    await approveCallBack(firm.as(firm.secondOfficer), request.id);
    return request.id;
  }

  describe('rectification', () => {
    const fields = { jobTitle: 'Head of purchasing', email: 'i.albrecht@example.org' };

    test('part of DSR-02: what is wrong is corrected, what stood there is kept apart and sealed, with an end', async () => {
      const request = await verified('rectification');
      await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
      expect(await values()).toMatchObject({ jobTitle: 'Buyer' });
      expect(await approve(officer, request, 0)).toMatchObject({ state: 'done' });
      expect(await values()).toMatchObject(fields);
      const [former, ...others] = await readFormerValues(officer, person);
      expect(others).toEqual([]);
      expect(former).toMatchObject({
        record: card,
        request,
        values: { jobTitle: 'Buyer', email: 'ines@example.org' },
      });
      expect(JSON.stringify(await firm.items('SUB#'))).not.toContain('Buyer');
    });

    test('the end of a former value comes without anybody remembering', async () => {
      const request = await verified('rectification');
      await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
      await approve(officer, request, 0);
      bench.advance(365 * DAY);
      await endFormerValues(officer, person);
      expect(await readFormerValues(officer, person)).toHaveLength(1);
      bench.advance(2 * 365 * DAY + DAY);
      await endFormerValues(officer, person);
      expect(await readFormerValues(officer, person)).toEqual([]);
    });

    test('a correction that the declaration refuses, or of somebody else’s record, is refused before it is planned', async () => {
      const other = await createRecord(officer, contact, { name: 'Tomás Vidal' });
      const request = await verified('rectification');
      const plan = (record: RecordId, patch: Record<string, string>) =>
        code(planActs(officer, request, [{ act: 'correct', record, fields: patch }]));
      expect(await plan(card, { email: 'no address' })).toBe('request.invalid');
      expect(await plan(card, { nickname: 'Ina' })).toBe('request.invalid');
      expect(await plan(other.id, { name: 'Ines' })).toBe('rule.violated');
      expect(await code(prepare(officer, request, firm.start))).toBe('rule.violated');
      expect((await load(officer, request)).state).toBe('verified');
    });

    test('an issued invoice is never changed: the person’s statement stands beside it', async () => {
      const bill = await createRecord(officer, invoice, {
        status: 'issued',
        issuedOn: '2027-02-01',
        billedTo: card,
        lines: [{ text: 'Desk', quantity: 1, unitPrice: 100, amount: 100 }],
        total: 100,
        recipientName: 'Ines Albrecht',
      });
      const target = bill.id;
      const request = await verified('rectification');
      const change = { act: 'correct', record: target, fields: { recipientName: 'I. Albrecht' } } as const;
      expect(await code(planActs(officer, request, [change]))).toBe('conflict');
      const statement = 'I moved before this was issued.';
      await planActs(officer, request, [{ act: 'supplement', record: target, statement }]);
      await approve(officer, request, 0);
      const { record } = await loadRecord(officer, invoice, target);
      expect(record.statements).toEqual([statement]);
      expect(record.values).toMatchObject({ recipientName: 'Ines Albrecht' });
      expect(JSON.stringify(await firm.items('SUB#'))).not.toContain(statement);
    });

    test('the plan shows old and new to the officer, and its reading is in the log', async () => {
      const request = await verified('rectification');
      await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
      expect(await readActs(officer, request)).toMatchObject([
        { act: 'correct', ground: '16', target: card, fields: ['email', 'jobTitle'], content: fields },
      ]);
      expect(await firm.items('AUD#')).toContainEqual(
        expect.objectContaining({ action: 'request.read', target: request, fields: ['acts'] }),
      );
    });

    test('an act that cannot be done leaves the others done and says why; only it is tried again', async () => {
      const bill = await createRecord(officer, invoice, {
        issuedOn: '2027-02-01',
        billedTo: card,
        lines: [{ text: 'Desk', quantity: 1, unitPrice: 100, amount: 100 }],
        total: 100,
      });
      const draft = bill.id;
      const request = await verified('rectification');
      await planActs(officer, request, [
        { act: 'correct', record: draft, fields: { remark: 'Call first' } },
        { act: 'correct', record: card, fields },
      ]);
      await officer.tables.write([
        { delete: true, at: officer.keys.record(draft), if: { expression: 'attribute_exists(pk)' } },
      ]);
      expect(await approve(officer, request, 0)).toMatchObject({ state: 'partly-done' });
      expect((await readActs(officer, request)).map(({ done, failed }) => [!!done, failed])).toEqual([
        [false, 'rule.violated'],
        [true, undefined],
      ]);
      expect(await retry(officer, request, firm.start)).toMatchObject({ state: 'partly-done' });
      expect(await readFormerValues(officer, person)).toHaveLength(1);
    });

    test('two at once, and a clock that goes on after a cut, do each act once', async () => {
      const request = await verified('rectification');
      await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
      await step(officer, request, 'approve');
      const again = firm.as(firm.secondOfficer);
      await Promise.all([carryOut(officer, request), carryOut(again, request), tick(request)]);
      expect(await load(officer, request)).toMatchObject({ state: 'done' });
      expect(await readFormerValues(officer, person)).toHaveLength(1);
    });
  });

  describe('restriction', () => {
    const wanted = { act: 'restrict', ground: 'accuracy' } as const;

    async function restricted(): Promise<Id> {
      const request = await verified('restriction');
      await planActs(officer, request, [wanted]);
      await approve(officer, request, 0);
      return request;
    }

    test('is in force from the approval on, and closing the request does not end it', async () => {
      const request = await restricted();
      expect(await load(officer, request)).toMatchObject({ state: 'done' });
      expect(await grounds()).toEqual(['accuracy']);
      await settled(request);
      expect(await grounds()).toEqual(['accuracy']);
    });

    test('an act of another right is refused', async () => {
      const request = await verified('restriction');
      expect(await code(planActs(officer, request, [{ act: 'object' }]))).toBe('rule.violated');
    });

    test('part of DSR-04: it is lifted only after the person was told, and not before the notice has left', async () => {
      const request = await restricted();
      expect(await code(lift(officer, request))).toBe('state.conflict');
      expect(await code(announceLifting(officer, request))).toBe('conflict');
      await settled(request);
      await announceLifting(officer, request);
      expect(await code(lift(officer, request))).toBe('conflict');
      expect(await grounds()).toEqual(['accuracy']);
      const mails = await firm.post();
      expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
        ['ines@example.org', 'A restriction is about to be lifted'],
      ]);
      await lift(officer, request);
      expect(await grounds()).toEqual([]);
      expect(await load(officer, request)).toMatchObject({ state: 'done' });
    });
  });

  describe('objection', () => {
    test('part of DSR-06: an objection to marketing stops it at once, unidentified and unweighed, for all who are meant', async () => {
      const { request } = await firm.open({ type: 'objection', marketing: true, identifiers: NAMED });
      expect(await stopMarketing(officer, request.id)).toMatchObject({ state: 'done' });
      expect(await grounds()).toEqual(['marketing']);
    });

    test('an objection that has to be weighed is not followed like that', async () => {
      const { request } = await firm.open({ type: 'objection', identifiers: NAMED });
      expect(await code(stopMarketing(officer, request.id))).toBe('state.conflict');
      expect(await code(firm.open({ type: 'access', marketing: true }))).toBe('rule.violated');
    });

    test('part of DSR-06: from the identification to the decision the contested uses are restricted', async () => {
      const request = await verified('objection');
      expect(await grounds()).toEqual(['objection']);
      await prepare(officer, request, firm.start);
      await approve(officer, request, 0);
      expect(await grounds()).toEqual(['objection', 'objected']);
      await settled(request);
      expect(await grounds()).toEqual(['objected']);
    });

    test('a refusal is the notice: the restriction ends when the letter has been delivered', async () => {
      const request = await verified('objection');
      await refuse(officer, request, ['compelling-grounds']);
      expect(await grounds()).toEqual(['objection']);
      await tick(request);
      expect(await grounds()).toEqual(['objection']);
      await settled(request);
      expect(await grounds()).toEqual([]);
    });

    test('an objection that is withdrawn leaves no restriction behind', async () => {
      const request = await verified('objection');
      await cancel(officer, request);
      await settled(request);
      expect(await grounds()).toEqual([]);
    });
  });

  describe('withdrawal of consent', () => {
    const given = () => ({
      purpose: 'marketing' as const,
      way: 'form' as const,
      givenAt: instant(bench.now()),
      proof: 'Yes, write to me about new desks.',
    });

    test('ends the consents and what rests on them, and the proof stays sealed', async () => {
      await giveConsent(officer, person, given());
      const request = await verified('withdrawal');
      await prepare(officer, request, firm.start);
      expect(await approve(officer, request, 0)).toMatchObject({ state: 'done' });
      expect(await liveConsents(officer, person)).toEqual([]);
      expect(await consentsOf(officer, person)).toHaveLength(1);
      expect(await grounds()).toEqual(['withdrawal']);
      expect(JSON.stringify(await firm.items('SUB#'))).not.toContain('desks');
    });

    test('without a consent there is nothing to withdraw', async () => {
      const request = await verified('withdrawal');
      expect(await code(prepare(officer, request, firm.start))).toBe('rule.violated');
      expect(await refuse(officer, request, ['no-consent-given'])).toMatchObject({ state: 'refused' });
    });

    test('one call gives it and one call ends it; given anew, its purpose is open again', async () => {
      const { id } = await giveConsent(officer, person, given());
      await withdrawConsent(officer, person, id);
      await withdrawConsent(officer, person, id);
      expect(await grounds()).toEqual(['withdrawal']);
      await giveConsent(officer, person, given());
      expect(await grounds()).toEqual([]);
      expect(
        await code(giveConsent(officer, person, { ...given(), givenAt: instant(bench.now() + HOUR) })),
      ).toBe('rule.violated');
    });
  });

  describe('review and complaint', () => {
    test('while a person reviews it, an automated decision binds nobody; the outcome says why', async () => {
      const request = await verified('review');
      expect(await grounds()).toEqual(['decision']);
      expect(await code(conclude(officer, request, 'remedied', 'Looked at again.'))).toBe('rule.violated');
      const machine = bench.office.workspace(firm.tenant, { kind: 'service', id: firm.officer });
      expect(await code(conclude(machine, request, 'changed', 'Looked at again.'))).toBe('forbidden');
      await conclude(officer, request, 'changed', 'The order of May was overlooked.');
      const mails = await firm.post();
      expect(mails.map(({ text }) => text.includes('The order of May was overlooked.'))).toContain(true);
      await settled(request);
      expect(await grounds()).toEqual([]);
    });

    test('a closed request is taken up again: new clocks, the old ones on record, the person identified anew', async () => {
      const complaint = await verified('complaint');
      const request = await verified('restriction');
      const before = await refuse(officer, request, ['no-restriction-ground']);
      const again = () => ({ identifiers: NAMED, receivedAt: instant(bench.now()), complaint });
      expect(await code(reopen(officer, request, again()))).toBe('conflict');
      await settled(request);
      bench.advance(20 * DAY);
      const reopened = await reopen(officer, request, again());
      expect(reopened).toMatchObject({
        state: 'received',
        candidates: [person],
        reopened: [{ receivedAt: before.receivedAt, dueByLaw: before.dueByLaw }],
      });
      expect(reopened.dueByLaw > before.dueByLaw).toBe(true);
      expect(reopened.identification).toBeUndefined();
      expect((await firm.open({ type: 'restriction', identifiers: NAMED })).duplicate).toBe(true);
    });

    test('a question that nobody answers closes the request after its patience, with a letter', async () => {
      const { request } = await firm.open({ type: 'access', identifiers: NAMED });
      await challenge(officer, request.id, PUBLIC_URL);
      bench.advance(89 * DAY);
      await tick(request.id);
      expect((await load(officer, request.id)).state).toBe('verifying');
      bench.advance(2 * DAY);
      await tick(request.id);
      expect((await load(officer, request.id)).state).toBe('expired');
    });
  });
});
