import { paginateScan, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyReceipt } from '../../shared/erasure/receipt/verify-receipt.ts';
import { clientsOf } from '../proofs/account.ts';
import { eventually, inMail } from './awaited.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { encodings, filesBelow } from './state-files.ts';

const NAME = 'Sanddornmarkierung Haddad';
const EMAIL = 'sanddornmarkierung@example.org';
const DAYS_LEFT = 20;
const DAY = 86_400_000;

let stack: Stack;
let firm: Tenant;
let first: Client;
let second: Client;
let finance: Client;

beforeAll(async () => {
  stack = await startStack();
  firm = await stack.onboard('NL');
  const member = { kind: 'human', role: 'officer', name: 'Olga Officer', email: 'olga@example.org' };
  const { id } = (await firm.client.post('/v1/members', member)).body;
  const { apiKey } = (await firm.client.post(`/v1/members/${id}/keys`, {})).body;
  [first, second, finance] = [
    await colleague(firm, stack, 'officer'),
    stack.client(apiKey as string),
    await colleague(firm, stack, 'finance'),
  ];
});
afterAll(() => stack.stop());

const ok = (answer: Awaited<ReturnType<Client['post']>>) => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer.body;
};

/** A request of the person, identified by a call-back that two officers stand for, approved and carried out. */
async function erased(): Promise<string> {
  const { id } = ok(
    await first.post('/v1/requests', {
      type: 'erasure',
      channel: 'phone',
      identifiers: [{ kind: 'phone', value: '+31 20 5550199' }],
      receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
      language: 'en',
    }),
  );
  const at = `/v1/requests/${id}`;
  ok(await first.post(`${at}/call-back`, { noted: 'knew the last order' }));
  ok(await second.post(`${at}/call-back/approve`, {}));
  ok(await first.post(`${at}/prepare`, {}));
  const reaches = (state: string) =>
    eventually(stack, async () => {
      const { body } = await first.get(at);
      if (['failed', 'partly-done'].includes(body.state)) throw new Error(body.state);
      if (body.state === state) return true;
      if (body.state === 'executing') await stack.advance('PT1M');
      return undefined;
    });
  await reaches('review');
  const { items } = (await first.get(`${at}/plan`)).body;
  const keeping = items.filter(({ act }: { act: string }) => act === 'keep');
  expect(keeping).toMatchObject([
    { type: 'invoice', ground: 'Art. 17(3)(b)', keep: { statute: 'Art. 52(4) AWR', country: 'NL' } },
  ]);
  // The officer is not free to erase what the statute demands.
  const [{ id: item, version }] = keeping;
  expect((await first.patch(`${at}/plan/${item}`, version, { act: 'erase' })).status).toBe(422);
  ok(await second.post(`${at}/approve`, {}));
  await stack.advance('PT2M');
  await reaches('done');
  return id as string;
}

/** Items of the tables that hold what is kept, or are a key with one of these ids. */
async function keptItems(keys: readonly string[]) {
  const { dynamodb } = clientsOf(stack);
  const items: NonNullable<ScanCommandOutput['Items']> = [];
  for (const TableName of ['bailiwick-dev-data', 'bailiwick-dev-keys'])
    for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName }))
      items.push(...Items);
  const at = (pk: string | undefined) => pk ?? '';
  return {
    kept: items.filter((item) => at(item['pk']?.S).includes('#KPT#')),
    keys: items.filter((item) => keys.some((key) => at(item['pk']?.S).endsWith(`#KEY#${key}`))),
  };
}

