import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyReceipt } from '../../shared/erasure/verify-receipt.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import type { Stack, Tenant } from './fixture.ts';
import { startStack } from './fixture.ts';

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
  async function file(about: string): Promise<string> {
    const body = { about, name: 'Albrecht.txt', mediaType: 'text/plain' };
    const { id, upload } = (await firm.client.post('/v1/files', body)).body;
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields as Record<string, string>))
      form.set(name, value);
    form.set('file', new Blob(['Ines Albrecht was here']));
    const posted = await fetch(upload.url as string, { method: 'POST', body: form });
    expect(posted.ok).toBe(true);
    expect((await firm.client.call('POST', `/v1/files/${id}/complete`)).status).toBe(200);
    return id as string;
  }

  /** A request of the person, identified by a call-back that two officers stand for. */
  async function asked(person: string): Promise<string> {
    const opened = await first.post('/v1/requests', {
      type: 'erasure',
      channel: 'phone',
      identifiers: [{ kind: 'phone', value: '+49 30 901820' }],
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
    item: { readonly id: string; readonly act: string; readonly version: number },
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

  test('part of DSR-03, part of RET-04: records, links and bytes go, the invoice stays for the law, the receipt verifies with the public key', async () => {
    const contact = await made('/v1/contacts', {
      name: 'Ines Albrecht',
      email: 'ines.albrecht@example.org',
      phone: '+49 30 901820',
    });
    const company = await made('/v1/customers', { companyName: 'Hafenkontor GmbH', contactPerson: contact });
    const order = await made('/v1/orders', { orderedBy: contact, orderedOn: '2026-11-03' });
    const invoice = await made('/v1/invoices', {
      billedTo: contact,
      status: 'issued',
      issuedOn: '2026-11-05',
      lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
      total: 900,
      recipientName: 'Ines Albrecht',
    });
    const { number } = (await firm.client.get(`/v1/invoices/${invoice}`)).body;
    const bytes = await file(contact);
    await stack.advance('PT1H');

    const id = await asked(contact.slice(1, 27));
    expect((await first.post(`/v1/requests/${id}/prepare`, {})).status).toBe(200);
    await reaches(id, 'review');
    const { items } = (await first.get(`/v1/requests/${id}/plan`)).body;
    const acts = Object.fromEntries(
      (items as { target: string; act: string }[]).map(({ target, act }) => [target, act]),
    );
    expect(acts).toEqual({
      [contact]: 'erase',
      [company]: 'unlink',
      [order]: 'anonymise',
      [invoice]: 'keep',
      [bytes]: 'erase',
    });
    await decidesOnlyWhatWasSeen(
      id,
      items.find(({ target }: { target: string }) => target === order),
    );
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

    for (const path of [`contacts/${contact}`, `orders/${order}`, `invoices/${invoice}`, `files/${bytes}`])
      expect((await firm.client.get(`/v1/${path}`)).status).toBe(404);
    expect((await firm.client.get(`/v1/customers/${company}`)).body.contactPerson).toBeUndefined();

    const receipt = await first.get(`/v1/requests/${id}/receipt`);
    const { publicKey } = (await first.get('/v1/receipt-key')).body;
    expect(verifyReceipt(receipt.body, publicKey)).toEqual({ valid: true, reasons: [] });
    expect(receipt.body.receipt.technical.sweeps[0].objects).toBe(1);

    const kept = await finance.post('/v1/kept/lookup', { number });
    expect(kept.body.items).toMatchObject([
      {
        type: 'invoice',
        country: 'DE',
        until: '2034-12-31',
        fields: { number, recipientName: 'Ines Albrecht' },
      },
    ]);
    expect((await firm.client.post('/v1/kept/lookup', { number })).status).toBe(403);
  });
});
