import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import { eraseTurn } from '../../../shared/erasure/erasure.ts';
import { BACKUP_DAYS, isSuppressed } from '../../../shared/erasure/marks.ts';
import { readReceipt } from '../../../shared/erasure/receipt/read-receipt.ts';
import type { Id, SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { prepareRecord } from '../../../shared/records/create-record.ts';
import { changePlanItem } from '../../../shared/rights/decisions/plan-items.ts';
import { parts } from '../../../shared/rights/steps/store.ts';
import type { Item, TenantTables, Workspace } from '../../../shared/store/workspace.ts';
import { restrict } from '../subjects/control-of.ts';
import { Scene, person } from './fixture.ts';

const EMAIL = 'noor@example.org';

let scene: Scene;
let workspace: Workspace;
let noor: SubjectId;
beforeAll(async () => void (scene = await Scene.open()));
afterAll(() => scene.close());
beforeEach(async () => {
  workspace = await scene.business('DE');
  noor = person(await scene.create('contact', { name: 'Noor Haddad', email: EMAIL, phone: '+49 30 901820' }));
});

async function withdrawn(): Promise<void> {
  const given = { purpose: 'marketing', way: 'form', proof: 'Yes' } as const;
  const { id } = await giveConsent(workspace, noor, { ...given, givenAt: instant(scene.bench.now()) });
  await withdrawConsent(workspace, noor, id);
}

const entries = async (): Promise<Item[]> => (await scene.raw()).filter(({ pk }) => pk.includes('#SUP#'));
const planned = async (id: Id) => (await scene.plan(id)).find(({ type }) => type === 'suppression');
const metAgain = async (email = EMAIL) =>
  (await prepareRecord(scene.elsewhere(), contact, { name: 'N. H.', email })).suppressed;

describe('part of RET-05: somebody who had withdrawn or objected is erased', () => {
  test('only what is remembered of the addresses stays, and it works when they are met again', async () => {
    await withdrawn();
    const { id } = await scene.planned(noor);
    const plan = await planned(id);
    expect(plan).toMatchObject({
      act: 'keep',
      ground: 'Art. 17(3)(b)',
      keep: { statute: 'Art. 7(3), 21(3) GDPR', country: 'EU' },
    });
    expect(await scene.erase(id, {}, 2)).toMatchObject({ state: 'done' });
    const until = Date.parse(plan?.keep?.until ?? '') + DAY;
    const left = await entries();
    expect(left).toHaveLength(2);
    for (const entry of left) expect(entry).toMatchObject({ ground: 'withdrawal', until });
    expect(await metAgain()).toEqual(['marketing']);
    expect(await metAgain('other@example.org')).toEqual([]);
  });

  test('the receipt names it and the independent sweep has met it, without giving a token away', async () => {
    await restrict(workspace, noor, 'marketing', { purposes: ['marketing'] });
    const { id } = await scene.planned(noor);
    await scene.erase(id);
    const { receipt } = await readReceipt(workspace, id);
    expect(receipt).toMatchObject({
      decision: {
        kept: expect.arrayContaining([expect.objectContaining({ type: 'suppression', count: 1 })]),
      },
      technical: { independentSweep: { left: 0, looked: { suppression: 2 } } },
    });
    const left = await entries();
    const others = JSON.stringify((await scene.raw()).filter(({ pk }) => !pk.includes('#SUP#')));
    for (const { pk } of left) expect(others).not.toContain(pk.split('#').at(-1));
    expect(JSON.stringify(left)).not.toContain(noor);
  });

  test('the tombstone keeps old imports out until the last older backup is dead, and hinders no new relationship; the rest goes on', async () => {
    await withdrawn();
    const { id } = await scene.planned(noor);
    await scene.erase(id);
    const marks = (await scene.raw()).filter(({ pk }) => pk.includes('#TMB#'));
    for (const mark of marks) expect(Object.keys(mark).sort()).toEqual(['pk', 'sk', 'ttl', 'until']);
    const identifiers = [{ kind: 'email', value: EMAIL }];
    expect(await isSuppressed(scene.elsewhere(), identifiers)).toBe(true);
    const again = await scene.create('contact', { name: 'Noor Haddad', email: EMAIL });
    await scene.create('note', { about: again, text: 'Ordered tea' });
    scene.bench.advance((BACKUP_DAYS + 1) * DAY);
    expect(await isSuppressed(scene.elsewhere(), identifiers)).toBe(true);
    scene.bench.advance(7 * DAY);
    expect(await isSuppressed(scene.elsewhere(), identifiers)).toBe(false);
    expect(await metAgain()).toEqual(['marketing']);
  });

  test('no officer does without it, and where nothing was stopped nothing is remembered', async () => {
    const free = await scene.planned(noor);
    expect(await planned(free.id)).toBeUndefined();
    await withdrawn();
    const { id } = await scene.planned(noor);
    const { id: item, version } = (await planned(id)) as { id: Id; version: number };
    await expect(changePlanItem(workspace, id, item, version, { act: 'erase' })).rejects.toMatchObject({
      code: 'rule.violated',
    });
  });

  test('a stop that comes after the approval is remembered as well', async () => {
    const { id } = await scene.planned(noor);
    await scene.approve(id);
    await withdrawn();
    expect(await scene.execute(id)).toMatchObject({ state: 'done' });
    expect(await planned(id)).toMatchObject({ late: true });
    expect(await metAgain()).toEqual(['marketing']);
  });

  test('on its day it counts no more, and a supplementary receipt says that it ended', async () => {
    await withdrawn();
    const { id } = await scene.planned(noor);
    await scene.erase(id);
    const kept = (await scene.raw()).find(({ pk, type }) => pk.includes('#KPT#') && type === 'suppression');
    const event = { tenant: scene.tenant, step: 'end', turn: 0, kept: kept?.['id'] } as never;
    await eraseTurn(scene.parts(), event);
    expect(await parts(workspace, id, 'supplement')).toEqual([]);
    scene.bench.advance(3 * 366 * DAY);
    expect(await metAgain()).toEqual([]);
    await eraseTurn(scene.parts(), event);
    expect(await parts(workspace, id, 'supplement')).toMatchObject([
      { receipt: { ended: { type: 'suppression', country: 'EU' } } },
    ]);
  });
});

test('the independent sweep disagrees with an eraser that remembers more than it may', async () => {
  await withdrawn();
  const { id } = await scene.planned(noor);
  const telling = (tables: TenantTables): TenantTables => ({
    get: (keys) => tables.get(keys),
    query: (query) => tables.query(query),
    write: (writes, operation) =>
      tables.write(
        writes.map((one) =>
          'put' in one && one.at.pk.includes('#SUP#') ? { ...one, put: { ...one.put, value: EMAIL } } : one,
        ),
        operation,
      ),
  });
  expect(await scene.erase(id, { tables: telling })).toMatchObject({ state: 'partly-done' });
  const [sweep] = await parts(workspace, id, 'sweep');
  expect(sweep).toMatchObject({ left: [{ store: 'suppression' }, { store: 'suppression' }] });
});
