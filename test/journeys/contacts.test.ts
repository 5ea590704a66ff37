import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { startStack, type Stack } from './fixture.ts';

let stack: Stack;
let client: Client;
beforeAll(async () => {
  stack = await startStack();
  ({ client } = await stack.onboard('DE'));
});
afterAll(() => stack.stop());

const INES = {
  name: 'Ines Albrecht',
  email: 'Ines.Albrecht@example.org',
  phone: '030 1234567',
  jobTitle: 'Buyer',
  address: { street: 'Karl-Marx-Allee 1', city: 'Berlin', postalCode: '10178', country: 'DE' },
  externalId: 'CRM-7',
};

async function made(path: string, body: unknown): Promise<{ id: string; person?: string; version: number }> {
  const answer = await client.post(path, body);
  expect(answer.status, answer.text).toBe(201);
  expect(answer.headers.get('location')).toBe(`${path}/${answer.body.id}`);
  return answer.body as { id: string; person?: string; version: number };
}

describe('a contact', () => {
  let id: string;
  let person: string | undefined;
  beforeAll(async () => {
    ({ id, person } = await made('/v1/contacts', INES));
  });

  test('is read as it was written, with its version as ETag', async () => {
    const { status, body, headers } = await client.get(`/v1/contacts/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...INES, id, person, version: 1 });
    expect(headers.get('etag')).toBe('"v1"');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['e-mail in other letters', { email: 'INES.albrecht@EXAMPLE.org' }],
    ['phone in international form', { phone: '+49 30 1234567' }],
    ['phone as written, with its country', { phone: '030/1234567', country: 'DE' }],
    ['external id', { externalId: 'CRM-7' }],
    ['name', { name: 'ines albrecht' }],
  ])('is found by %s', async (_, wanted) => {
    const { status, body, text } = await client.post('/v1/contacts/lookup', wanted);
    expect(status, text).toBe(200);
    expect((body.items as { id: string }[]).map((item) => item.id)).toEqual([id]);
  });

  test.each([
    ['an unknown address', { email: 'nobody@example.org' }],
    ['an external id of another type of letters', { externalId: 'crm-7' }],
  ])('is not found by %s', async (_, wanted) => {
    expect((await client.post('/v1/contacts/lookup', wanted)).body).toEqual({ items: [], withheld: 0 });
  });

  test.each([
    ['no identifier', {}],
    ['two identifiers', { email: 'a@example.org', phone: '+49 30 1' }],
    ['an unknown one', { iban: 'DE00' }],
  ])('a look-up by %s is refused', async (_, wanted) => {
    expect((await client.post('/v1/contacts/lookup', wanted)).status).toBe(400);
  });

  test('changes at the version that was read, and at no other', async () => {
    expect((await client.patch(`/v1/contacts/${id}`, undefined, { jobTitle: 'Head' })).status).toBe(428);
    expect((await client.patch(`/v1/contacts/${id}`, 7, { jobTitle: 'Head' })).status).toBe(412);
    const changed = await client.patch(`/v1/contacts/${id}`, 1, { jobTitle: 'Head', fax: null, phone: null });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.headers.get('etag')).toBe('"v2"');
    const { body } = await client.get(`/v1/contacts/${id}`);
    expect(body).toMatchObject({ jobTitle: 'Head', version: 2, email: INES.email, externalId: 'CRM-7' });
    expect(body).not.toHaveProperty('phone');
    expect((await client.patch(`/v1/contacts/${id}`, 1, { jobTitle: 'Old' })).status).toBe(412);
  });

  test('is found by a new address and not by the one that it had', async () => {
    const { body } = await client.get(`/v1/contacts/${id}`);
    const changed = await client.patch(`/v1/contacts/${id}`, body.version as number, {
      email: 'ines@albrecht.example',
    });
    expect(changed.status).toBe(200);
    const find = async (email: string) =>
      ((await client.post('/v1/contacts/lookup', { email })).body.items as unknown[]).length;
    expect(await find('ines@albrecht.example')).toBe(1);
    expect(await find(INES.email)).toBe(0);
    await client.patch(`/v1/contacts/${id}`, (body.version as number) + 1, { email: INES.email });
    expect(await find(INES.email)).toBe(1);
  });

  test('of one external id exists once', async () => {
    const again = await client.post('/v1/contacts', { name: 'Tomás Vidal', externalId: 'CRM-7' });
    expect(again.status).toBe(409);
    expect(again.body.type).toBe('urn:bailiwick:problem:external-id.taken');
  });

  test('joins a person that exists; a look-up leads to the person, whichever record is left', async () => {
    const second = await made('/v1/contacts', { name: 'I. Albrecht', email: INES.email, person });
    expect(second.person).toBe(person);
    const find = async () => {
      const { body } = await client.post('/v1/contacts/lookup', { email: INES.email });
      return (body.items as { id: string }[]).map((item) => item.id);
    };
    expect(await find()).toEqual([second.id]);
    expect((await client.delete(`/v1/contacts/${second.id}`, 1)).status).toBe(204);
    expect(await find()).toEqual([id]);
  });

  test('of a person who does not exist is refused', async () => {
    const body = { name: 'Nobody', person: '0'.repeat(26) };
    expect((await client.post('/v1/contacts', body)).status).toBe(422);
  });

  test('that shares an address with another person does not become that person', async () => {
    const other = await made('/v1/contacts', { name: 'Noor Haddad', email: 'office@example.com' });
    const third = await made('/v1/contacts', { name: 'Tomás Vidal', email: 'office@example.com' });
    expect(other.person).not.toBe(third.person);
    const { body } = await client.post('/v1/contacts/lookup', { email: 'office@example.com' });
    expect(body.items).toHaveLength(2);
  });

  test('is deleted at its version, and its external id is free again', async () => {
    const gone = await made('/v1/contacts', { name: 'Tomás Vidal', externalId: 'CRM-8' });
    expect((await client.delete(`/v1/contacts/${gone.id}`)).status).toBe(428);
    expect((await client.delete(`/v1/contacts/${gone.id}`, 2)).status).toBe(412);
    expect((await client.delete(`/v1/contacts/${gone.id}`, 1)).status).toBe(204);
    expect((await client.get(`/v1/contacts/${gone.id}`)).status).toBe(404);
    await made('/v1/contacts', { name: 'Tomás Vidal', externalId: 'CRM-8' });
  });
});

describe('a repeated call', () => {
  test('with one Idempotency-Key creates once; with another body it is refused', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const body = { name: 'Noor Haddad', email: 'noor@example.com' };
    const first = await client.post('/v1/contacts', body, headers);
    const again = await client.post('/v1/contacts', body, headers);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const other = await client.post('/v1/contacts', { ...body, name: 'Mallory' }, headers);
    expect(other.status).toBe(422);
    expect(other.body.type).toBe('urn:bailiwick:problem:idempotency.reused');
    const { body: found } = await client.post('/v1/contacts/lookup', { email: body.email });
    expect(found.items).toHaveLength(1);
  });
});

test('the local cloud had nothing to complain about', () => {
  expect(stack.lines.filter((line) => line.includes('failed'))).toEqual([]);
});
