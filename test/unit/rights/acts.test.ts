import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { consentsOf, giveConsent, liveConsents } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import type { Id, SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, instant } from '../../../shared/kernel/time.ts';
import { planActs } from '../../../shared/rights/acts/plan-acts.ts';
import { cancel, refuse } from '../../../shared/rights/decisions/answer.ts';
import { challenge } from '../../../shared/rights/identity/challenges.ts';
import { approve, prepare } from '../../../shared/rights/decisions/decide.ts';
import { announceLifting, lift } from '../../../shared/rights/decisions/lift.ts';
import { conclude } from '../../../shared/rights/decisions/outcomes.ts';
import { reopen } from '../../../shared/rights/opening/reopen.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { stopMarketing } from '../../../shared/rights/opening/stop-marketing.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { PUBLIC_URL, firmBench } from './firm.ts';
import { NAMED, codeOf, openCase, type Case } from './case.ts';

describe('rights that are carried out act by act', () => {
  let bench: Bench;
  let firm: Firm;
  let officer: Workspace;
  let person: SubjectId;
  let scene: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openCase(bench);
    ({ firm, officer, person } = scene);
  });

  describe('restriction', () => {
    const wanted = { act: 'restrict', ground: 'accuracy' } as const;

    async function restricted(): Promise<Id> {
      const request = await scene.verified('restriction');
      await planActs(officer, request, [wanted]);
      await approve(officer, request, 0);
      return request;
    }

    test('is in force from the approval on, and closing the request does not end it', async () => {
      const request = await restricted();
      expect(await load(officer, request)).toMatchObject({ state: 'done' });
      expect(await scene.grounds()).toEqual(['accuracy']);
      await scene.settled(request);
      expect(await scene.grounds()).toEqual(['accuracy']);
    });

    test('an act of another right is refused', async () => {
      const request = await scene.verified('restriction');
      expect(await codeOf(planActs(officer, request, [{ act: 'object' }]))).toBe('rule.violated');
    });

    test('part of DSR-04: it is lifted only after the person was told, and not before the notice has left', async () => {
      const request = await restricted();
      expect(await codeOf(lift(officer, request))).toBe('state.conflict');
      expect(await codeOf(announceLifting(officer, request))).toBe('conflict');
      await scene.settled(request);
      await announceLifting(officer, request);
      expect(await codeOf(lift(officer, request))).toBe('conflict');
      expect(await scene.grounds()).toEqual(['accuracy']);
      const mails = await firm.post();
      expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
        ['ines@example.org', 'A restriction is about to be lifted'],
      ]);
      await lift(officer, request);
      expect(await scene.grounds()).toEqual([]);
      expect(await load(officer, request)).toMatchObject({ state: 'done' });
    });
  });

  describe('objection', () => {
    test('part of DSR-06: an objection to marketing stops it at once, unidentified and unweighed, for all who are meant', async () => {
      const { request } = await firm.open({ type: 'objection', marketing: true, identifiers: NAMED });
      expect(await stopMarketing(officer, request.id)).toMatchObject({ state: 'done' });
      expect(await scene.grounds()).toEqual(['marketing']);
    });

    test('an objection to marketing stays in force when its request is settled', async () => {
      const { request } = await firm.open({ type: 'objection', marketing: true, identifiers: NAMED });
      await stopMarketing(officer, request.id);
      await scene.settled(request.id);
      expect(await scene.grounds()).toEqual(['marketing']);
    });

    test('an objection that has to be weighed is not followed like that', async () => {
      const { request } = await firm.open({ type: 'objection', identifiers: NAMED });
      expect(await codeOf(stopMarketing(officer, request.id))).toBe('state.conflict');
      expect(await codeOf(firm.open({ type: 'access', marketing: true }))).toBe('rule.violated');
    });

    test('part of DSR-06: from the identification to the decision the contested uses are restricted', async () => {
      const request = await scene.verified('objection');
      expect(await scene.grounds()).toEqual(['objection']);
      await prepare(officer, request, firm.start);
      await approve(officer, request, 0);
      expect(await scene.grounds()).toEqual(['objection', 'objected']);
      await scene.settled(request);
      expect(await scene.grounds()).toEqual(['objected']);
    });

    test('a refusal is the notice: the restriction ends when the letter has been delivered', async () => {
      const request = await scene.verified('objection');
      await refuse(officer, request, ['compelling-grounds']);
      expect(await scene.grounds()).toEqual(['objection']);
      await scene.tick(request);
      expect(await scene.grounds()).toEqual(['objection']);
      await scene.settled(request);
      expect(await scene.grounds()).toEqual([]);
    });

    test('an objection that is withdrawn leaves no restriction behind', async () => {
      const request = await scene.verified('objection');
      await cancel(officer, request);
      await scene.settled(request);
      expect(await scene.grounds()).toEqual([]);
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
      const request = await scene.verified('withdrawal');
      await prepare(officer, request, firm.start);
      expect(await approve(officer, request, 0)).toMatchObject({ state: 'done' });
      expect(await liveConsents(officer, person)).toEqual([]);
      expect(await consentsOf(officer, person)).toHaveLength(1);
      expect(await scene.grounds()).toEqual(['withdrawal']);
      expect(JSON.stringify(await firm.items('SUB#'))).not.toContain('desks');
    });

    test('without a consent there is nothing to withdraw', async () => {
      const request = await scene.verified('withdrawal');
      expect(await codeOf(prepare(officer, request, firm.start))).toBe('rule.violated');
      expect(await refuse(officer, request, ['no-consent-given'])).toMatchObject({ state: 'refused' });
    });

    test('one call gives it and one call ends it; given anew, its purpose is open again', async () => {
      const { id } = await giveConsent(officer, person, given());
      await withdrawConsent(officer, person, id);
      await withdrawConsent(officer, person, id);
      expect(await scene.grounds()).toEqual(['withdrawal']);
      await giveConsent(officer, person, given());
      expect(await scene.grounds()).toEqual([]);
      expect(
        await codeOf(giveConsent(officer, person, { ...given(), givenAt: instant(bench.now() + HOUR) })),
      ).toBe('rule.violated');
    });
  });

  describe('review and complaint', () => {
    test('while a person reviews it, an automated decision binds nobody; the outcome says why', async () => {
      const request = await scene.verified('review');
      expect(await scene.grounds()).toEqual(['decision']);
      expect(await codeOf(conclude(officer, request, 'remedied', 'Looked at again.'))).toBe('rule.violated');
      const machine = bench.office.workspace(firm.tenant, { kind: 'service', id: firm.officer });
      expect(await codeOf(conclude(machine, request, 'changed', 'Looked at again.'))).toBe('forbidden');
      await conclude(officer, request, 'changed', 'The order of May was overlooked.');
      const mails = await firm.post();
      expect(mails.map(({ text }) => text.includes('The order of May was overlooked.'))).toContain(true);
      await scene.settled(request);
      expect(await scene.grounds()).toEqual([]);
    });

    test('a closed request is taken up again: new clocks, the old ones on record, the person identified anew', async () => {
      const complaint = await scene.verified('complaint');
      const request = await scene.verified('restriction');
      const before = await refuse(officer, request, ['no-restriction-ground']);
      const again = () => ({ identifiers: NAMED, receivedAt: instant(bench.now()), complaint });
      expect(await codeOf(reopen(officer, request, again()))).toBe('conflict');
      await scene.settled(request);
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
      await scene.tick(request.id);
      expect((await load(officer, request.id)).state).toBe('verifying');
      bench.advance(2 * DAY);
      await scene.tick(request.id);
      expect((await load(officer, request.id)).state).toBe('expired');
    });
  });
});
