import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../shared/kernel/ids.ts';
import { startStack, type Stack } from './fixture.ts';
import { keysOfTenant } from './tenant-keys.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const claim = (tenant: string, email = 'ada@example.org') =>
  stack.operator.post(`/v1/platform/tenants/${tenant}/claim`, {
    name: 'Lindqvist & Daughters',
    admin: { name: 'Ines Albrecht', email },
  });

describe('a tenant', () => {
  test('is begun by the operator, made by the workflow and handed over until its key is used', async () => {
    const tenant = await stack.begin('DE');
    expect((await stack.operator.get(`/v1/platform/tenants/${tenant}`)).body).toEqual({
      tenant,
      state: 'active',
      country: 'DE',
      createdAt: expect.any(String) as string,
    });
    const lost = await claim(tenant, 'lost@example.org');
    const first = await claim(tenant);
    expect([lost.status, first.status]).toEqual([201, 201]);
    expect((await stack.client(lost.body.apiKey as string).get('/v1/me')).status).toBe(401);
    const { apiKey, principal } = first.body as { apiKey: string; principal: string };
    expect(apiKey).toMatch(new RegExp(`^bw_${tenant}_[0-9A-Z]{26}_[A-Za-z0-9_-]{43}$`));
    const me = await stack.client(apiKey).get('/v1/me');
    expect(me.body).toEqual({ tenant, principal, role: 'admin', kind: 'human' });

    // Its key is in use from here on.
    const second = await claim(tenant, 'mallory@example.com');
    expect(second.status).toBe(410);
    expect(second.text).not.toContain('mallory');
    await stack.advance('PT3S');
    expect((await stack.client(apiKey).get('/v1/members')).body.items).toHaveLength(1);
  });

  test('has one key, enabled, rotating, named once, and of use to its own sessions only', async () => {
    const tenant = await stack.begin('FR');
    const keys = await keysOfTenant(stack, tenant);
    expect(keys).toMatchObject([
      { state: 'Enabled', aliases: [`alias/bailiwick/dev/${tenant}`], rotates: true },
    ]);
    const { Statement } = JSON.parse(keys[0]?.policy ?? '') as { Statement: Record<string, unknown>[] };
    expect(Statement.find(({ Sid }) => Sid === 'Use')).toMatchObject({
      Condition: { StringEquals: { 'kms:EncryptionContext:tenant': tenant } },
    });
  });

  test('begun again under its id is the same one; under another country it is refused', async () => {
    const tenant = newId();
    await stack.begin('DE', tenant);
    const again = await stack.operator.post('/v1/platform/tenants', { country: 'DE', tenant });
    expect(again).toMatchObject({ status: 202, body: { tenant, state: 'active' } });
    const other = await stack.operator.post('/v1/platform/tenants', { country: 'FR', tenant });
    expect(other.status).toBe(409);
    expect(await keysOfTenant(stack, tenant)).toHaveLength(1);
  });

  test('begun many times at once is made once', async () => {
    const tenant = newId();
    const body = { country: 'DE', tenant };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => stack.operator.post('/v1/platform/tenants', body)),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    await stack.begin('DE', tenant);
    expect(await keysOfTenant(stack, tenant)).toHaveLength(1);
  });

  test('cannot be claimed before it is active, nor one that does not exist', async () => {
    const tenant = newId();
    await stack.operator.post('/v1/platform/tenants', { country: 'DE', tenant });
    const early = await claim(tenant);
    expect([409, 201]).toContain(early.status);
    if (early.status === 409) expect(early.body.type).toBe('urn:bailiwick:problem:state.conflict');
    expect((await claim(newId())).status).toBe(404);
    await stack.begin('DE', tenant);
  });
});

describe('the platform routes', () => {
  test('list tenants page by page', async () => {
    await stack.begin('DE');
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await stack.operator.get(
        `/v1/platform/tenants?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.status).toBe(200);
      seen.push(...(page.body.items as { tenant: string }[]).map(({ tenant }) => tenant));
      cursor = page.body.cursor as string | undefined;
    } while (cursor);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen.length).toBeGreaterThan(2);
  });

  test.each([
    ['a country that is none', { country: 'Germany' }],
    ['a tenant id that is none', { country: 'DE', tenant: 'acme' }],
    ['a name, which the platform must not hold', { country: 'DE', name: 'Atelier Moreau' }],
  ])('refuse %s', async (_, body) => {
    const { status, body: problem, text } = await stack.operator.post('/v1/platform/tenants', body);
    expect(status).toBe(400);
    expect(problem.type).toBe('urn:bailiwick:problem:request.invalid');
    expect(text).not.toContain('Moreau');
  });

  test('are for the operator only', async () => {
    const { client } = await stack.onboard('DE');
    for (const caller of [stack.anybody, client]) {
      const { status } = await caller.get('/v1/platform/tenants');
      expect([401, 403, 404]).toContain(status);
    }
  });

  test('the operator cannot reach a tenant’s data', async () => {
    const { client } = await stack.onboard('DE');
    const { body } = await client.post('/v1/contacts', { name: 'Ines Albrecht' });
    for (const path of ['/v1/contacts', `/v1/contacts/${body.id}`, '/v1/members', '/v1/me'])
      expect((await stack.operator.get(path)).status).toBe(401);
  });
});

test('the local cloud had nothing to complain about', () => {
  expect(stack.lines.filter((line) => line.includes('failed'))).toEqual([]);
});
