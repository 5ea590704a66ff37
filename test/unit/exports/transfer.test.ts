import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import { makeTransfer, refuseTransfer, wishTransfer } from '../../../shared/exports/transfer.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, MINUTE } from '../../../shared/kernel/time.ts';
import { endRecipient } from '../../../shared/recipients/change-recipient.ts';
import { createRecipient, type NewRecipient } from '../../../shared/recipients/create-recipient.ts';
import { disclosuresOf } from '../../../shared/recipients/disclosed-to.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { prepare } from '../../../shared/rights/decisions/decide.ts';
import { askForCode, confirmWithCode, fetchWithCode } from '../../../shared/rights/public/door.ts';
import { confirmFetched, release } from '../../../shared/rights/decisions/release.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import { openBench, type Bench } from '../../engine/bench.ts';
import { openCase, codeOf, type Case } from '../rights/case.ts';
import { PUBLIC_URL } from '../rights/firm.ts';

const ATELIER: NewRecipient = {
  kind: 'recipient',
  name: 'Atelier Moreau',
  contact: { by: 'email', email: 'privacy@moreau.example' },
  country: 'FR',
  purposes: ['rights-handling'],
};

let bench: Bench;
let here: Case;

beforeAll(async () => {
  bench = await openBench();
  here = await openCase(bench);
});
afterAll(() => bench.stop());

const entered = (given: Partial<NewRecipient> = {}) =>
  createRecipient(here.officer, { ...ATELIER, ...given });

const linkIn = (text = '') => /transfer\/(\S+)/.exec(text)?.[1] ?? '';
const codeIn = (text = '') => /\b(\d{8})\b/.exec(text)?.[1] ?? '';

/** A request whose package waits for the officer. */
async function reviewed(): Promise<Id> {
  const id = await here.verified('portability');
  await prepare(here.officer, id, here.firm.start);
  await step(here.officer, id, 'prepared');
  await here.firm.post();
  return id;
}

/** Ends a request, so that the next one is no duplicate. */
async function over(id: Id): Promise<void> {
  await step(here.officer, id, 'cancel');
}

const door = () => ({
  office: bench.office,
  now: bench.now,
  sleep: async () => undefined,
  issuePackageUrl: async () => ({ url: 'https://example.org/zip', expiresAt: '2027-01-01T00:00:00.000Z' }),
});

