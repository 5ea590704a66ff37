import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack, type Stack, type Tenant } from './fixture.ts';

let stack: Stack;
let tenant: Tenant;
beforeAll(async () => {
  stack = await startStack();
  tenant = await stack.onboard('DE');
});
afterAll(() => stack.stop());

async function member(role: string, address: string) {
  const body = { kind: 'human', role, name: 'Tomás Vidal', email: address };
  const made = await tenant.client.post('/v1/members', body);
  expect(made.status, made.text).toBe(201);
  const key = await tenant.client.post(`/v1/members/${made.body.id}/keys`, {});
  expect(key.status, key.text).toBe(201);
  const { id, version } = made.body as { id: string; version: number };
  return { id, version, keyId: key.body.id as string, client: stack.client(key.body.apiKey as string) };
}

describe('a member', () => {
  test('works within the role and not beyond it; hidden fields are absent', async () => {
    const { body } = await tenant.client.post('/v1/contacts', {
      name: 'Ines Albrecht',
      email: 'ines@example.org',
      remark: 'prefers mornings',
    });
    const readOnly = await member('readOnly', 'reader@example.org');
    const seen = await readOnly.client.get(`/v1/contacts/${body.id}`);
    expect(seen.body).toMatchObject({ name: 'Ines Albrecht' });
    expect(Object.keys(seen.body as object)).not.toContain('email');
    expect(Object.keys(seen.body as object)).not.toContain('remark');
    expect((await readOnly.client.post('/v1/contacts', { name: 'X' })).status).toBe(403);
    expect((await readOnly.client.get('/v1/members')).status).toBe(403);
    const warehouse = await member('warehouse', 'stock@example.org');
    expect((await warehouse.client.get(`/v1/contacts/${body.id}`)).status).toBe(403);
    expect((await warehouse.client.get('/v1/data-map')).status).toBe(200);
  });

  test('has one address in a tenant and two live keys at most', async () => {
    const sales = await member('sales', 'sales@example.org');
    const again = { kind: 'human', role: 'sales', name: 'Other', email: 'SALES@example.org' };
    expect((await tenant.client.post('/v1/members', again)).status).toBe(409);
    expect((await tenant.client.post(`/v1/members/${sales.id}/keys`, {})).status).toBe(201);
    expect((await tenant.client.post(`/v1/members/${sales.id}/keys`, {})).status).toBe(409);
  });

  test('with a key of narrower scopes may only what the scopes say', async () => {
    const sales = await member('sales', 'narrow@example.org');
    await tenant.client.delete(`/v1/members/${sales.id}/keys/${sales.keyId}`);
    const { body } = await tenant.client.post(`/v1/members/${sales.id}/keys`, { scopes: ['contact:list'] });
    const narrow = stack.client(body.apiKey as string);
    expect((await narrow.get('/v1/contacts')).status).toBe(200);
    expect((await narrow.post('/v1/contacts', { name: 'X' })).status).toBe(403);
    expect((await narrow.get('/v1/me')).body.scopes).toContain('contact:list');
  });
});

describe('a deleted member', () => {
  test('is a former member whose keys are dead and whose address can be used again', async () => {
    const sales = await member('sales', 'leaving@example.org');
    expect((await sales.client.get('/v1/me')).status).toBe(200);
    const path = `/v1/members/${sales.id}`;
    expect((await sales.client.delete(path, sales.version)).status).toBe(403);
    expect((await tenant.client.delete(path)).status).toBe(428);
    expect((await tenant.client.delete(path, sales.version + 1)).status).toBe(412);
    expect((await tenant.client.delete(`/v1/members/${tenant.principal}`, 1)).status).toBe(409);
    expect((await tenant.client.delete(path, sales.version)).status).toBe(204);
    const { body, text } = await tenant.client.get(path);
    expect(body).toMatchObject({ id: sales.id, state: 'former', name: 'Former member' });
    expect(text).not.toContain('leaving@example.org');
    expect((await tenant.client.delete(path, sales.version + 1)).status).toBe(410);
    await stack.advance('PT61S');
    expect((await sales.client.get('/v1/me')).status).toBe(401);
    const again = await member('sales', 'leaving@example.org');
    expect(again.id).not.toBe(sales.id);
  });
});

describe('a revocation', () => {
  test('of a key takes effect when the authorizer’s 30 s are over', async () => {
    const sales = await member('sales', 'revoked@example.org');
    expect((await sales.client.get('/v1/me')).status).toBe(200);
    expect((await tenant.client.delete(`/v1/members/${sales.id}/keys/${sales.keyId}`)).status).toBe(204);
    await stack.advance('PT31S');
    expect((await sales.client.get('/v1/me')).status).toBe(401);
    expect((await tenant.client.get(`/v1/members/${sales.id}/keys`)).body.items).toEqual([]);
  });

  test('by disabling a member does as well, and a role that changed holds', async () => {
    const sales = await member('sales', 'changed@example.org');
    expect((await sales.client.get('/v1/contacts')).status).toBe(200);
    const path = `/v1/members/${sales.id}`;
    expect((await tenant.client.patch(path, undefined, { role: 'warehouse' })).status).toBe(428);
    expect((await tenant.client.patch(path, 1, { role: 'warehouse' })).status).toBe(200);
    await stack.advance('PT31S');
    expect((await sales.client.get('/v1/contacts')).status).toBe(403);
    expect((await tenant.client.patch(path, 2, { state: 'disabled' })).status).toBe(200);
    await stack.advance('PT31S');
    expect((await sales.client.get('/v1/me')).status).toBe(401);
  });

  test('of oneself is refused, so that an administrator always remains', async () => {
    const own = `/v1/members/${tenant.principal}`;
    expect((await tenant.client.patch(own, 1, { state: 'disabled' })).body.type).toBe(
      'urn:bailiwick:problem:same-person',
    );
  });
});

describe('credentials', () => {
  test.each([
    ['none', undefined],
    ['an empty one', 'Bearer '],
    ['another scheme', 'Basic YTpi'],
    ['no key of ours', 'Bearer sk_live_1'],
  ])('that are %s get 401 in the problem format', async (_, authorization) => {
    const answer = await stack.anybody.get('/v1/me', authorization ? { authorization } : {});
    expect(answer.status).toBe(401);
    expect(answer.body.type).toBe('urn:bailiwick:problem:unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="bailiwick"');
  });

  test('with a wrong secret, of another tenant or of no tenant get the same 401', async () => {
    const other = await stack.onboard('FR', 'Atelier Moreau');
    const parts = /^bw_([0-9A-Z]{26})_([0-9A-Z]{26})_(.{43})$/.exec(tenant.apiKey);
    const forged = [
      `bw_${parts?.[1]}_${parts?.[2]}_${'A'.repeat(43)}`,
      `bw_${other.tenant}_${parts?.[2]}_${parts?.[3]}`,
      `bw_${'0'.repeat(26)}_${parts?.[2]}_${parts?.[3]}`,
      tenant.apiKey.toLowerCase(),
    ];
    for (const key of forged) {
      const { status, body } = await stack.client(key).get('/v1/me');
      expect(status).toBe(401);
      expect(body.title).toBe('Valid credentials are required');
    }
  });
});

test('the local cloud had nothing to complain about', () => {
  expect(stack.lines.filter((line) => line.includes('failed'))).toEqual([]);
});
