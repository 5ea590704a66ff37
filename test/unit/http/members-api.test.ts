import { describe, expect, test } from 'vitest';
import { authorizeRequest } from '../../../shared/access/authorize-request.ts';
import { createApiKey } from '../../../shared/access/create-api-key.ts';
import { createPrincipal } from '../../../shared/access/create-principal.ts';
import { tenantContext } from '../../../shared/http/caller.ts';
import { apiHandler } from '../../../shared/http/chain.ts';
import { ACCESS_ROUTES } from '../../../shared/http/routes/access.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { gatewayEvent, jsonBody, lambdaContext } from './event.ts';

const methodArn = 'arn:aws:execute-api:eu-central-1:111122223333:abc/live/GET/v1/me';

/** Members' routes behind the real authorizer, as a caller with a key meets them. */
async function firm() {
  const store = new ModelOffice();
  const tenant = store.newTenant();
  const admin = await createPrincipal(store.workspace(tenant), {
    kind: 'human',
    role: 'admin',
    name: 'Ines Albrecht',
    email: 'ines@example.org',
  });
  const { apiKey } = await createApiKey(store.workspace(tenant), admin.id, undefined, undefined);
  const handler = apiHandler({
    routes: ACCESS_ROUTES,
    services: undefined,
    contexts: { tenant: tenantContext(store) },
  });
  const call = async (
    key: string,
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const headers = { Authorization: `Bearer ${key}` };
    const { context } = await authorizeRequest((...at) => store.workspace(...at), { methodArn, headers });
    const [, , , id, , keyId] = path.split('/');
    const sent = body === undefined ? { headers: {} } : jsonBody(body);
    const event = gatewayEvent({
      ...sent,
      httpMethod: method,
      resource: [
        '',
        'v1',
        path.split('/')[2],
        ...(id ? ['{id}'] : []),
        ...path.split('/').slice(4, 5),
        ...(keyId ? ['{key}'] : []),
      ].join('/'),
      pathParameters: id ? { id, ...(keyId && { key: keyId }) } : null,
      headers: { ...headers, ...sent.headers, ...more },
      authorizer: context ?? {},
    });
    const response = await handler(event, lambdaContext);
    const json = response.body ? (JSON.parse(response.body) as Record<string, never>) : {};
    return { ...response, json: json as Record<string, unknown> };
  };
  return { store, tenant, admin, apiKey, call };
}

describe('members over HTTP', () => {
  test('a caller learns who the credentials are', async () => {
    const { call, apiKey, tenant, admin } = await firm();
    const me = await call(apiKey, 'GET', '/v1/me');
    expect(me.json).toEqual({ tenant, principal: admin.id, role: 'admin', kind: 'human' });
  });

  test('a member is added, given a scoped key, changed from the version that was read, and loses the key', async () => {
    const { call, apiKey } = await firm();
    const noor = { kind: 'human', role: 'sales', name: 'Noor Haddad', email: 'noor@example.com' };
    const added = await call(apiKey, 'POST', '/v1/members', noor);
    expect(added).toMatchObject({
      statusCode: 201,
      headers: { ETag: '"v1"' },
      json: { ...noor, state: 'active' },
    });
    const at = String(added.headers?.['Location']);
    const made = await call(apiKey, 'POST', `${at}/keys`, { scopes: ['contact:read'] });
    expect(made.statusCode).toBe(201);
    const theirs = String(made.json['apiKey']);
    expect((await call(theirs, 'GET', '/v1/me')).json['scopes']).toEqual(['contact:read', 'self:read']);
    expect((await call(theirs, 'GET', '/v1/members')).statusCode).toBe(403);
    expect((await call(apiKey, 'PATCH', at, { role: 'finance' })).statusCode).toBe(428);
    expect((await call(apiKey, 'PATCH', at, { role: 'finance' }, { 'If-Match': '"v2"' })).statusCode).toBe(
      412,
    );
    const changed = await call(apiKey, 'PATCH', at, { role: 'finance' }, { 'If-Match': '"v1"' });
    expect(changed).toMatchObject({ statusCode: 200, headers: { ETag: '"v2"' }, json: { role: 'finance' } });
    expect((await call(theirs, 'GET', '/v1/me')).json['role']).toBe('finance');
    const listed = await call(apiKey, 'GET', `${at}/keys`);
    expect(JSON.stringify(listed.json)).not.toContain(theirs.split('_')[3]);
    expect((await call(apiKey, 'DELETE', `${at}/keys/${String(made.json['id'])}`)).statusCode).toBe(204);
    await expect(call(theirs, 'GET', '/v1/me')).rejects.toThrow('Unauthorized');
  });

  test('an absent member and one of another tenant are the same bytes', async () => {
    const { call, apiKey, store } = await firm();
    const elsewhere = await createPrincipal(store.workspace(store.newTenant()), {
      kind: 'human',
      role: 'admin',
      name: 'Tomás Vidal',
      email: 'tomas@example.org',
    });
    const answers = await Promise.all(
      [elsewhere.id, elsewhere.id.split('').reverse().join('')].map((id) =>
        call(apiKey, 'GET', `/v1/members/${id}`),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404]);
    expect(answers[0]?.body).toBe(answers[1]?.body);
  });

  test('assigned members of the body are refused (mass assignment)', async () => {
    const { call, apiKey } = await firm();
    const noor = { kind: 'human', role: 'sales', name: 'Noor Haddad', email: 'noor@example.com' };
    for (const extra of [
      { id: 'x' },
      { state: 'active' },
      { version: 9 },
      { liveKeys: [] },
      { tenant: 'x' },
    ]) {
      const response = await call(apiKey, 'POST', '/v1/members', { ...noor, ...extra });
      expect(response.json['violations']).toEqual([{ pointer: '', rule: 'unrecognized_keys' }]);
    }
  });
});
