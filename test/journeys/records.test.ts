import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RETENTION_CLASSES } from '../../shared/catalogue/vocabulary.ts';
import type { Client } from './client.ts';
import { startStack, type Stack } from './fixture.ts';

let stack: Stack;
let client: Client;
beforeAll(async () => {
  stack = await startStack();
  ({ client } = await stack.onboard('DE'));
});
afterAll(() => stack.stop());

async function made(path: string, body: unknown): Promise<{ id: string; person?: string; version: number }> {
  const answer = await client.post(path, body);
  expect(answer.status, answer.text).toBe(201);
  expect(answer.headers.get('location')).toBe(`${path}/${answer.body.id}`);
  return answer.body as { id: string; person?: string; version: number };
}

/** The list rests on an index, which lags up to two seconds. */
const caughtUp = () => stack.advance('PT3S');

describe('a list', () => {
  test('shows newest first, page by page, filtered', async () => {
    const days = ['2026-01-01', '2026-01-02', '2026-01-01', '2026-01-01', '2026-01-02'];
    const ids: string[] = [];
    for (const orderedOn of days) {
      ids.unshift((await made('/v1/orders', { orderedOn, status: 'open' })).id);
      await stack.advance(10);
    }
    await caughtUp();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.get(
        `/v1/orders?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      expect(page.status, page.text).toBe(200);
      seen.push(...(page.body.items as { id: string }[]).map((item) => item.id));
      cursor = page.body.cursor as string | undefined;
    } while (cursor);
    expect(seen).toEqual(ids);
    const filtered = await client.get('/v1/orders?filter[orderedOn]=2026-01-02&limit=1');
    expect(filtered.body.items).toMatchObject([{ id: ids[0] }]);
    const rest = await client.get(
      `/v1/orders?filter[orderedOn]=2026-01-02&limit=1&cursor=${encodeURIComponent(filtered.body.cursor as string)}`,
    );
    expect(rest.body.items).toMatchObject([{ id: ids[3] }]);
  });

  test.each([
    ['by a sealed field', 'filter[name]=Ines'],
    ['by an unknown field', 'filter[__proto__]=1'],
    ['with a value that the field cannot have', 'filter[relationshipEndedOn]=soon'],
    ['of no length', 'limit=0'],
    ['of too great a length', 'limit=101'],
    ['with a made-up cursor', 'cursor=AAAA'],
  ])('%s is refused', async (_, query) => {
    expect((await client.get(`/v1/contacts?${query}`)).status).toBe(400);
  });
});

describe('around a person', () => {
  test('part of ENT-01: a person’s view has what came through contact, customer, order, note and invoice, and what of others names the person', async () => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const tomas = await made('/v1/contacts', { name: 'Tomás Vidal' });
    const shop = await made('/v1/customers', { companyName: 'Vidal SL', contactPerson: ines.id });
    const trader = await made('/v1/customers', { tradingName: 'Vidal', soleTrader: tomas.id, country: 'ES' });
    const product = await made('/v1/products', { name: 'Chai', unitPrice: 1800, unitsInStock: 39 });
    const line = { product: product.id, quantity: 2, unitPrice: 1800 };
    const order = await made('/v1/orders', {
      orderedBy: ines.id,
      customer: shop.id,
      orderedOn: '2026-02-28',
      lines: [line],
      shipToName: 'Ines Albrecht',
    });
    const note = await made('/v1/notes', {
      about: ines.id,
      mentions: [tomas.id],
      text: 'Called; Tomás joins.',
    });
    const invoice = await made('/v1/invoices', {
      billedTo: ines.id,
      order: order.id,
      issuedOn: '2026-03-01',
      lines: [{ text: 'Chai', quantity: 2, unitPrice: 1800, amount: 3600 }],
      total: 3600,
    });
    expect(trader.person).toBe(tomas.person);
    expect(shop).not.toHaveProperty('person');

    const view = await client.get(`/v1/people/${ines.person}`);
    expect(view.status, view.text).toBe(200);
    const ids = (view.body.records as { id: string }[]).map((record) => record.id);
    expect(ids.sort()).toEqual([ines.id, order.id, note.id, invoice.id].sort());
    expect(view.body.links).toEqual([{ record: shop.id, type: 'customer', fields: ['contactPerson'] }]);
    expect(view.body.state).toBe('active');
    const other = await client.get(`/v1/people/${tomas.person}`);
    expect(other.body.links).toEqual([{ record: note.id, type: 'note', fields: ['mentions'] }]);

    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await client.get(
        `/v1/people/${ines.person}?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      paged.push(...(page.body.records as { id: string }[]).map((record) => record.id));
      cursor = (page.body.cursor as string | undefined) ?? '';
    } while (cursor);
    expect(paged.sort()).toEqual(ids);
  });

  test('part of ENT-03: an order that is sent twice is one order, and its lines do not follow the product', async () => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const product = await made('/v1/products', { name: 'Chai', unitPrice: 1800 });
    const line = { product: product.id, text: 'Chai', quantity: 2, unitPrice: 1800 };
    const body = { orderedBy: ines.id, orderedOn: '2026-03-02', lines: [line] };
    const headers = { 'idempotency-key': 'accepted-1' };
    const [first, again] = [
      await client.post('/v1/orders', body, headers),
      await client.post('/v1/orders', body, headers),
    ];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const changed = { ...body, orderedOn: '2026-03-03' };
    expect((await client.post('/v1/orders', changed, headers)).status).toBe(422);
    const view = await client.get(`/v1/people/${ines.person}`);
    expect((view.body.records as { type: string }[]).filter(({ type }) => type === 'order')).toHaveLength(1);
    const dearer = { name: 'Chai, large', unitPrice: 2500 };
    expect((await client.patch(`/v1/products/${product.id}`, 1, dearer)).status).toBe(200);
    const { body: order } = await client.get(`/v1/orders/${first.body.id}`);
    expect(order.lines).toMatchObject([line]);
  });

  test('a link goes when the reference goes', async () => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const shop = await made('/v1/customers', { companyName: 'Vidal SL', contactPerson: ines.id });
    expect((await client.patch(`/v1/customers/${shop.id}`, 1, { contactPerson: null })).status).toBe(200);
    expect((await client.get(`/v1/people/${ines.person}`)).body.links).toEqual([]);
  });

  test('a note that stops naming others, or begins to, stays readable', async () => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const noor = await made('/v1/contacts', { name: 'Noor Haddad' });
    const note = await made('/v1/notes', { about: ines.id, text: 'first' });
    for (const [version, mentions] of [
      [1, [noor.id]],
      [2, []],
      [3, [noor.id]],
    ] as const) {
      const changed = await client.patch(`/v1/notes/${note.id}`, version, { mentions });
      expect(changed.status, changed.text).toBe(200);
      expect((await client.get(`/v1/notes/${note.id}`)).body).toMatchObject({ text: 'first', mentions });
    }
  });

  test.each([
    ['a reference to nothing', (id: string) => ({ orderedBy: `S${'0'.repeat(52)}`, customer: id })],
    ['a reference to another type', (id: string) => ({ customer: id })],
  ])('%s is refused', async (_, fields) => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const refused = await client.post('/v1/orders', { orderedOn: '2026-01-01', ...fields(ines.id) });
    expect(refused.status).toBe(422);
    expect(refused.body.type).toBe('urn:bailiwick:problem:reference.unknown');
  });

  test('a record does not move to another person', async () => {
    const ines = await made('/v1/contacts', { name: 'Ines Albrecht' });
    const noor = await made('/v1/contacts', { name: 'Noor Haddad' });
    const note = await made('/v1/notes', { about: ines.id, text: 'hers' });
    expect((await client.patch(`/v1/notes/${note.id}`, 1, { about: noor.id })).status).toBe(422);
  });

  test('a personal field without a person is refused', async () => {
    const body = { orderedOn: '2026-01-01', shipToName: 'Somebody' };
    expect((await client.post('/v1/orders', body)).status).toBe(422);
  });
});

