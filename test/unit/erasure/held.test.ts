import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tickHandlers } from '../../../shared/due/tick-handlers.ts';
import { fetchReceipt } from '../../../shared/erasure/receipt/receipt-door.ts';
import { lookUpKept } from '../../../shared/erasure/kept/look-up-kept.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, day } from '../../../shared/kernel/time.ts';
import { decideHold } from '../../../shared/rights/desk/holds/decide-hold.ts';
import type { HoldReason } from '../../../shared/rights/desk/holds/hold.ts';
import { requestHold } from '../../../shared/rights/desk/holds/place-hold.ts';
import { changePlanItem } from '../../../shared/rights/decisions/plan-items.ts';
import { receiptLink } from '../../../shared/rights/correspondence/receipt-link.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import type { Run } from '../../../shared/rights/steps/runs.ts';
import { cast, type Cast } from './cast.ts';
import { PUBLIC_URL, Scene, person } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

let all: Cast;
let ines: SubjectId;
let runs: Run[];
beforeEach(async () => {
  await scene.business('DE');
  all = await cast(scene);
  ines = person(all.ines);
  runs = [];
});

const start = async (run: Run) => void runs.push(run);

async function placed(
  records: readonly RecordId[],
  reason: HoldReason = 'claim',
  of: SubjectId = ines,
): Promise<Id> {
  const reviewOn = day(scene.bench.now() + 90 * DAY);
  const given = { person: of, records, reason, note: 'Unpaid deliveries', reviewOn };
  const { id } = await requestHold(scene.workspace(), given);
  await decideHold(scene.workspace(), id, 'approve', start);
  return id;
}

/** Two people release a hold; the clock does what follows, its workflows included. */
async function released(hold: Id): Promise<void> {
  await decideHold(scene.workspace(), hold, 'request-release', start);
  await decideHold(scene.workspace(), hold, 'approve-release', start);
  await settled(hold);
}

async function settled(hold: Id): Promise<void> {
  const { office } = scene.bench;
  const unused = () => Promise.reject(new Error('unused'));
  const handlers = tickHandlers({
    office,
    objects: unused as never,
    erasedObjects: unused,
    start,
    alarm: () => undefined,
    publicUrl: PUBLIC_URL,
  });
  const due = { tenant: scene.tenant, at: scene.bench.now() } as const;
  await handlers.hold?.({ ...due, kind: 'hold', reference: hold });
  const items = (await scene.raw()).filter(({ pk }) => pk.includes('#KPT#'));
  for (const { pk } of items) await handlers.kept?.({ ...due, kind: 'kept', reference: pk.slice(-26) as Id });
  for (const { input } of runs.splice(0))
    if ('kept' in input) await scene.run({ kept: input.kept, step: 'end' });
}

/** Plans, reviews and carries the erasure out. */
async function erased(who: SubjectId = ines): Promise<Id> {
  const { id } = await scene.planned(who);
  await scene.review(id);
  expect(await scene.erase(id)).toMatchObject({ state: 'done' });
  return id;
}

const planned = async (request: Id, target: RecordId) =>
  (await scene.plan(request)).find((item) => item.target === target);
const officers = (hold: Id) => lookUpKept(scene.elsewhere(), hold);
const finance = (number: string) => lookUpKept(scene.elsewhere(), number, ['legal-obligation']);
const keptItems = async () => (await scene.raw()).filter(({ pk }) => pk.includes('#KPT#'));

async function receipts(request: Id) {
  const link = await receiptLink(scene.workspace(), await load(scene.workspace(), request));
  const door = {
    office: scene.bench.anotherOffice(),
    now: scene.bench.now,
    sleep: async () => undefined,
    publicKey: async () => scene.publicKey(),
  };
  return fetchReceipt(door, link?.url.slice(`${PUBLIC_URL}/public/pages/receipt/`.length) ?? '');
}