describe('data that go straight to another controller', () => {
  test('part of DSR-05: the link goes to the controller, the code to the person; neither alone opens anything, and the disclosure is recorded', async () => {
    const { officer, person, card, firm } = here;
    await createRecord(officer, note, { about: card, text: 'Pays late' });
    const id = await reviewed();
    const { id: recipient } = await entered();
    await wishTransfer(officer, id, recipient);
    expect(await codeOf(release(officer, id, PUBLIC_URL))).toBe('state.conflict');
    const made = await makeTransfer(officer, id, PUBLIC_URL);
    expect(made).toMatchObject({ state: 'released', transfer: { state: 'made', recipient } });
    const mails = await firm.post();
    const toThem = mails.find(({ to }) => to === 'privacy@moreau.example');
    const toPerson = mails.find(({ to }) => to === 'ines@example.org');
    expect(toPerson?.text).toContain('Atelier Moreau');
    expect(toPerson?.text).not.toContain('/transfer/');
    expect(toThem?.text).not.toMatch(/Ines|Albrecht/);
    const link = linkIn(toThem?.text);

    await askForCode(door(), link, 'transfer');
    const [passedOn, ...more] = await firm.post();
    expect(more).toEqual([]);
    expect(passedOn).toMatchObject({ to: 'ines@example.org' });
    expect(passedOn?.text).not.toContain('/transfer/');
    const code = codeIn(passedOn?.text);
    for (const wrong of [
      () => fetchWithCode(door(), link, 'collect', code),
      () => confirmWithCode(door(), link, code),
      () => fetchWithCode(door(), link, 'transfer', code === '00000000' ? '00000001' : '00000000'),
    ])
      expect(await codeOf(wrong())).toBe('step-up.required');
    bench.advance(2 * DAY);
    expect(await fetchWithCode(door(), link, 'transfer', code)).toMatchObject({
      url: 'https://example.org/zip',
    });
    expect(await codeOf(fetchWithCode(door(), link, 'transfer', code))).toBe('step-up.required');

    expect(await disclosuresOf(officer, person)).toMatchObject([
      {
        name: 'Atelier Moreau',
        purposes: ['rights-handling'],
        categories: [{ of: 'contact', fields: ['name', 'jobTitle', 'email', 'phone'] }],
      },
    ]);
    expect((await confirmFetched(officer, id)).state).toBe('done');
    await askForCode(door(), link, 'transfer');
    expect(await firm.post()).toEqual([]);
  });

  test('part of DSR-05: a code that is passed on after three days opens nothing', async () => {
    const id = await reviewed();
    const { id: recipient } = await entered();
    await wishTransfer(here.officer, id, recipient);
    await makeTransfer(here.officer, id, PUBLIC_URL);
    const link = linkIn((await here.firm.post()).find(({ to }) => to.startsWith('privacy'))?.text);
    await askForCode(door(), link, 'transfer');
    const code = codeIn((await here.firm.post())[0]?.text);
    bench.advance(3 * DAY + MINUTE);
    expect(await codeOf(fetchWithCode(door(), link, 'transfer', code))).toBe('step-up.required');
    await over(id);
  });

  test('part of DSR-05: what is not feasible is refused with its reason, and the person gets the data', async () => {
    const id = await reviewed();
    const { id: recipient, version } = await entered();
    expect(await codeOf(refuseTransfer(here.officer, id, 'no-secure-way'))).toBe('state.conflict');
    await wishTransfer(here.officer, id, recipient);
    // It has ended since: nothing can go there any more, and the wish can still be answered.
    await endRecipient(here.officer, recipient, version);
    expect(await codeOf(makeTransfer(here.officer, id, PUBLIC_URL))).toBe('reference.unknown');
    await refuseTransfer(here.officer, id, 'receiver-declines');
    const [told] = await here.firm.post();
    expect(told).toMatchObject({ to: 'ines@example.org' });
    expect(told?.text).toContain('does not take the data in');
    expect(told?.text).toContain('Art. 20(2)');
    expect(told?.text).toContain('Art. 77');
    expect(await codeOf(makeTransfer(here.officer, id, PUBLIC_URL))).toBe('state.conflict');
    expect((await release(here.officer, id, PUBLIC_URL)).state).toBe('released');
    await here.firm.post();
    await over(id);
  });

  test('goes to no processor, to nobody without a mailbox, for no other purpose and to no unknown or ended controller', async () => {
    const id = await reviewed();
    const { officer } = here;
    const ended = await entered();
    await endRecipient(officer, ended.id, ended.version);
    const processor = await entered({ kind: 'processor' });
    expect(await codeOf(wishTransfer(officer, id, ended.id))).toBe('reference.unknown');
    expect(await codeOf(wishTransfer(officer, id, processor.id))).toBe('rule.violated');
    for (const given of [
      { contact: { by: 'post', address: '1 rue Haute, Lyon' } },
      { purposes: ['order-fulfilment'] },
    ] satisfies Partial<NewRecipient>[]) {
      await wishTransfer(officer, id, (await entered(given)).id);
      expect(await codeOf(makeTransfer(officer, id, PUBLIC_URL))).toBe('rule.violated');
    }
    expect((await load(officer, id)).state).toBe('review');
    await over(id);
  });

  test('is a right of portability only', async () => {
    const id = await here.verified('access');
    expect(await codeOf(wishTransfer(here.officer, id, (await entered()).id))).toBe('state.conflict');
    await over(id);
    expect((await loadRecord(here.officer, contact, here.card)).record.values['name']).toBe('Ines Albrecht');
  });
});
