import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../shared/kernel/ids.ts';
import type { Answer } from './client.ts';
import { routesWithCallers } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { filesBelow } from './state-files.ts';

/** Never in an answer, a log or the name of anything. */
const SECRET = 'ines.geheim@example.org';

let stack: Stack;
let tenant: Tenant;
let routes: Awaited<ReturnType<typeof routesWithCallers>>;
beforeAll(async () => {
  stack = await startStack();
  tenant = await stack.onboard('DE');
  routes = await routesWithCallers(stack, tenant);
});
afterAll(() => stack.stop());

const record = () => `S${newId()}${newId()}`;
/** A path with ids that are well-formed and nobody's. */
const filled = (path: string) =>
  path.replaceAll(/\{\w+\}/g, () =>
    /^\/v1\/(members|people|requests|jobs|recipients|intake|holds)/.test(path) ? newId() : record(),
  );

/** A standard words its refusals itself: of everything that is wrong with a request it says 400. */
function refusedByStandard(answer: Answer, what: string): void {
  expect([400, 404], `${what}: ${answer.status} ${answer.text}`).toContain(answer.status);
  expect(answer.body, what).toMatchObject({ error: { code: answer.status } });
  expect(answer.text, what).not.toContain(SECRET);
}

function refused(answer: Answer, statuses: readonly number[], what: string): void {
  if (what.includes('/v1/opendsr/')) return refusedByStandard(answer, what);
  expect(statuses, `${what}: ${answer.status} ${answer.text}`).toContain(answer.status);
  expect(answer.headers.get('content-type'), what).toBe('application/problem+json');
  expect(answer.body, what).toMatchObject({
    type: expect.stringMatching(/^urn:bailiwick:problem:/) as string,
    title: expect.any(String) as string,
    status: answer.status,
  });
  expect(answer.text, what).not.toContain(SECRET);
}

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
/** Bodies that no route reads, with the statuses that may be answered. */
const BODIES: readonly (readonly [string, string | Uint8Array, readonly number[]])[] = [
  ['no JSON', `{"name": "${SECRET}"`, [400]],
  ['nothing', '', [400]],
  ['another type', '[]', [400]],
  ['a bare text', JSON.stringify(SECRET), [400]],
  ['null', 'null', [400]],
  ['deep nesting', deep(40), [400]],
  ['very deep nesting', deep(5000), [400]],
  ['a name twice', `{"name":"a","name":"${SECRET}"}`, [400]],
  ['a prototype name', `{"__proto__":{"role":"${SECRET}"}}`, [400]],
  ['a constructor', `{"constructor":{"prototype":{"role":"admin"}}}`, [400]],
  ['a lone surrogate', String.raw`{"name":"\ud800"}`, [400]],
  ['a number beyond a double', '{"name":1e999}', [400]],
  ['an unknown field with a telling name', JSON.stringify({ [SECRET]: 1 }), [400]],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), [400]],
  ['more than the limit', JSON.stringify({ name: 'x'.repeat(300 * 1024) }), [413]],
];

describe('every route that reads a body refuses, without repeating a value', () => {
  test.each(BODIES)('%s', async (_, body, statuses) => {
    for (const { method, path, conditional, by } of routes.filter((route) => route.body)) {
      const headers: Record<string, string> = {
        ...(conditional ? { 'if-match': '"v1"' } : {}),
        'idempotency-key': newId(),
      };
      const answer = await by.call(method, filled(path), { headers, body });
      // A record is looked for before the fields of its patch are checked.
      const also = method === 'PATCH' && /unknown field/.test(_) ? [404] : [];
      refused(answer, [...statuses, ...also], `${method} ${path}`);
    }
  });

  test('a body of another media type', async () => {
    for (const { method, path, conditional, by } of routes.filter((route) => route.body)) {
      const headers: Record<string, string> = {
        'content-type': 'text/plain',
        ...(conditional ? { 'if-match': '"v1"' } : {}),
        'idempotency-key': newId(),
      };
      refused(await by.call(method, filled(path), { headers, body: SECRET }), [415], `${method} ${path}`);
    }
  });
});

describe('every route with an id refuses', () => {
  test.each([
    ['a separator', 'a%23b'],
    ['a traversal', '..%2F..%2Fetc'],
    ['an encoded slash', 'a%2Fb'],
    ['a personal value', encodeURIComponent(SECRET)],
    ['a null byte', '%00'],
    ['a wildcard', '*'],
    ['lower case', record().toLowerCase()],
    ['one letter too many', `${record()}A`],
    ['two thousand letters', 'A'.repeat(2000)],
  ])('%s', async (_, id) => {
    for (const { method, path, conditional, body, by } of routes.filter((route) =>
      route.path.includes('{'),
    )) {
      const headers: Record<string, string> = conditional ? { 'if-match': '"v1"' } : {};
      const answer = await by.call(method, path.replaceAll(/\{\w+\}/g, id), {
        headers,
        ...(body ? { body: {} } : {}),
      });
      refused(answer, [400, 404], `${method} ${path}`);
    }
  });
});

