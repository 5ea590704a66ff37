import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../shared/kernel/ids.ts';
import { changeRecipient, endRecipient } from '../../../shared/recipients/change-recipient.ts';
import { listRecipients, readRecipient } from '../../../shared/recipients/read-recipients.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from '../rights/firm.ts';
import { entered, SHIPPER } from './circle.ts';

let bench: Bench;
let firm: Firm;
let workspace: Workspace;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  firm = await openFirm(bench, 'FR');
  workspace = firm.as(firm.officer);
});

describe('the register of recipients', () => {
  test('gives back what was entered, in the language of the business unless another one is named', async () => {
    const { id, ...made } = await entered(workspace);
    expect(made).toMatchObject({ ...SHIPPER, language: 'fr', state: 'active', version: 1 });
    expect(await readRecipient(workspace, id)).toEqual({ id, ...made });
    expect((await entered(workspace, { language: 'de' })).language).toBe('de');
  });

  test('keeps names and addresses sealed, and logs who reads them', async () => {
    const { id } = await entered(workspace, { contact: { by: 'post', address: 'Kai 1\nHamburg' } });
    await readRecipient(workspace, id);
    const stored = JSON.stringify(await firm.items(''), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(stored).not.toMatch(/Vogt|Hamburg/);
    const events = (await firm.items('AUD#')).map(({ action, target }) => [action, target]);
    expect(events).toEqual(
      expect.arrayContaining([
        ['recipient.create', id],
        ['recipient.read', id],
      ]),
    );
  });

  test('is read page by page, newest first; a cursor is no other reader’s', async () => {
    for (const name of ['one', 'two', 'three']) {
      await entered(workspace, { name });
      bench.advance(1000);
    }
    const first = await listRecipients(workspace, { limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual(['three', 'two']);
    const cursor = first.cursor ?? '';
    const rest = await listRecipients(workspace, { limit: 2, cursor });
    expect(rest.items.map(({ name }) => name)).toEqual(['one']);
    await expect(listRecipients(firm.as(newId()), { limit: 2, cursor })).rejects.toMatchObject({
      code: 'cursor.invalid',
    });
  });

  test('does not know the recipient of another tenant', async () => {
    const { id } = await entered(workspace);
    const elsewhere = (await openFirm(bench)).as(firm.officer);
    for (const call of [
      () => readRecipient(elsewhere, id),
      () => changeRecipient(elsewhere, id, 1, { name: 'x' }),
      () => endRecipient(elsewhere, id, 1),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each(['sale', 'advertising', 'toString'])(
    'part of TEN-04: nobody is entered for the purpose %s',
    async (purpose) => {
      await expect(entered(workspace, { purposes: ['customer-care', purpose] })).rejects.toMatchObject({
        code: 'rule.violated',
        members: { violations: [{ pointer: '/purposes/1', rule: 'purpose' }] },
      });
    },
  );

  test('part of SUB-10: a third country without a mechanism is refused, also by a change', async () => {
    const violations = [{ pointer: '/transfer', rule: 'mechanism-needed' }];
    await expect(entered(workspace, { country: 'US' })).rejects.toMatchObject({ members: { violations } });
    const { id } = await entered(workspace);
    await expect(changeRecipient(workspace, id, 1, { country: 'US' })).rejects.toMatchObject({
      members: { violations },
    });
    const moved = { country: 'US', transfer: { mechanism: 'scc-1' } } as const;
    expect(await changeRecipient(workspace, id, 1, moved)).toMatchObject({ ...moved, version: 2 });
    const back = await changeRecipient(workspace, id, 2, { country: 'DE', transfer: null });
    expect(back).toMatchObject({ country: 'DE', version: 3 });
    expect(back.transfer).toBeUndefined();
  });

  test('changes only what was seen, and nothing that has ended', async () => {
    const { id } = await entered(workspace);
    expect(await changeRecipient(workspace, id, 1, { name: 'Vogt & Sohn' })).toMatchObject({
      ...SHIPPER,
      name: 'Vogt & Sohn',
      version: 2,
    });
    await expect(changeRecipient(workspace, id, 1, { name: 'x' })).rejects.toMatchObject({
      code: 'precondition.failed',
    });
    await expect(endRecipient(workspace, id, 1)).rejects.toMatchObject({ code: 'precondition.failed' });
    expect(await endRecipient(workspace, id, 2)).toMatchObject({ state: 'ended', version: 3 });
    await expect(changeRecipient(workspace, id, 3, { name: 'x' })).rejects.toMatchObject({ code: 'gone' });
    expect(await readRecipient(workspace, id)).toMatchObject({ state: 'ended', name: 'Vogt & Sohn' });
  });
});
