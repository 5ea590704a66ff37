import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyReceipt } from '../../shared/erasure/receipt/verify-receipt.ts';
import { keysIn } from '../proofs/open-everything/keys.ts';
import { openEverything, sealedIn } from '../proofs/open-everything/open.ts';
import { restored } from '../proofs/open-everything/recovery.ts';
import { needlesOf } from '../proofs/scanner/encodings.ts';
import { everythingOf } from '../proofs/scanner/places.ts';
import { scan } from '../proofs/scanner/scan.ts';
import { storesOf } from '../proofs/scanner/stores.ts';
import { upload } from './awaited.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import type { Stack, Tenant } from './fixture.ts';
import { startStack } from './fixture.ts';

const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';

/** Words of the person that occur nowhere by chance; only the name is in the invoice, which a statute keeps. */
const NAME = 'Ines Quittenmark Albrecht';
const SECRETS = [
  'quittenmark@example.org',
  '+49 30 90182047',
  'Quittenmarknotiz',
  'Quittenmarkdatei',
] as const;
const [EMAIL, PHONE, NOTE, FILE] = SECRETS;

/** An item of a plan, as the officer sees it. */
interface Planned {
  readonly id: string;
  readonly target: string;
  readonly act: string;
  readonly ground: string;
  readonly version: number;
  readonly keep?: { readonly statute: string; readonly country: string; readonly until: string };
}

/** How a file of people is read. */
const PEOPLE = {
  records: [
    {
      type: 'contact',
      externalId: { template: 'person-{id}' },
      fields: { name: { column: 'name' }, email: { column: 'email' } },
    },
  ],
};

