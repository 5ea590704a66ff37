import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyReceipt } from '../../shared/erasure/receipt/verify-receipt.ts';
import { eventually, inMail } from './awaited.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { encodings, filesBelow } from './state-files.ts';

const NAME = 'Zwetschgenmarkierung Albrecht';
const EMAIL = 'zwetschgenmarkierung@example.org';
const COLLEAGUE = 'Brombeermarkierung Haddad';
const SHIPPER = 'Spedition Vogt';
const MAILER = 'Briefwerk Inc.';

let stack: Stack;
let firm: Tenant;
let elsewhere: Tenant;
let first: Client;
let second: Client;
let contact: string;
let person: string;

beforeAll(async () => {
  stack = await startStack();
  [firm, elsewhere] = [await stack.onboard(), await stack.onboard('FR', 'Atelier Moreau')];
  [first, second] = [await colleague(firm, stack, 'officer'), await officer(COLLEAGUE, 'olga@example.org')];
  const made = await firm.client.post('/v1/contacts', { name: NAME, email: EMAIL, phone: '+49 30 901820' });
  [contact, person] = [made.body.id, made.body.person];
});
afterAll(() => stack.stop());

async function officer(name: string, email: string): Promise<Client> {
  const member = { kind: 'human', role: 'officer', name, email };
  const { id } = (await firm.client.post('/v1/members', member)).body;
  return stack.client((await firm.client.post(`/v1/members/${id}/keys`, {})).body.apiKey as string);
}

/** Enters a recipient and records that fields of the contact went to it. */
async function disclosedTo(recipient: object, purpose: string, fields: readonly string[]): Promise<string> {
  const entered = await first.post('/v1/recipients', { ...recipient, purposes: [purpose] });
  expect(entered.status, entered.text).toBe(201);
  const body = {
    recipient: entered.body.id,
    records: [{ record: contact, fields }],
    purpose,
    way: 'file',
  };
  const recorded = await first.post(`/v1/people/${person}/disclosures`, body);
  expect(recorded.status, recorded.text).toBe(201);
  return entered.body.id as string;
}

/** A request of the person, identified by a call-back that two officers stand for, with its package or plan. */
async function asked(type: 'access' | 'erasure'): Promise<string> {
  const opened = await first.post('/v1/requests', {
    type,
    channel: 'phone',
    identifiers: [{ kind: 'phone', value: '+49 30 901820' }],
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
  });
  const at = `/v1/requests/${opened.body.id}`;
  expect((await first.post(`${at}/call-back`, { noted: 'knew the last order' })).status).toBe(200);
  expect((await second.post(`${at}/call-back/approve`, {})).status).toBe(200);
  expect((await first.post(`${at}/prepare`, {})).status).toBe(200);
  await reaches(at, 'review');
  return at;
}

const reaches = (at: string, wanted: string, meanwhile: () => Promise<void> = async () => undefined) =>
  eventually(stack, async () => {
    const { state } = (await first.get(at)).body as { state: string };
    if (['failed', 'partly-done'].includes(state)) throw new Error(stack.lines.slice(-5).join('\n'));
    if (state !== wanted) await meanwhile();
    return state === wanted ? true : undefined;
  });

test('AUD-03: the person learns when and why the data were consulted and to whom they went, by name; no colleague is named', async () => {
  const shipper = { kind: 'recipient', name: SHIPPER, country: 'DE' };
  await disclosedTo(
    { ...shipper, contact: { by: 'email', email: 'privacy@vogt.example' } },
    'order-fulfilment',
    ['name'],
  );
  await disclosedTo(
    {
      kind: 'processor',
      name: MAILER,
      country: 'US',
      transfer: { mechanism: 'scc-2' },
      contact: { by: 'email', email: 'office@briefwerk.example' },
    },
    'customer-care',
    ['name', 'email'],
  );
  expect((await firm.client.get(`/v1/contacts/${contact}`)).status).toBe(200);
  await stack.advance('PT1H');

  const at = await asked('access');
  const released = await first.post(`${at}/release`, {});
  expect(released.status, released.text).toBe(200);
  const collect = await inMail(stack, EMAIL, /\/public\/pages\/collect\/(\S+)/);
  await stack.anybody.post(`/public/v1/collect/${collect}/code`, {});
  const code = await inMail(stack, EMAIL, /(?:code|Code): (\d{8})/);
  const { url } = (await stack.anybody.post(`/public/v1/collect/${collect}/answer`, { code })).body;
  const entries = unzipSync(new Uint8Array(await (await fetch(url as string)).arrayBuffer()));
  const [data, page] = ['data.json', 'index.html'].map((name) =>
    strFromU8(entries[name] ?? new Uint8Array()),
  ) as [string, string];
  const { information, log } = JSON.parse(data);
  expect(information.recipients.list).toMatchObject([
    { name: SHIPPER, purposes: ['order-fulfilment'], categories: [{ of: 'contact', fields: ['name'] }] },
    { name: MAILER, country: 'US', safeguard: expect.stringContaining('Art. 46 Abs. 2 lit. c DSGVO') },
  ]);
  for (const name of [SHIPPER, MAILER]) expect(page).toContain(name);
  const consulted = (log as { action: string; at: string; purpose: string }[]).find(
    ({ action }) => action === 'record.read',
  );
  expect([consulted?.purpose, Number.isNaN(Date.parse(consulted?.at ?? ''))]).toEqual([
    'customer-care',
    false,
  ]);
  const everything = Object.values(entries).map((bytes) => strFromU8(bytes));
  for (const named of [COLLEAGUE, 'Noor Haddad', firm.principal])
    expect(everything.filter((text) => text.includes(named))).toEqual([]);
});