describe('values', () => {
  const line = { text: 'Chai', quantity: 1, unitPrice: 1, amount: 1 };
  const invoice = { issuedOn: '2026-03-01', lines: [line], total: 1 };
  test.each([
    ['contacts', { name: '' }],
    ['contacts', { name: ' ' }],
    ['contacts', { name: 7 }],
    ['contacts', { name: 'a'.repeat(201) }],
    ['contacts', { name: 'bell\u0007' }],
    ['contacts', { name: 'x', email: SECRET.replace('@', ' at ') }],
    ['contacts', { name: 'x', phone: 'call me' }],
    ['contacts', { name: 'x', address: { country: 'Deutschland' } }],
    ['contacts', { name: 'x', relationshipEndedOn: '2026-02-30' }],
    ['contacts', { name: 'x', externalId: '' }],
    ['contacts', { name: 'x', employer: SECRET }],
    ['contacts', { name: 'x', person: 'T#other#SUB#x' }],
    ['orders', { orderedOn: '2026-02-29' }],
    ['orders', { orderedOn: '01.03.2026' }],
    ['orders', { orderedOn: '2026-03-01', currency: 'Euro' }],
    ['orders', { orderedOn: '2026-03-01', freight: 1.5 }],
    ['orders', { orderedOn: '2026-03-01', freight: 1e16 }],
    ['orders', { orderedOn: '2026-03-01', status: SECRET }],
    ['orders', { orderedOn: '2026-03-01', lines: [{ quantity: 0, unitPrice: 1 }] }],
    ['invoices', { ...invoice, lines: [] }],
    ['invoices', { ...invoice, total: '1' }],
    ['invoices', { ...invoice, issuedOn: '2026-13-01' }],
    ['notes', { about: SECRET, text: 'x' }],
    ['notes', { text: 'x' }],
    ['products', { name: 'Chai', unitsInStock: -1 }],
    ['members', { kind: 'human', role: 'root', name: 'x', email: 'x@example.org' }],
    ['members', { kind: 'service', role: 'admin', name: 'x', owner: newId() }],
  ])('%s: %j is refused', async (plural, body) => {
    refused(
      await tenant.client.post(`/v1/${plural}`, body),
      plural === 'members' ? [400, 422] : [400],
      plural,
    );
  });
});

describe('headers', () => {
  test.each([
    ['a stale version', '"v7"', 412],
    ['a weak tag', 'W/"v1"', 412],
    ['several tags', '"v1", "v2"', 412],
    ['any version', '*', 428],
    ['no quotes', 'v1', 412],
    ['nothing', '', 428],
  ])('If-Match with %s', async (_, tag, status) => {
    const made = await tenant.client.post('/v1/contacts', { name: 'Ines Albrecht' });
    const path = `/v1/contacts/${made.body.id}`;
    const headers: Record<string, string> = tag === '' ? {} : { 'if-match': tag };
    refused(await tenant.client.call('PATCH', path, { headers, body: { jobTitle: SECRET } }), [status], tag);
    refused(await tenant.client.call('DELETE', path, { headers }), [status], tag);
  });

  test.each([
    ['a blank', 'a b'],
    ['quotes that do not end', '"abc'],
    ['too many letters', 'a'.repeat(201)],
  ])('Idempotency-Key with %s', async (_, key) => {
    const headers = { 'idempotency-key': key };
    refused(await tenant.client.post('/v1/contacts', { name: 'x' }, headers), [400], key);
  });

  test('Idempotency-Key used again with another body', async () => {
    const headers = { 'idempotency-key': SECRET };
    expect((await tenant.client.post('/v1/contacts', { name: 'x' }, headers)).status).toBe(201);
    refused(await tenant.client.post('/v1/contacts', { name: SECRET }, headers), [422], 'reused');
  });
});

describe('a query', () => {
  test.each([
    `/v1/contacts?limit=ten`,
    `/v1/contacts?limit=1&limit=2`,
    `/v1/contacts?cursor=${encodeURIComponent(SECRET)}`,
    `/v1/contacts?${encodeURIComponent(SECRET)}=1`,
    `/v1/contacts?filter[email]=${encodeURIComponent(SECRET)}`,
    `/v1/orders?filter[orderedOn]=${encodeURIComponent(SECRET)}`,
    `/v1/people/${newId()}?limit=0`,
    `/v1/data-map?q=1`,
  ])('%s is refused', async (path) => {
    refused(await tenant.client.get(path), [400], path);
  });
});

test('an unknown path and a method that does not exist are the same 404', async () => {
  refused(await tenant.client.get('/v1/nowhere'), [404], 'path');
  refused(await tenant.client.call('PUT', '/v1/contacts', { body: {} }), [404], 'method');
});

test('part of AUD-02: after every one of these refusals no log holds the value, nor does any name of a file', () => {
  const logs = filesBelow(stack.stateDir, 'logs');
  expect(logs.length).toBeGreaterThan(0);
  for (const { path, bytes } of logs) {
    expect(path).not.toContain('geheim');
    expect(bytes.includes('geheim'), path).toBe(false);
  }
  expect(stack.lines.filter((line) => line.includes('failed') || line.includes('geheim'))).toEqual([]);
});
