import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { invoice } from '../../../shared/catalogue/types/invoice.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { carryOut } from '../../../shared/rights/acts/carry-out.ts';
import { endFormerValues, readFormerValues } from '../../../shared/rights/acts/former-values.ts';
import { planActs, readActs } from '../../../shared/rights/acts/plan-acts.ts';
import { approve, prepare, retry } from '../../../shared/rights/decisions/decide.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { createRecipient } from '../../../shared/recipients/create-recipient.ts';
import { recordDisclosure } from '../../../shared/recipients/record-disclosure.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from './firm.ts';
import { firmBench } from './firm.ts';
import { codeOf, openCase, type Case } from './case.ts';

describe('rectification', () => {
  let bench: Bench;
  let firm: Firm;
  let officer: Workspace;
  let person: SubjectId;
  let card: RecordId;
  let scene: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openCase(bench);
    ({ firm, officer, person, card } = scene);
  });

  const fields = { jobTitle: 'Head of purchasing', email: 'i.albrecht@example.org' };

  test('part of DSR-02: what is wrong is corrected, what stood there is kept apart and sealed, with an end', async () => {
    const request = await scene.verified('rectification');
    await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
    expect(await scene.values()).toMatchObject({ jobTitle: 'Buyer' });
    expect(await approve(officer, request, 0)).toMatchObject({ state: 'done' });
    expect(await scene.values()).toMatchObject(fields);
    const [former, ...others] = await readFormerValues(officer, person);
    expect(others).toEqual([]);
    expect(former).toMatchObject({
      record: card,
      request,
      values: { jobTitle: 'Buyer', email: 'ines@example.org' },
    });
    expect(JSON.stringify(await firm.items('SUB#'))).not.toContain('Buyer');
  });

  test('DSR-02: what is corrected reaches everybody to whom it went, and the old value is only in restricted history', async () => {
    const target = { country: 'DE', purposes: ['order-fulfilment'], language: 'en' } as const;
    const carrier = await createRecipient(officer, {
      ...target,
      kind: 'recipient',
      name: 'Elbe Parcels',
      contact: { by: 'email', email: 'privacy@elbe-parcels.example.com' },
    });
    const processor = await createRecipient(officer, {
      ...target,
      kind: 'processor',
      name: 'Harbour Newsletters',
      contact: { by: 'email', email: 'dpo@harbour.example.com' },
    });
    for (const { id } of [carrier, processor])
      await recordDisclosure(officer, person, {
        recipient: id,
        purpose: 'order-fulfilment',
        records: [{ record: card, fields: ['name', 'email'] }],
        way: 'file',
      });
    const request = await scene.verified('rectification');
    await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
    expect(await approve(officer, request, 0)).toMatchObject({ state: 'done' });
    const mails = await firm.post();
    for (const to of ['privacy@elbe-parcels.example.com', 'dpo@harbour.example.com'])
      expect(
        mails.filter((mail) => mail.to === to && mail.text.includes('i.albrecht@example.org')),
      ).toHaveLength(1);
    expect(mails.find(({ to }) => to === 'ines@example.org')?.text).toContain('We tell everybody');
    expect(await carryOut(officer, request)).toMatchObject({ state: 'done' });
    expect(await firm.post()).toEqual([]);
    const [former] = await readFormerValues(officer, person);
    expect(former?.values).toMatchObject({ email: 'ines@example.org' });
    const seen = await readRecord(officer, contact, card, Object.keys(contact.fields));
    expect(JSON.stringify(seen)).not.toContain('ines@example.org');
    const { records: found } = await lookUpRecords(
      officer,
      contact,
      { kind: 'email', value: 'ines@example.org', country: 'DE' },
      ['email'],
    );
    expect(found).toEqual([]);
  });

  test('the end of a former value comes without anybody remembering', async () => {
    const request = await scene.verified('rectification');
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
    const request = await scene.verified('rectification');
    const plan = (record: RecordId, patch: Record<string, string>) =>
      codeOf(planActs(officer, request, [{ act: 'correct', record, fields: patch }]));
    expect(await plan(card, { email: 'no address' })).toBe('request.invalid');
    expect(await plan(card, { nickname: 'Ina' })).toBe('request.invalid');
    expect(await plan(other.id, { name: 'Ines' })).toBe('rule.violated');
    expect(await codeOf(prepare(officer, request, firm.start))).toBe('rule.violated');
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
    const request = await scene.verified('rectification');
    const change = { act: 'correct', record: target, fields: { recipientName: 'I. Albrecht' } } as const;
    expect(await codeOf(planActs(officer, request, [change]))).toBe('conflict');
    const statement = 'I moved before this was issued.';
    await planActs(officer, request, [{ act: 'supplement', record: target, statement }]);
    await approve(officer, request, 0);
    const { record } = await loadRecord(officer, invoice, target);
    expect(record.statements).toEqual([statement]);
    expect(record.values).toMatchObject({ recipientName: 'Ines Albrecht' });
    expect(JSON.stringify(await firm.items('SUB#'))).not.toContain(statement);
  });

  test('the plan shows old and new to the officer, and its reading is in the log', async () => {
    const request = await scene.verified('rectification');
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
    const request = await scene.verified('rectification');
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
    const request = await scene.verified('rectification');
    await planActs(officer, request, [{ act: 'correct', record: card, fields }]);
    await step(officer, request, 'approve');
    const again = firm.as(firm.secondOfficer);
    await Promise.all([carryOut(officer, request), carryOut(again, request), scene.tick(request)]);
    expect(await load(officer, request)).toMatchObject({ state: 'done' });
    expect(await readFormerValues(officer, person)).toHaveLength(1);
  });
});
