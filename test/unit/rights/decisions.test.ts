import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import { DAY, HOUR, MINUTE, SECOND, instant } from '../../../shared/kernel/time.ts';
import { attend, packageEnded } from '../../../shared/rights/desk/attend.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import { approve, prepare, retry, stop } from '../../../shared/rights/decisions/decide.ts';
import type { PlanItem } from '../../../shared/rights/request/model.ts';
import { changePlanItem, listPlan } from '../../../shared/rights/decisions/plan-items.ts';
import { confirmFetched, handOver, release } from '../../../shared/rights/decisions/release.ts';
import { readRequest } from '../../../shared/rights/desk/request-view.ts';
import { load, parts, step } from '../../../shared/rights/steps/store.ts';
import { ABSENT, PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { PUBLIC_URL, firmBench, openFirm } from './firm.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';

const WINDOW = 60;

describe('decisions about requests', () => {
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
  const tick = async (request: Id, start = firm.start) => {
    const actor = { kind: 'system', id: 'tick' } as const;
    const workspace = bench.office.workspace(firm.tenant, actor);
    const eraser = () => ({ ...bench.office.eraserWorkspace(firm.tenant, actor) });
    await attend({ workspace, eraser, start }, request);
  };

  async function verified(type: RequestType, email = true): Promise<Id> {
    const mailbox = email ? { email: 'ines@example.org' } : {};
    await firm.person({ name: 'Ines Albrecht', phone: '+49 30 901820', ...mailbox });
    const { request } = await firm.open({ type, identifiers: [{ kind: 'name', value: 'Ines Albrecht' }] });
    await recordCallBack(firm.as(firm.officer), request.id, 'Confirmed');
    await approveCallBack(firm.as(firm.secondOfficer), request.id);
    return request.id;
  }

  async function planned(items: readonly Partial<PlanItem>[] = [{}]): Promise<{ id: Id; plan: Id[] }> {
    const id = await verified('erasure');
    const workspace = firm.as(firm.officer);
    await prepare(workspace, id, firm.start);
    const plan: Id[] = [];
    for (const item of items) {
      const own = newId();
      plan.push(own);
      const whole = {
        id: own,
        of: 'record',
        type: 'contact',
        act: 'erase',
        ground: 'x',
        newId: newId(),
        version: 1,
      };
      const at = workspace.keys.requestPart(id, 'PLN', own);
      await workspace.tables.write([{ put: { ...whole, ...item }, at, if: ABSENT }]);
    }
    await step(workspace, id, 'prepared');
    return { id, plan };
  }

  test('a run is named after request, step and attempt, and holds opaque ids only', async () => {
    const erasure = await verified('erasure');
    await prepare(firm.as(firm.officer), erasure, firm.start);
    expect(firm.runs).toEqual([
      {
        machine: 'erase',
        name: `${erasure}-plan-1`,
        input: { tenant: firm.tenant, request: erasure, step: 'plan', attempt: 1 },
      },
    ]);
    await tick(erasure);
    expect(firm.runs[1]).toEqual(firm.runs[0]);
  });

  test('a repeated turn of a workflow changes nothing', async () => {
    const id = await verified('access');
    const workspace = firm.as(firm.officer);
    await prepare(workspace, id, firm.start);
    const once = `${id}-collect-1-7`;
    const { version } = await step(workspace, id, 'prepared', { once });
    expect((await step(workspace, id, 'prepared', { once })).version).toBe(version);
    expect(await refusal(step(workspace, id, 'prepared', { once: 'another' }))).toBe('state.conflict');
  });

  test('who opened a request never approves it; another officer opens the stop window', async () => {
    const { id } = await planned();
    expect(await refusal(approve(firm.as(firm.officer), id, WINDOW))).toBe('same-person');
    const approved = await approve(firm.as(firm.secondOfficer), id, WINDOW);
    expect(approved).toMatchObject({
      state: 'approved',
      decidedBy: firm.secondOfficer,
      stopUntil: instant(bench.now() + WINDOW * SECOND),
    });
  });

  test('within the stop window an erasure is stopped, approved anew, and begins only after it', async () => {
    const { id } = await planned();
    const second = firm.as(firm.secondOfficer);
    await approve(second, id, WINDOW);
    await tick(id);
    expect((await load(second, id)).state).toBe('approved');
    const stopped = await stop(firm.as(firm.officer), id);
    expect(stopped.state).toBe('review');
    expect(stopped).not.toHaveProperty('stopUntil');
    bench.advance(2 * MINUTE);
    await tick(id);
    expect((await load(second, id)).state).toBe('review');
    await approve(second, id, WINDOW);
    bench.advance(WINDOW * SECOND);
    expect(await refusal(stop(second, id))).toBe('state.conflict');
    await tick(id);
    expect(await load(second, id)).toMatchObject({ state: 'executing', attempt: 3 });
    expect(firm.runs.at(-1)).toMatchObject({ name: `${id}-erase-3`, input: { step: 'freeze' } });
    await tick(id);
    expect(firm.runs.at(-1)).toEqual(firm.runs.at(-2));
  });

  test('a start that failed is repeated by the clock under the same name', async () => {
    const id = await verified('access');
    const broken = async () => {
      throw new TypeError('no connection');
    };
    await expect(prepare(firm.as(firm.officer), id, broken)).rejects.toThrow();
    expect((await load(firm.as(firm.officer), id)).state).toBe('preparing');
    bench.advance(MINUTE);
    await tick(id);
    expect(firm.runs).toMatchObject([{ machine: 'export', name: `${id}-collect-1` }]);
  });

  test('an erasure that has begun is tried again, never planned anew or withdrawn', async () => {
    const { id } = await planned();
    const second = firm.as(firm.secondOfficer);
    expect(await refusal(retry(second, id, firm.start))).toBe('state.conflict');
    await approve(second, id, WINDOW);
    bench.advance(WINDOW * SECOND);
    await tick(id);
    await step(second, id, 'fail');
    const { subject } = await load(second, id);
    if (!subject) throw new TypeError('nobody');
    const at = second.keys.subject(subject);
    const erasing = { update: set({ state: 'erasing' }), at, if: PRESENT };
    await second.tables.write([erasing]);
    expect(await refusal(prepare(second, id, firm.start))).toBe('state.conflict');
    expect(await retry(second, id, firm.start)).toMatchObject({ state: 'executing', attempt: 3 });
    expect((await step(second, id, 'finish-partly')).state).toBe('partly-done');
    expect((await step(second, id, 'finish')).state).toBe('done');
    const [letter] = await firm.post();
    expect(letter).toMatchObject({ to: 'ines@example.org', subject: 'Your data have been erased' });
  });

  test('an erasure that gave the person back unharmed is planned anew', async () => {
    const { id } = await planned();
    const second = firm.as(firm.secondOfficer);
    await approve(second, id, WINDOW);
    bench.advance(WINDOW * SECOND);
    await tick(id);
    await step(second, id, 'fail');
    const again = await prepare(second, id, firm.start);
    expect(again).toMatchObject({ state: 'preparing', attempt: 3 });
    expect(again).not.toHaveProperty('executedAt');
  });

  test('part of DSR-03: keeping needs statute, country and end; what waits for review stops the approval', async () => {
    const { id, plan } = await planned([{}, { type: 'note', of: 'mention', needsReview: true }]);
    const workspace = firm.as(firm.officer);
    const [first, second] = plan as [Id, Id];
    expect(await refusal(approve(firm.as(firm.secondOfficer), id, WINDOW))).toBe('rule.violated');
    expect(await refusal(changePlanItem(workspace, id, first, 1, { act: 'keep' }))).toBe('law.missing');
    expect(await refusal(changePlanItem(workspace, id, first, 1, { act: 'unlink' }))).toBe('rule.violated');
    const law = { statute: 'Art. 17(3)(e)', country: 'DE', until: '2030-12-31' };
    expect(await changePlanItem(workspace, id, first, 1, { act: 'keep', ...law })).toMatchObject({
      act: 'keep',
      version: 2,
      keep: law,
    });
    await changePlanItem(workspace, id, second, 1, { act: 'redact' });
    expect((await listPlan(workspace, id, { limit: 10 })).items).toHaveLength(2);
    const page = await listPlan(workspace, id, { limit: 1 });
    expect((await listPlan(workspace, id, { limit: 1, cursor: page.cursor ?? '' })).items).toHaveLength(1);
    await approve(firm.as(firm.secondOfficer), id, WINDOW);
    expect(await refusal(changePlanItem(workspace, id, second, 2, { act: 'erase' }))).toBe('state.conflict');
    expect(await refusal(changePlanItem(workspace, id, newId(), 1, { act: 'erase' }))).toBe('state.conflict');
  });

  test('a decision about a thing of a plan names the version that the officer has seen', async () => {
    const { id, plan } = await planned([{ type: 'note', of: 'mention', needsReview: true }]);
    const item = plan[0] as Id;
    const workspace = firm.as(firm.officer);
    expect(await refusal(changePlanItem(workspace, id, newId(), 1, { act: 'redact' }))).toBe('not-found');
    expect(await refusal(changePlanItem(workspace, id, item, 2, { act: 'redact' }))).toBe(
      'precondition.failed',
    );
    const colleague = firm.as(firm.secondOfficer);
    const both = await Promise.all(
      [workspace, colleague].map((by) => refusal(changePlanItem(by, id, item, 1, { act: 'redact' }))),
    );
    expect(both.toSorted()).toEqual(['accepted', 'precondition.failed']);
    expect((await listPlan(workspace, id, { limit: 10 })).items).toMatchObject([{ version: 2 }]);
    expect((await changePlanItem(colleague, id, item, 2, { act: 'erase' })).version).toBe(3);
  });

  test('a package for a person without a mailbox goes through the officer, and closes when handed over', async () => {
    const id = await verified('access', false);
    const workspace = firm.as(firm.officer);
    await prepare(workspace, id, firm.start);
    await step(workspace, id, 'prepared');
    const issue = async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) });
    expect(await refusal(release(workspace, id, PUBLIC_URL))).toBe('rule.violated');
    expect(await refusal(confirmFetched(workspace, id))).toBe('state.conflict');
    expect(await handOver(workspace, id, 'post', issue)).toMatchObject({ url: 'https://example.org/zip' });
    await handOver(workspace, id, 'post', issue);
    const read = await readRequest(workspace, id);
    expect(read.letters).toMatchObject([{ template: 'released', state: 'by-post' }]);
    expect((await confirmFetched(workspace, id)).state).toBe('done');
  });

  test('a package goes to the mailbox where there is one; its end closes the request only when it was given out', async () => {
    const id = await verified('access');
    const workspace = firm.as(firm.officer);
    await prepare(workspace, id, firm.start);
    await step(workspace, id, 'prepared');
    const issue = async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) });
    expect(await refusal(handOver(workspace, id, 'post', issue))).toBe('rule.violated');
    await release(workspace, id, PUBLIC_URL);
    expect((await firm.post()).map(({ to }) => to)).toEqual(['ines@example.org']);
    await packageEnded(workspace, id);
    expect((await load(workspace, id)).state).toBe('released');
    await step(workspace, id, 'reissue', { set: { issuedAt: instant(bench.now()) } });
    await packageEnded(workspace, id);
    expect((await load(workspace, id)).state).toBe('done');
  });

  test('part of DSR-10: days at 50, 80 and 100 per cent are noted once each', async () => {
    const id = await verified('access');
    await tick(id);
    expect(await parts(firm.as(firm.officer), id, 'alert')).toEqual([]);
    bench.advance(25 * DAY);
    await tick(id);
    await tick(id);
    const noted = async () =>
      (await parts(firm.as(firm.officer), id, 'history')).flatMap((line) => line['alert'] ?? []);
    expect((await noted()).map(String).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'promise-50',
      'promise-80',
    ]);
    bench.advance(10 * DAY);
    await tick(id);
    expect(
      (await noted())
        .slice(2)
        .map(String)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['law', 'overdue', 'promise-100']);
  });

  test('part of ENC-04: the content of a request is unreadable once its closing letter is delivered, not before', async () => {
    const id = await verified('access');
    const workspace = firm.as(firm.officer);
    await step(workspace, id, 'cancel');
    await tick(id);
    expect((await readRequest(workspace, id)).content).toBeDefined();
    expect(await firm.post()).toHaveLength(1);
    bench.advance(HOUR);
    await tick(id);
    const read = await readRequest(workspace, id);
    expect(read.content).toBeUndefined();
    expect(read).toMatchObject({ keyEndedAt: instant(bench.now()), state: 'cancelled' });
    expect(read.letters).toMatchObject([{ template: 'cancelled', state: 'sent' }]);
    const { key } = await load(workspace, id);
    expect(
      await bench.anotherOffice().workspace(firm.tenant, workspace.actor).vault.ownerKeys([key]),
    ).toEqual([undefined]);
    await tick(id);
  });
});
