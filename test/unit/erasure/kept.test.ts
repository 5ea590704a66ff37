import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERASER } from '../../../shared/erasure/erasure.ts';
import { endKept } from '../../../shared/erasure/kept/end-kept.ts';
import { lookUpKept } from '../../../shared/erasure/kept/look-up-kept.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { may, ROLES, type Role } from '../../../shared/access/roles.ts';
import { dueOfKey } from '../../../shared/store/due.ts';
import { KEPT_ROUTES } from '../../../shared/http/routes/kept.ts';
import { changePlanItem, checkPlan } from '../../../shared/rights/decisions/plan-items.ts';
import { setFiscalYearEnd } from '../../../shared/tenants/fiscal-year.ts';
import { Scene, person } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

async function invoiced(country: string) {
  const workspace = await scene.business(country);
  const noor = await scene.create('contact', { name: 'Noor Haddad' });
  await scene.create('invoice', {
    billedTo: noor,
    status: 'issued',
    issuedOn: '2026-06-30',
    lines: [{ text: 'Tea', quantity: 1, unitPrice: 100, amount: 100 }],
    total: 100,
    recipientName: 'Noor Haddad',
  });
  return { workspace, noor: person(noor) };
}

async function erasedWithInvoice(country: string, fiscalYearEnd?: string) {
  const { workspace, noor } = await invoiced(country);
  if (fiscalYearEnd) await setFiscalYearEnd(workspace, fiscalYearEnd);
  const request = await scene.planned(noor);
  await scene.erase(request.id);
  const [found] = await lookUpKept(scene.workspace(), '2026-00001');
  if (!found) throw new Error('nothing kept');
  return found;
}

describe('part of RET-04: what a statute keeps', () => {
  test.each([
    ['DE', '2034-12-31'],
    ['FR', '2036-12-31'],
    ['NL', '2033-12-31'],
  ])('ends by the statute of %s on %s', async (country, until) => {
    expect(await erasedWithInvoice(country)).toMatchObject({
      state: 'retained',
      ground: 'Art. 17(3)(b)',
      country,
      until,
    });
  });

  test('ends by the fiscal year that the business has set', async () => {
    expect(await erasedWithInvoice('NL', '03-31')).toMatchObject({ until: '2034-03-31' });
  });

  test('without a statute of the country is asked of the officer, and approval waits for the answer', async () => {
    const { workspace, noor } = await invoiced('PT');
    const { id } = await scene.planned(noor);
    const item = (await scene.plan(id)).find(({ act }) => act === 'keep');
    if (!item) throw new Error('nothing to keep');
    expect(item).toMatchObject({ type: 'invoice', needsReview: true });
    expect(item.keep).toBeUndefined();
    await expect(checkPlan(workspace, id)).rejects.toMatchObject({ code: 'law.missing' });
    const decide = (law: Record<string, string>) =>
      changePlanItem(workspace, id, item.id, item.version, { act: 'keep', ...law });
    await expect(decide({ country: 'PT' })).rejects.toMatchObject({ code: 'law.missing' });
    await decide({ statute: 'Art. 52 CIVA', country: 'PT', until: '2036-12-31' });
    await checkPlan(workspace, id);
    await scene.erase(id);
    const law = { statute: 'Art. 52 CIVA', country: 'PT', until: '2036-12-31' };
    expect(await lookUpKept(workspace, '2026-00001')).toMatchObject([law]);
  });

  test('goes with its key at its end, by the due work that was planned with it, and not before', async () => {
    const { id, until = '' } = await erasedWithInvoice('NL');
    const due = (await scene.raw()).map((item) => dueOfKey(item)).find((one) => one?.kind === 'kept');
    expect(due).toMatchObject({ reference: id, at: Date.parse(until) + DAY });
    const eraser = scene.bench.office.eraserWorkspace(scene.tenant, ERASER);
    const end = () => endKept(eraser, id as Id, scene.parts().sign);
    expect(await end()).toBe('not-yet');
    const kept = (await scene.raw()).find(({ pk }) => pk.endsWith(`#KPT#${id}`));
    scene.bench.advance(Date.parse(until) + DAY - scene.bench.now());
    expect(await lookUpKept(scene.elsewhere(), '2026-00001')).toEqual([]);
    expect(await Promise.all([end(), end()])).toEqual(expect.arrayContaining(['ended', 'gone']));
    expect(await end()).toBe('gone');
    const left = (await scene.raw()).filter(({ pk }) => !pk.includes('#AUD#'));
    for (const gone of [id, String(kept?.['key'])])
      expect(left.filter((item) => `${item.pk}|${item.sk}`.includes(gone))).toEqual([]);
  });

  test('is for finance and the officer, by number, and the read leaves its event', async () => {
    const [route] = KEPT_ROUTES;
    const roles = (Object.keys(ROLES) as Role[]).filter((role) => may(role, 'kept:lookUp'));
    expect(roles.sort()).toEqual(['finance', 'officer']);
    expect(route?.permission).toBe('kept:lookUp');
    const { id } = await erasedWithInvoice('DE');
    const events = (await scene.raw()).filter(({ action }) => action === 'kept.read');
    expect(events).toMatchObject([{ target: id, purpose: 'accounting' }]);
    expect(events[0]?.['fields']).toContain('recipientName');
  });
});
