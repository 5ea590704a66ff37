import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './awaited.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

let stack: Stack;
let tenant: Tenant;
beforeAll(async () => {
  stack = await startStack();
  tenant = await stack.onboard('DE');
});
afterAll(() => stack.stop());

const sum = (calls: Readonly<Record<string, number>>, service: string) =>
  Object.entries(calls)
    .filter(([name]) => name.startsWith(`${service}:`))
    .reduce((total, [, count]) => total + count, 0);

/** AWS calls of some work by a worker that has met the tenant, the authorizer's verdict being cached. */
async function callsOf(work: () => Promise<{ readonly status: number }>, status = 200) {
  await tenant.client.get('/v1/me');
  await stack.resetCalls();
  expect((await work()).status).toBe(status);
  const calls = await stack.calls();
  return { dynamodb: sum(calls, 'dynamodb'), kms: sum(calls, 'kms'), sts: sum(calls, 'sts'), calls };
}

const contact = { name: 'Ines Albrecht', email: 'ines@example.org', phone: '+49 30 1234567' };

describe('a call of a warm function takes no more AWS calls than its budget', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = (await tenant.client.post('/v1/contacts', contact)).body as { id: string });
    for (let more = 0; more < 25; more++)
      await tenant.client.post('/v1/contacts', { name: `Person ${more}` });
    await stack.advance('PT3S');
  });
  const read = () => tenant.client.get(`/v1/contacts/${id}`);

  test('read by id: three when the person’s key is not at hand, two when it is', async () => {
    // Owner keys are forgotten after 20 s.
    await stack.advance('PT21S');
    expect((await callsOf(read)).dynamodb).toBeLessThanOrEqual(3);
    const warm = await callsOf(read);
    expect(warm.dynamodb).toBeLessThanOrEqual(2);
    expect(warm.kms + warm.sts).toBe(0);
  });

  test('create: one transaction and nothing else', async () => {
    const { calls } = await callsOf(() => tenant.client.post('/v1/contacts', contact), 201);
    expect(calls).toEqual({ 'dynamodb:TransactWriteItems': 1 });
  });

  test('create with an Idempotency-Key: the claim besides', async () => {
    const headers = { 'idempotency-key': 'budget' };
    await tenant.client.post('/v1/contacts', contact, { 'idempotency-key': 'before' });
    const { calls } = await callsOf(() => tenant.client.post('/v1/contacts', contact, headers), 201);
    expect(calls).toEqual({ 'dynamodb:PutItem': 1, 'dynamodb:TransactWriteItems': 1 });
  });

  test('change: one read and one transaction', async () => {
    await read();
    const { calls } = await callsOf(() => tenant.client.patch(`/v1/contacts/${id}`, 1, { jobTitle: 'Head' }));
    expect(calls).toEqual({ 'dynamodb:BatchGetItem': 1, 'dynamodb:TransactWriteItems': 1 });
  });

  test('look-up: three', async () => {
    const other = { ...contact, email: 'only@example.org' };
    await tenant.client.post('/v1/contacts', other);
    const found = () => tenant.client.post('/v1/contacts/lookup', { email: other.email });
    await found();
    expect((await callsOf(found)).dynamodb).toBeLessThanOrEqual(3);
  });

  test('a page of 25: three', async () => {
    const page = () => tenant.client.get('/v1/contacts?limit=25');
    await stack.advance('PT21S');
    const { dynamodb } = await callsOf(page);
    expect(dynamodb).toBeLessThanOrEqual(3);
    expect((await page()).body.items).toHaveLength(25);
  });

  test('a person’s view: three', async () => {
    const { body } = await read();
    expect(
      (await callsOf(() => tenant.client.get(`/v1/people/${body.person as string}`))).dynamodb,
    ).toBeLessThanOrEqual(3);
  });
});

test('KMS is asked at most once per tenant in 300 s, and STS at most once in the life of a session', async () => {
  await stack.advance('PT301S');
  await stack.resetCalls();
  const ids: string[] = [];
  for (let more = 0; more < 5; more++)
    ids.push((await tenant.client.post('/v1/contacts', contact)).body.id as string);
  for (const id of ids) await tenant.client.get(`/v1/contacts/${id}`);
  await stack.advance('PT200S');
  for (const id of ids) await tenant.client.get(`/v1/contacts/${id}`);
  expect(sum(await stack.calls(), 'kms')).toBeLessThanOrEqual(1);
  expect(sum(await stack.calls(), 'sts')).toBeLessThanOrEqual(2);
});

/** Waits until the schedules that a jump of the clock has set off have come to rest. */
const atRest = () =>
  eventually(stack, async () => {
    await stack.resetCalls();
    await pauseFor(250);
    return Object.keys(await stack.calls()).length === 0 || undefined;
  });

test('the authorizer asks twice for a verdict, once a day three times, and never while the verdict is cached', async () => {
  await tenant.client.get('/v1/me');
  await stack.advance('PT31S');
  await atRest();
  await tenant.client.get('/v1/me');
  expect(sum(await stack.calls(), 'dynamodb')).toBeLessThanOrEqual(2);
  await stack.resetCalls();
  await tenant.client.get('/v1/me');
  expect(await stack.calls()).toEqual({});
});