describe('part of I12: a hold on one record keeps that record, and only that one', () => {
  test('the plan names the hold and its ground; the record is kept, everything else goes, and the release ends it with a receipt', async () => {
    const hold = await placed([all.ownNote]);
    const request = await erased();
    expect(await planned(request, all.ownNote)).toMatchObject({
      act: 'keep',
      ground: 'Art. 17(3)(e)',
      held: [{ hold, ground: 'Art. 17(3)(e)' }],
    });
    expect((await scene.plan(request)).filter(({ held }) => held)).toHaveLength(1);
    expect(await officers(hold)).toMatchObject([
      { type: 'note', hold, ground: 'Art. 17(3)(e)', fields: { text: 'Ines Albrecht is on leave in May' } },
    ]);
    const { receipt } = await receipts(request);
    expect(receipt.receipt['decision']).toMatchObject({
      kept: expect.arrayContaining([{ type: 'note', ground: 'Art. 17(3)(e)', hold, count: 1 }]) as unknown,
    });
    await settled(hold);
    expect(await officers(hold)).toHaveLength(1);
    await released(hold);
    expect(await officers(hold)).toEqual([]);
    const { supplements, publicKey } = await receipts(request);
    expect(supplements).toMatchObject([{ receipt: { request, ended: { type: 'note', hold } } }]);
    expect(verifyReceipt(supplements[0], publicKey)).toEqual({ valid: true, reasons: [] });
    await settled(hold);
    expect((await receipts(request)).supplements).toHaveLength(1);
  });

  test('what a statute keeps as well is found by finance with the fields of the statute, outlives the release, and ends on its day', async () => {
    const hold = await placed([all.issued], 'authority-order');
    await erased();
    expect(await keptItems()).toHaveLength(2);
    const [byHold] = await officers(hold);
    expect(byHold).toMatchObject({
      ground: 'Art. 17(3)(b)',
      fields: { remark: 'likes to be called in the morning' },
    });
    expect(await finance(hold)).toEqual([]);
    const [byStatute] = await finance('2026-00001');
    expect(byStatute?.fields).not.toHaveProperty('remark');
    await released(hold);
    expect(await finance('2026-00001')).toEqual([byStatute]);
    expect(await keptItems()).toMatchObject([{ until: '2034-12-31' }]);
  });

  test('two holds on one record: the release of one leaves what the other keeps', async () => {
    const [one, two] = [
      await placed([all.ownNote]),
      await placed([all.ownNote, all.order], 'authority-order'),
    ];
    await erased();
    await released(one);
    expect(await officers(one)).toEqual([]);
    expect(await officers(two)).toHaveLength(2);
    await released(two);
    // The invoice stays by statute.
    expect(await keptItems()).toMatchObject([{ type: 'invoice' }]);
  });

  test('of a text about somebody else a copy is kept as it was; the person goes from the text itself', async () => {
    const hold = await placed([all.tomasNote]);
    const request = await erased();
    expect(await planned(request, all.tomasNote)).toMatchObject({
      of: 'mention',
      act: 'redact',
      held: [{ hold }],
    });
    expect((await officers(hold))[0]?.fields['text']).toContain('INES ALBRECHT');
    // The hold stands on the other person, too: whoever is erased first, the text stays.
    const other = await scene.planned(person(all.tomas));
    const left = (await scene.plan(other.id)).find(({ target }) => target === all.tomasNote);
    expect(left).toMatchObject({ act: 'keep', held: [{ hold }] });
  });

  test('an officer can keep longer by a law, and cannot erase what is under a hold', async () => {
    await placed([all.ownNote]);
    const { id } = await scene.planned(ines);
    const item = await planned(id, all.ownNote);
    if (!item) throw new Error('not planned');
    const decide = (given: Parameters<typeof changePlanItem>[4]) =>
      changePlanItem(scene.workspace(), id, item.id, item.version, given);
    await expect(decide({ act: 'erase' })).rejects.toMatchObject({ code: 'rule.violated' });
    const law = { statute: '§ 195 BGB', country: 'DE', until: '2034-12-31' };
    expect(await decide({ act: 'keep', ground: 'legal-claims', ...law })).toMatchObject({
      keep: law,
      held: [{}],
    });
  });

  test('a plan that knows a hold which was released is not carried out: it is made and approved anew', async () => {
    const hold = await placed([all.ownNote]);
    const { id } = await scene.planned(ines);
    await decideHold(scene.workspace(), hold, 'request-release', start);
    await decideHold(scene.workspace(), hold, 'approve-release', start);
    await scene.approve(id);
    const found = await scene.execute(id);
    expect(found).toMatchObject({ state: 'preparing', attempt: 3 });
    expect(found).not.toHaveProperty('decidedBy');
    await scene.run({ request: id, step: 'plan', attempt: found.attempt });
    expect(await planned(id, all.ownNote)).toMatchObject({ act: 'erase' });
    expect((await scene.plan(id)).filter(({ held }) => held)).toEqual([]);
  });

  test('a hold on a stored file holds the whole erasure back: its bytes are kept nowhere else', async () => {
    const { id } = await scene.planned(ines);
    await scene.review(id);
    await placed([all.file.id]);
    expect(await scene.erase(id)).toMatchObject({ state: 'blocked', blocked: { by: 'hold' } });
    expect((await scene.raw()).filter(({ sk }) => sk === `REC#${all.file.id}`)).toHaveLength(1);
  });

  test('nothing is kept twice and nothing is lost, wherever a run dies', async () => {
    const hold = await placed([all.ownNote, all.tomasNote]);
    const { id } = await scene.planned(ines);
    await scene.review(id);
    await scene.approve(id);
    let calls = 0;
    const tables = (
      real: Parameters<NonNullable<Parameters<Scene['execute']>[1]>['tables'] & object>[0],
    ) => ({
      ...real,
      write: async (...given: Parameters<typeof real.write>) => {
        await real.write(...given);
        if (++calls % 3 === 0) throw new Error('killed');
      },
    });
    expect(await scene.execute(id, { tables })).toMatchObject({ state: 'done' });
    expect(await officers(hold)).toHaveLength(2);
    await released(hold);
    expect(await keptItems()).toMatchObject([{ type: 'invoice' }]);
  });
});
