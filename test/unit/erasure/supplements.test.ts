import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchReceipt } from '../../../shared/erasure/receipt/receipt-door.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import { newId, type Id } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { linkFrom } from '../../../shared/rights/correspondence/link.ts';
import { receiptLink } from '../../../shared/rights/correspondence/receipt-link.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { PUBLIC_URL, Scene, person } from './fixture.ts';

const ADDRESS = `${PUBLIC_URL}/public/pages/receipt/`;

let scene: Scene;
let request: Id;
let text: string;
beforeAll(async () => {
  scene = await Scene.open();
  await scene.business('DE');
  const noor = await scene.create('contact', { name: 'Noor Haddad', email: 'noor@example.org' });
  const invoice = {
    billedTo: noor,
    status: 'issued',
    issuedOn: '2026-06-30',
    lines: [{ text: 'Tea', quantity: 1, unitPrice: 100, amount: 100 }],
    total: 100,
    recipientName: 'Noor Haddad',
  };
  await scene.create('invoice', invoice);
  await scene.create('invoice', { ...invoice, issuedOn: '2027-01-15' });
  const planned = await scene.planned(person(noor));
  request = planned.id;
  await scene.erase(request);
  const link = await receiptLink(scene.workspace(), await load(scene.workspace(), request));
  text = link?.url.slice(ADDRESS.length) ?? '';
});
afterAll(() => scene.close());

const slept: number[] = [];
const door = () => ({
  office: scene.bench.anotherOffice(),
  now: scene.bench.now,
  sleep: async (milliseconds: number) => slept.push(milliseconds),
  publicKey: async () => scene.publicKey(),
});

/** Ends what is due on a day, as the workflow of the clock does. */
async function endOn(day: string): Promise<void> {
  scene.bench.advance(Date.parse(day) + DAY - scene.bench.now());
  const kept = (await scene.raw()).flatMap(({ pk }) => (pk.includes('#KPT#') ? [pk.slice(-26)] : []));
  for (const id of kept) await scene.run({ kept: id, step: 'end' });
}

describe('a receipt after the erasure, when no address is left to write to', () => {
  test('is had by its number and secret, of which the tables hold a digest alone', async () => {
    const { receipt, supplements, publicKey } = await fetchReceipt(door(), text);
    expect(verifyReceipt(receipt, publicKey).valid).toBe(true);
    expect(supplements).toEqual([]);
    const secret = text.split('.')[2] ?? '';
    const readable = JSON.stringify(await scene.raw(), (_, value: unknown) =>
      value instanceof Uint8Array ? undefined : value,
    );
    expect(secret).toHaveLength(43);
    expect(readable).not.toContain(secret);
    expect(readable).toContain(linkFrom(text)?.digest);
  });

  test('is refused alike for another secret, another request, another business and no link, after the same time', async () => {
    const [tenant = '', number = '', secret = ''] = text.split('.');
    const wrong = [
      `${tenant}.${number}.${'A'.repeat(43)}`,
      `${tenant}.${newId()}.${secret}`,
      `${newId()}.${number}.${secret}`,
      'nothing',
    ];
    for (const each of wrong) {
      slept.length = 0;
      await expect(fetchReceipt(door(), each)).rejects.toMatchObject({ code: 'not-found', members: {} });
      expect(slept).toEqual([600]);
    }
  });

  test('grows by a signed supplement with each item that goes at its end, once', async () => {
    await endOn('2034-12-30');
    expect((await fetchReceipt(door(), text)).supplements).toEqual([]);
    await endOn('2034-12-31');
    await endOn('2034-12-31');
    const { receipt, supplements, publicKey } = await fetchReceipt(door(), text);
    expect(supplements).toHaveLength(1);
    expect(verifyReceipt(supplements[0], publicKey)).toEqual({ valid: true, reasons: [] });
    expect(supplements[0]?.receipt).toMatchObject({
      supplements: receipt.statement.receipt,
      request,
      ended: { type: 'invoice', country: 'DE', until: '2034-12-31' },
    });
    await endOn('2035-12-31');
    const ends = (await fetchReceipt(door(), text)).supplements.map(({ receipt: each }) => each['ended']);
    expect(ends).toMatchObject([{ until: '2034-12-31' }, { until: '2035-12-31' }]);
    expect((await scene.raw()).filter(({ pk }) => pk.includes('#KPT#'))).toEqual([]);
  });

  test('its address waits for the letter sealed, under the key of the request', async () => {
    const letters = (await scene.raw()).filter(({ pk, sk }) => pk.endsWith(request) && sk.startsWith('RCL#'));
    expect(letters).toHaveLength(1);
    expect(letters[0]?.['content']).toBeInstanceOf(Uint8Array);
  });
});
