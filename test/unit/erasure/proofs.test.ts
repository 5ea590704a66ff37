import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import { lookUpKept } from '../../../shared/erasure/kept/look-up-kept.ts';
import { readReceipt } from '../../../shared/erasure/receipt/read-receipt.ts';
import { newId, type Id, type SubjectId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { changePlanItem, checkPlan } from '../../../shared/rights/decisions/plan-items.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { Scene, person } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** Noor has given and withdrawn a consent, given another one, and objected to marketing. */
async function consenting(country: string): Promise<SubjectId> {
  const workspace = await scene.business(country);
  const noor = person(await scene.create('contact', { name: 'Noor Haddad', email: 'noor@example.org' }));
  const givenAt = instant(scene.bench.now());
  const give = (purpose: 'marketing' | 'customer-care', proof: string) =>
    giveConsent(workspace, noor, { purpose, way: 'form', givenAt, proof });
  const { id } = await give('marketing', 'Noor Haddad ticked the box for the newsletter');
  await give('customer-care', 'Noor Haddad agreed to be called');
  await withdrawConsent(workspace, noor, id);
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(noor)]))[0]);
  await workspace.tables.write([
    restrictWrite(workspace, noor, control, {
      id: newId(),
      ground: 'marketing',
      purposes: ['marketing'],
      records: 'all',
      since: givenAt,
    }),
  ]);
  return noor;
}

describe('what proves a consent or an objection of somebody who is gone', () => {
  test('stays for claims under the limitation period, and is found by the number of the receipt alone', async () => {
    const noor = await consenting('DE');
    const { id } = await scene.planned(noor);
    const plan = (await scene.plan(id)).filter(({ type }) => type.endsWith('-proof'));
    expect(plan.map(({ type }) => type).sort()).toEqual([
      'consent-proof',
      'consent-proof',
      'objection-proof',
    ]);
    const law = { statute: '§§ 195, 199(1) BGB', country: 'DE' };
    for (const item of plan) expect(item).toMatchObject({ ground: 'Art. 17(3)(e)', act: 'keep', keep: law });
    expect(await scene.erase(id)).toMatchObject({ state: 'done' });
    const { receipt } = await readReceipt(scene.workspace(), id);
    const found = await lookUpKept(scene.workspace(), receipt['receipt'] as string);
    // Whoever keeps the books has no claims to answer.
    const number = receipt['receipt'] as string;
    expect(await lookUpKept(scene.workspace(), number, ['legal-obligation'])).toEqual([]);
    const fields = found.map((kept) => kept.fields);
    expect(fields).toHaveLength(3);
    const marketing = fields.find(({ proof }) => JSON.stringify(proof)?.includes('newsletter'));
    expect(marketing).toMatchObject({ purpose: 'marketing', way: 'form' });
    expect(marketing?.['withdrawnAt']).toEqual(expect.any(String));
    expect(fields.find(({ ground }) => ground === 'marketing')).toMatchObject({ purposes: ['marketing'] });
    expect(JSON.stringify(receipt['decision'])).toContain('"type":"consent-proof"');
  });

  test('leaves nothing at the person, and nothing that is readable leads from the person to it', async () => {
    const noor = await consenting('DE');
    const { id } = await scene.planned(noor);
    await scene.erase(id);
    const raw = await scene.raw();
    const kept = raw.filter(({ pk }) => pk.includes('#KPT#'));
    // With what is remembered of the addresses.
    expect(kept).toHaveLength(4);
    const leading = raw.filter(({ pk }) => pk.includes(noor) || pk.includes(`#REQ#${id}`));
    const readable = JSON.stringify(leading, (_, value: unknown) =>
      value instanceof Uint8Array ? undefined : value,
    );
    for (const { pk } of kept) expect(readable).not.toContain(pk.slice(-26));
    expect(JSON.stringify(kept)).not.toContain(noor);
    expect(raw.filter(({ sk }) => sk.startsWith('CNS#'))).toEqual([]);
  });

  test('goes with the person where the officer does without it', async () => {
    const noor = await consenting('DE');
    const workspace = scene.workspace();
    const { id } = await scene.planned(noor);
    for (const item of (await scene.plan(id)).filter(({ type }) => type.endsWith('-proof'))) {
      const decided = await changePlanItem(workspace, id, item.id as Id, item.version, { act: 'erase' });
      expect(decided.ground).toMatch(/^Art\. 17\(1\)\([bc]\)$/);
    }
    await scene.erase(id);
    const kept = (await scene.raw()).filter(({ pk }) => pk.includes('#KPT#'));
    expect(kept.map(({ type }) => type)).toEqual(['suppression']);
    const { receipt } = await readReceipt(workspace, id);
    expect(receipt['decision']).toMatchObject({ goneBefore: 0, kept: [{ type: 'suppression' }] });
  });

  test('is asked of the officer where the country has no row', async () => {
    const noor = await consenting('PT');
    const { id } = await scene.planned(noor);
    await expect(checkPlan(scene.workspace(), id)).rejects.toMatchObject({ code: 'law.missing' });
  });
});