test('RET-04: an erased customer’s invoice stays as the law needs it, under a key of its own, found by its number alone, by finance and the officer; at its end it goes', async () => {
  const now = await stack.now();
  const end = new Date(now + DAYS_LEFT * DAY).toISOString().slice(0, 10);
  const issuedOn = `${new Date(now).getUTCFullYear() - 7}-${new Date(now).toISOString().slice(5, 10).replace('02-29', '02-28')}`;
  expect(
    (await finance.call('PUT', '/v1/fiscal-year', { body: { fiscalYearEnd: end.slice(5) } })).status,
  ).toBe(403);
  ok(await firm.client.call('PUT', '/v1/fiscal-year', { body: { fiscalYearEnd: end.slice(5) } }));
  const contact = ok(
    await firm.client.post('/v1/contacts', { name: NAME, email: EMAIL, phone: '+31 20 5550199' }),
  );
  const invoice = ok(
    await firm.client.post('/v1/invoices', {
      billedTo: contact.id,
      status: 'issued',
      issuedOn,
      lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
      total: 900,
      recipientName: NAME,
      recipientAddress: { street: 'Keizersgracht 7', city: 'Amsterdam', postalCode: '1015', country: 'NL' },
      recipientEmail: EMAIL,
      remark: 'likes to be called in the morning',
    }),
  );
  const { number } = (await firm.client.get(`/v1/invoices/${invoice.id}`)).body;
  await stack.advance('PT1H');
  const request = await erased();

  // Absent from the person's view, from lists, from reading and from every look-up but one.
  for (const path of [`people/${contact.person}`, `contacts/${contact.id}`, `invoices/${invoice.id}`])
    expect((await firm.client.get(`/v1/${path}`)).status).toBe(404);
  for (const room of ['invoices', 'contacts'])
    expect((await finance.get(`/v1/${room}`)).body.items).toEqual([]);
  for (const [room, wanted] of [
    ['contacts', { email: EMAIL }],
    ['contacts', { phone: '+31 20 5550199' }],
    ['contacts', { name: NAME }],
    ['invoices', { number }],
  ] as const) {
    const answer = await first.post(`/v1/${room}/lookup`, wanted);
    expect(answer.status === 400 || answer.body.items.length === 0, answer.text).toBe(true);
  }

  // By its number, for finance and the officer, and it is what the law needs.
  const lookUp = (client: Client) => client.post('/v1/kept/lookup', { number });
  for (const client of [finance, first]) {
    const { items } = ok(await lookUp(client));
    expect(items).toMatchObject([
      { state: 'retained', ground: 'Art. 17(3)(b)', statute: 'Art. 52(4) AWR', country: 'NL', until: end },
    ]);
    expect(items[0].fields).toMatchObject({ number, recipientName: NAME, total: 900 });
    for (const field of ['recipientEmail', 'remark', 'billedTo'])
      expect(items[0].fields).not.toHaveProperty(field);
  }
  for (const role of ['sales', 'warehouse', 'readOnly'] as const)
    expect((await lookUp(await colleague(firm, stack, role))).status).toBe(403);
  expect((await lookUp(firm.client)).status).toBe(403);

  // Sealed under a key of its own: the person's ended with the erasure, and nothing readable names anybody.
  const { kept } = await keptItems([]);
  expect(kept).toHaveLength(1);
  const key = kept[0]?.['key']?.S ?? '';
  expect((await keptItems([key])).keys).toHaveLength(1);
  const { receipt } = (await first.get(`/v1/requests/${request}/receipt`)).body;
  expect(receipt.technical.keysDestroyed.ids).not.toContain(key);
  const text = await inMail(stack, EMAIL, /\/public\/pages\/receipt\/(\S+)/, now);
  for (const { path, bytes } of filesBelow(stack.stateDir))
    if (!/[/\\]ses[/\\.]/.test(path))
      for (const [how, needle] of encodings(NAME))
        expect([path, how, bytes.includes(needle)]).toEqual([path, how, false]);

  // On its last day it is there; a day later it is gone with its key, and the receipt says so.
  await stack.advance(Date.parse(end) + DAY - 3_600_000 - (await stack.now()));
  expect(ok(await lookUp(finance)).items).toHaveLength(1);
  expect((await stack.anybody.get(`/public/v1/receipts/${text}`)).body.supplements).toEqual([]);
  await stack.advance('PT2H');
  expect(ok(await lookUp(finance)).items).toEqual([]);
  const filed = await eventually(stack, async () => {
    const { body } = await stack.anybody.get(`/public/v1/receipts/${text}`);
    if (body.supplements?.length === 1) return body;
    await stack.advance('PT1M');
    return undefined;
  });
  expect(await keptItems([key])).toEqual({ kept: [], keys: [] });
  expect(verifyReceipt(filed.receipt, filed.publicKey).valid).toBe(true);
  expect(verifyReceipt(filed.supplements[0], filed.publicKey)).toEqual({ valid: true, reasons: [] });
  expect(filed.supplements[0].receipt).toMatchObject({
    supplements: filed.receipt.receipt.receipt,
    ended: { type: 'invoice', statute: 'Art. 52(4) AWR', country: 'NL', until: end },
  });
  const wrong = await stack.anybody.get(
    `/public/v1/receipts/${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`,
  );
  expect(wrong.status).toBe(404);
}, 180_000);