test('recipients are the business’s own affair: not its sales, not another tenant', async () => {
  const { items } = (await first.get('/v1/recipients')).body;
  const id = items[0].id as string;
  const sales = await colleague(firm, stack, 'sales');
  for (const path of ['/v1/recipients', `/v1/recipients/${id}`, `/v1/people/${person}/disclosures`])
    expect((await sales.get(path)).status).toBe(403);
  const unknown = await elsewhere.client.get(
    `/v1/recipients/${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`,
  );
  const foreign = await elsewhere.client.get(`/v1/recipients/${id}`);
  expect([foreign.status, foreign.body.code]).toEqual([404, unknown.body.code]);
  expect((await elsewhere.client.patch(`/v1/recipients/${id}`, 1, { name: 'x' })).status).toBe(404);
});

test('part of DSR-03: an erasure tells the recipient and instructs the processor; confirmed, nothing that names the person is left', async () => {
  const at = await asked('erasure');
  expect((await second.post(`${at}/approve`, {})).status).toBe(200);
  await stack.advance('PT2M');
  const mails = await eventually(stack, async () => {
    const found = (await stack.outbox()).filter(({ to }) => /vogt|briefwerk/.test(to.join()));
    return found.length === 2 ? found : undefined;
  });
  expect((await first.get(at)).body.state).toBe('executing');
  const [toShipper, toMailer] = ['vogt', 'briefwerk'].map(
    (name) => mails.find(({ to }) => to.join().includes(name))?.text ?? '',
  );
  expect(toShipper).toContain(NAME);
  expect(toShipper).not.toContain(EMAIL);
  expect(toMailer).toMatch(new RegExp(`Weisung[^]*${NAME}[^]*${EMAIL}`));
  await reaches(at, 'done', () => stack.advance('PT1M'));

  const receipt = await first.get(`${at}/receipt`);
  const { publicKey } = (await first.get('/v1/receipt-key')).body;
  expect(verifyReceipt(receipt.body, publicKey)).toEqual({ valid: true, reasons: [] });
  const named = receipt.body.receipt.recipients.named as { name: string }[];
  expect(named.map(({ name }) => name).sort()).toEqual([MAILER, SHIPPER]);

  const { items } = (await first.get(`${at}/notices`)).body;
  for (const { id } of items as { id: string }[]) {
    expect((await first.get(`${at}/notices/${id}`)).body.text).toContain(NAME);
    expect((await firm.client.post(`${at}/notices/${id}/acknowledge`, {})).status).toBe(403);
    expect((await first.post(`${at}/notices/${id}/acknowledge`, {})).status).toBe(200);
  }
  await stack.advance('PT2M');
  await eventually(stack, async () => {
    const listed = (await first.get(`${at}/notices`)).body.items as { keyEndedAt?: string }[];
    return listed.every(({ keyEndedAt }) => keyEndedAt !== undefined) ? true : undefined;
  });
  for (const { id } of items as { id: string }[])
    expect((await first.get(`${at}/notices/${id}`)).status).toBe(410);
  expect((await first.get(`/v1/people/${person}/disclosures`)).status).toBe(404);
  // What was sent has left the house: the emulated post keeps it, as the recipients do.
  const kept = filesBelow(stack.stateDir).filter(({ path }) => !/[/\\]ses[/\\.]/.test(path));
  expect(kept.length).toBeGreaterThan(3);
  for (const { path, bytes } of kept)
    for (const [how, needle] of [...encodings(NAME), ...encodings(EMAIL)])
      expect([path, how, bytes.includes(needle)]).toEqual([path, how, false]);
});
