import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyReceipt } from '../../../../shared/erasure/receipt/verify-receipt.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, day } from '../../../../shared/kernel/time.ts';
import { refuse } from '../../../../shared/rights/decisions/answer.ts';
import { changedParts, type Bundle } from '../../../../shared/rights/desk/case-file/bundle.ts';
import { caseFile, inquiryFile } from '../../../../shared/rights/desk/case-file/case-file.ts';
import { addDeskItem } from '../../../../shared/rights/desk/desk-item.ts';
import { addTask } from '../../../../shared/rights/desk/tasks.ts';
import { parts } from '../../../../shared/rights/steps/store.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf, openCase, type Case } from '../case.ts';
import { firmBench } from '../firm.ts';

const KEYS = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const PUBLIC = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const signCase = async (message: Uint8Array) => sign('sha256', message, KEYS.privateKey);

describe('part of AUD-03: the case file', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
  });

  const refused = async (): Promise<Id> => {
    const request = await one.verified('access');
    await addDeskItem(one.officer, request, 'note', {}, { text: 'Wrote in anger' });
    await addTask(one.officer, request, { kind: 'follow-up', title: 'Call Ines', where: 'Phone' });
    await refuse(one.officer, request, ['rights-of-others'], 'Asked daily, says why.');
    await one.settled(request);
    return request;
  };
  /** As somebody who was handed the file reads it. */
  const handedOut = (bundle: Bundle) => JSON.parse(JSON.stringify(bundle)) as Bundle;

  test('tells history, clocks, identification, letters and tasks, verifies offline, and holds nothing personal', async () => {
    const request = await refused();
    const bundle = handedOut(await caseFile(one.officer, request, signCase));
    expect(verifyReceipt(bundle, PUBLIC)).toEqual({ valid: true, reasons: [] });
    expect(changedParts(bundle)).toEqual([]);
    const [told] = bundle.parts['request'] as unknown as Record<string, unknown>[];
    expect(told).toMatchObject({
      state: 'refused',
      identification: { method: 'call-back', approvedBy: one.firm.secondOfficer },
      decidedBy: one.firm.officer,
      clocks: { law: expect.any(String), lawUnsuspended: expect.any(String) },
    });
    expect(bundle.parts['history']).toContainEqual(expect.objectContaining({ step: 'refuse' }));
    expect(bundle.parts['mail']?.at(-1)).toMatchObject({ template: 'refused', digest: expect.any(String) });
    expect(bundle.parts['task']).toMatchObject([{ kind: 'follow-up', state: 'open' }]);
    const text = JSON.stringify(bundle);
    for (const personal of ['Ines', 'ines@example.org', '901820', 'anger', 'daily'])
      expect(text).not.toContain(personal);
  });

  test('a changed part, manifest or signature is found', async () => {
    const bundle = handedOut(await caseFile(one.officer, await refused(), signCase));
    const forged = { ...bundle, parts: { ...bundle.parts, history: [] } };
    expect(changedParts(forged)).toEqual(['history']);
    expect(changedParts({ ...bundle, parts: { ...bundle.parts, more: [] } })).toEqual(['more']);
    const other = { ...bundle, receipt: { ...bundle.receipt, parts: [] } };
    expect(verifyReceipt(other, PUBLIC).valid).toBe(false);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const pem = stranger.export({ type: 'spki', format: 'pem' }).toString();
    expect(verifyReceipt(bundle, pem).valid).toBe(false);
  });

  test('the file of a closed request stays the same, is kept as long as its record, and then goes; that of an open one is not filed', async () => {
    const request = await refused();
    const first = await caseFile(one.officer, request, signCase);
    expect(await caseFile(one.officer, request, signCase)).toEqual(first);
    expect(await parts(one.officer, request, 'caseFile')).toHaveLength(1);
    bench.advance(3 * 365 * DAY - DAY);
    await one.tick(request);
    expect(await parts(one.officer, request, 'caseFile')).toHaveLength(1);
    bench.advance(3 * DAY);
    await one.tick(request);
    expect(await parts(one.officer, request, 'caseFile')).toHaveLength(0);
    const open = await one.verified('objection');
    await caseFile(one.officer, open, signCase);
    expect(await parts(one.officer, open, 'caseFile')).toHaveLength(0);
  });

  test('an inquiry gets the same of every request of a period and right, with statistics', async () => {
    const from = day(bench.now());
    const access = await refused();
    const objection = await one.verified('objection');
    const period = { from, to: day(bench.now()) };
    const whole = handedOut(await inquiryFile(one.officer, period, signCase));
    expect(verifyReceipt(whole, PUBLIC).valid).toBe(true);
    expect(changedParts(whole)).toEqual([]);
    expect(Object.keys(whole.parts).toSorted()).toEqual([access, objection, 'statistics'].toSorted());
    const ofOneRight = await inquiryFile(one.officer, { ...period, type: 'access' }, signCase);
    expect(ofOneRight.parts['statistics']).toMatchObject([{ count: 1, byOutcome: { refused: 1 } }]);
    expect(JSON.stringify(whole)).not.toContain('Ines');
    const never = { from: '2020-01-01', to: '2027-01-01' };
    expect(await codeOf(inquiryFile(one.officer, never, signCase))).toBe('rule.violated');
  });
});