describe('an erasure on the running template', () => {
  let stack: Stack;
  let firm: Tenant;
  let first: Client;
  let second: Client;
  let finance: Client;

  beforeAll(async () => {
    stack = await startStack();
    firm = await stack.onboard();
    [first, second, finance] = [
      await colleague(firm, stack, 'officer'),
      await anotherOfficer(),
      await colleague(firm, stack, 'finance'),
    ];
  });
  afterAll(() => stack.stop());

  async function anotherOfficer(): Promise<Client> {
    const member = { kind: 'human', role: 'officer', name: 'Olga Officer', email: 'olga@example.org' };
    const { id } = (await firm.client.post('/v1/members', member)).body;
    return stack.client((await firm.client.post(`/v1/members/${id}/keys`, {})).body.apiKey as string);
  }

  async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < 400; tries++) {
      const found = await look();
      if (found !== undefined) return found;
      await pauseFor(50);
    }
    throw new Error(`it does not happen: ${stack.lines.slice(-5).join('\n')}`);
  }

  const made = async (path: string, body: unknown): Promise<string> => {
    const { status, body: answer, text } = await firm.client.post(path, body);
    if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
    return answer.id as string;
  };

  /** A file with its bytes sealed in the vault. */
  async function file(about: string, content: string): Promise<string> {
    const body = { about, name: 'notes.txt', mediaType: 'text/plain' };
    const { id, upload: form } = (await firm.client.post('/v1/files', body)).body;
    expect(await upload(form, content)).toBeLessThan(300);
    expect((await firm.client.call('POST', `/v1/files/${id}/complete`)).status).toBe(200);
    return id as string;
  }

  /** A file of two people that waits to be imported. */
  async function queued(): Promise<string> {
    const prepared = await firm.client.post('/v1/imports', { format: 'csv', mapping: PEOPLE });
    const { id, uploads } = prepared.body;
    const rows = `id,name,email\n1,${NAME},${EMAIL}\n2,Noor Haddad,noor@example.org\n`;
    expect(await upload(uploads.main, rows)).toBeLessThan(300);
    return id as string;
  }

  /** A processor that was given a field of the contact. */
  async function processor(person: string, contact: string): Promise<void> {
    const recipient = {
      kind: 'processor',
      name: 'Briefwerk GmbH',
      country: 'DE',
      contact: { by: 'email', email: 'office@briefwerk.example' },
      purposes: ['customer-care'],
    };
    const { id } = (await first.post('/v1/recipients', recipient)).body;
    const disclosed = {
      recipient: id,
      records: [{ record: contact, fields: ['name', 'email'] }],
      purpose: 'customer-care',
      way: 'file',
    };
    expect((await first.post(`/v1/people/${person}/disclosures`, disclosed)).status).toBe(201);
  }

  /** A request of the person, identified by a call-back that two officers stand for. */
  async function asked(person: string): Promise<string> {
    const opened = await first.post('/v1/requests', {
      type: 'erasure',
      channel: 'phone',
      identifiers: [{ kind: 'phone', value: PHONE }],
      receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
    });
    expect(opened.body.subject).toBe(person);
    const { id } = opened.body;
    const called = await first.post(`/v1/requests/${id}/call-back`, { noted: 'knew the last order' });
    expect([called.status, called.text]).toEqual([200, called.text]);
    expect((await second.post(`/v1/requests/${id}/call-back/approve`, {})).status).toBe(200);
    return id as string;
  }

  /** A decision names the version that was seen: none is 428, another 412, and the answer says the next one. */
  async function decidesOnlyWhatWasSeen(
    id: string,
    item: Pick<Planned, 'id' | 'act' | 'version'>,
  ): Promise<void> {
    const decide = (version?: number) =>
      first.patch(`/v1/requests/${id}/plan/${item.id}`, version, { act: item.act });
    expect((await decide()).status).toBe(428);
    expect((await decide(item.version + 1)).status).toBe(412);
    const decided = await decide(item.version);
    expect([decided.status, decided.headers.get('etag')]).toEqual([200, `"v${item.version + 1}"`]);
    expect((await decide(item.version)).status).toBe(412);
  }

  const reaches = (id: string, state: string) =>
    eventually(async () => {
      const { body } = await first.get(`/v1/requests/${id}`);
      if (body.state !== state && ['failed', 'partly-done'].includes(body.state)) throw new Error(body.state);
      return body.state === state ? true : undefined;
    });

  /** What an import has made once it is over. */
  async function imported(id: string) {
    expect((await firm.client.call('POST', `/v1/imports/${id}/start`)).status).toBe(202);
    return eventually(async () => {
      const { state, progress } = (await firm.client.get(`/v1/jobs/${id}`)).body;
      return state === 'done' ? progress : undefined;
    });
  }

  let number: string;

  test('DSR-03: whatever the person is in goes, on a ground for each item, and the receipt proves it; no store, index, file, queue, log or restored backup tells of the person, and there is no other store', async () => {
    const contact = await made('/v1/contacts', { name: NAME, email: EMAIL, phone: PHONE });
    const person = contact.slice(1, 27);
    const company = await made('/v1/customers', { companyName: 'Hafenkontor GmbH', contactPerson: contact });
    const order = await made('/v1/orders', { orderedBy: contact, orderedOn: '2026-11-03' });
    const note = await made('/v1/notes', { about: contact, text: NOTE });
    const invoice = await made('/v1/invoices', {
      billedTo: contact,
      status: 'issued',
      issuedOn: '2026-11-05',
      lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
      total: 900,
      recipientName: NAME,
    });
    number = (await firm.client.get(`/v1/invoices/${invoice}`)).body.number as string;
    const bytes = await file(contact, FILE);
    const anothers = await file(await made('/v1/contacts', { name: 'Tomás Vidal' }), 'of somebody else');
    await processor(person, contact);
    await stack.advance('PT1H');
    const before = await stack.now();
    await stack.advance('PT1H');
    const waiting = await queued();

    const id = await asked(person);
    expect((await first.post(`/v1/requests/${id}/prepare`, {})).status).toBe(200);
    await reaches(id, 'review');
    const { items } = (await first.get(`/v1/requests/${id}/plan`)).body as { items: Planned[] };
    const acts = Object.fromEntries(items.map(({ target, act }) => [target, act]));
    expect(acts).toEqual({
      [contact]: 'erase',
      [company]: 'unlink',
      [order]: 'anonymise',
      [note]: 'erase',
      [invoice]: 'keep',
      [bytes]: 'erase',
    });
    for (const { act, ground, keep } of items) {
      expect(ground).toMatch(act === 'keep' ? /^Art\. 17\(3\)\([a-e]\)$/ : /^Art\. 17\(1\)\([a-f]\)$/);
      if (act === 'keep') expect(keep).toMatchObject({ country: 'DE', until: '2034-12-31' });
    }
    await decidesOnlyWhatWasSeen(id, items.find(({ target }) => target === order) as Planned);
    expect((await second.post(`/v1/requests/${id}/approve`, {})).status).toBe(200);
    expect((await first.get(`/v1/requests/${id}/receipt`)).status).toBe(404);
    await stack.advance('PT2M');
    await reaches(id, 'executing');
    await eventually(async () => {
      const { body } = await first.get(`/v1/requests/${id}`);
      if (body.state === 'executing') await stack.advance('PT1M');
      if (['failed', 'partly-done'].includes(body.state)) throw new Error(body.state);
      return body.state === 'done' ? true : undefined;
    });

    // Records, links and look-ups, and of nobody else; the file in the queue does not bring the person back.
    for (const path of [`contacts/${contact}`, `orders/${order}`, `invoices/${invoice}`, `files/${bytes}`])
      expect((await firm.client.get(`/v1/${path}`)).status).toBe(404);
    expect((await firm.client.get(`/v1/customers/${company}`)).body.contactPerson).toBeUndefined();
    expect((await firm.client.get(`/v1/files/${anothers}`)).status).toBe(200);
    expect(await imported(waiting)).toMatchObject({ created: 1, refused: 1 });
    expect((await firm.client.post('/v1/contacts/lookup', { email: EMAIL })).body.items).toEqual([]);

    // The processor was instructed; the receipt names it, and verifies with the public key.
    const instructed = await stack.outbox({ to: 'office@briefwerk.example' });
    expect(instructed.map(({ text }) => text)).toEqual([expect.stringContaining(EMAIL)]);
    const receipt = await first.get(`/v1/requests/${id}/receipt`);
    const { publicKey } = (await first.get('/v1/receipt-key')).body;
    expect(verifyReceipt(receipt.body, publicKey)).toEqual({ valid: true, reasons: [] });
    expect(receipt.body.receipt).toMatchObject({
      recipients: { named: [{ name: 'Briefwerk GmbH' }] },
      technical: { sweeps: [{ objects: 1 }, {}], independentSweep: { left: 0 } },
    });
    for (const notice of (await first.get(`/v1/requests/${id}/notices`)).body.items as { id: string }[])
      await first.post(`/v1/requests/${id}/notices/${notice.id}/acknowledge`, {});

    // What the person wrote ends with the closing letter, what the processor was told with its confirmation.
    await stack.advance('PT2H');
    await eventually(
      async () => (await first.get(`/v1/requests/${id}`)).body.keyEndedAt as string | undefined,
    );
    await eventually(async () => {
      const { items: told } = (await first.get(`/v1/requests/${id}/notices`)).body;
      return (told as { keyEndedAt?: string }[]).every(({ keyEndedAt }) => keyEndedAt) || undefined;
    });

    // Every store that the template has; a mail that was sent is its recipient's.
    const { kinds: stores, unjudged } = storesOf(stack);
    expect(unjudged).toEqual([]);
    const { hits, kinds } = await scan(everythingOf(stack), needlesOf([NAME, ...SECRETS]));
    for (const kind of stores) expect([...kinds]).toContain(kind);
    const elsewhere = hits.filter(({ where }) => where !== 'mail' && !/^(?:file|row) ses\//.test(where));
    expect(elsewhere).toEqual([]);
    expect(hits.length).toBeGreaterThan(0);

    // A backup from before: with every key that is left, only what the statute keeps opens.
    const past = await restored(stack, DATA, 'proof-data', before);
    const tried = openEverything(await sealedIn(stack, [DATA, past]), await keysIn(stack, [KEYS]));
    const telling = (texts: readonly string[]) =>
      tried.filter(({ opened }) => texts.some((text) => opened?.plain.includes(text)));
    expect(tried.length).toBeGreaterThan(20);
    expect(telling(SECRETS)).toEqual([]);
    const named = telling([NAME]).map(({ sealed }) => sealed.where);
    expect(named.length).toBeGreaterThan(0);
    for (const where of named) expect(where).toContain('#KPT#');
  }, 240_000);

  test('part of RET-04: the invoice stays for the law, found by its number, and by nobody whom it does not concern', async () => {
    const kept = await finance.post('/v1/kept/lookup', { number });
    expect(kept.body.items).toMatchObject([
      { type: 'invoice', country: 'DE', until: '2034-12-31', fields: { number, recipientName: NAME } },
    ]);
    expect((await firm.client.post('/v1/kept/lookup', { number })).status).toBe(403);
  });
});