describe('invoices', () => {
  const draft = {
    issuedOn: '2027-05-04',
    lines: [{ text: 'Chai', quantity: 1, unitPrice: 1800, amount: 1800 }],
    total: 1800,
  };

  test('part of ENT-05: numbers are gap-free and given once, however many are issued at the same time', async () => {
    const drafts = await Promise.all(Array.from({ length: 8 }, () => made('/v1/invoices', draft)));
    const issue = async (id: string): Promise<string> => {
      for (let tries = 0; tries < 20; tries++) {
        const { status, body } = await client.patch(`/v1/invoices/${id}`, 1, { status: 'issued' });
        if (status === 200) return body.number as string;
        expect(status).toBe(503);
      }
      throw new Error('never issued');
    };
    const created = client.post('/v1/invoices', { ...draft, status: 'issued' });
    const numbers = await Promise.all(drafts.map(({ id }) => issue(id)));
    const direct = await client.get(`/v1/invoices/${(await created).body.id}`);
    expect([...numbers, direct.body.number as string].sort()).toEqual(
      Array.from({ length: 9 }, (_, index) => `2027-${String(index + 1).padStart(5, '0')}`),
    );
  });

  test('part of ENT-05: an issued invoice is neither changed nor deleted; a draft is', async () => {
    const { id } = await made('/v1/invoices', draft);
    expect((await client.patch(`/v1/invoices/${id}`, 1, { total: 1900 })).status).toBe(200);
    expect((await client.patch(`/v1/invoices/${id}`, 2, { status: 'issued' })).status).toBe(200);
    expect((await client.patch(`/v1/invoices/${id}`, 3, { total: 1 })).status).toBe(409);
    expect((await client.delete(`/v1/invoices/${id}`, 3)).status).toBe(409);
    expect((await client.get(`/v1/invoices/${id}`)).body).toMatchObject({ total: 1900, version: 3 });
  });

  test('part of ENT-05: a number is never taken from a caller, and the class shows seven years', async () => {
    expect((await client.post('/v1/invoices', { ...draft, number: '2027-00001' })).status).toBe(400);
    const { id } = await made('/v1/invoices', draft);
    expect((await client.patch(`/v1/invoices/${id}`, 1, { number: '2027-00001' })).status).toBe(400);
    const { body: map } = await client.get('/v1/data-map');
    const fields = (map.fields as Record<string, string>[]).filter(({ type }) => type === 'invoice');
    expect(new Set(fields.map(({ retentionClass }) => retentionClass))).toEqual(new Set(['financial']));
    expect(RETENTION_CLASSES.financial.years).toBe(7);
  });
});

test('the local cloud had nothing to complain about', () => {
  expect(stack.lines.filter((line) => line.includes('failed'))).toEqual([]);
});
