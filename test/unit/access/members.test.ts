import { describe, expect, test } from 'vitest';
import { formatApiKey, hashSecret, parseApiKey, secretMatches } from '../../../shared/access/api-key.ts';
import { listApiKeys } from '../../../shared/access/api-key-view.ts';
import { authorizeRequest } from '../../../shared/access/authorize-request.ts';
import { changePrincipal } from '../../../shared/access/change-principal.ts';
import { createApiKey } from '../../../shared/access/create-api-key.ts';
import { addressToken, createPrincipal } from '../../../shared/access/create-principal.ts';
import { deletePrincipal, forgetAddress } from '../../../shared/access/delete-principal.ts';
import { listPrincipals, readPrincipal } from '../../../shared/access/read-principals.ts';
import { revokeApiKey } from '../../../shared/access/revoke-api-key.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { newId, randomBytes } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { ABSENT, PRESENT, set } from '../../../shared/store/clauses.ts';
import type { EraserWorkspace } from '../../../shared/store/workspace.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

const ARN = 'arn:aws:execute-api:eu-central-1:111122223333:abc123/live/GET/v1/contacts';
const ines = { kind: 'human', role: 'admin', name: 'Ines Albrecht', email: 'ines@example.org' } as const;
const noor = { kind: 'human', role: 'sales', name: 'Noor Haddad', email: 'noor@example.com' } as const;

async function firm() {
  const office = new ModelOffice();
  const tenant = office.newTenant();
  const system = office.workspace(tenant);
  const admin = await createPrincipal(system, ines);
  const workspace = office.workspace(tenant, { kind: 'human', id: admin.id });
  const open = office.workspace.bind(office);
  const authorize = (apiKey: string, name = 'Authorization') =>
    authorizeRequest(open, { methodArn: ARN, headers: { [name]: `Bearer ${apiKey}` } });
  const events = () => [...office.tables.items.values()].flatMap((item) => (item['action'] as string) ?? []);
  return { office, tenant, workspace, admin, authorize, open, events };
}

describe('part of IAM-01: members', () => {
  test('are one named person per address; a second one with it is refused, however it is written', async () => {
    const { workspace } = await firm();
    await createPrincipal(workspace, noor);
    const again = { ...ines, name: 'Tomás Vidal', email: 'INES@Example.ORG' };
    await expect(createPrincipal(workspace, again)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('may have the same address in another tenant', async () => {
    const { office } = await firm();
    await expect(createPrincipal(office.workspace(office.newTenant()), ines)).resolves.toMatchObject({
      name: ines.name,
    });
  });

  test('that are services have an active person who answers for them', async () => {
    const { workspace, admin } = await firm();
    const service = { kind: 'service', role: 'service', name: 'Shop' } as const;
    const made = await createPrincipal(workspace, { ...service, owner: admin.id });
    expect(made).toMatchObject({ kind: 'service', owner: admin.id });
    const missing = createPrincipal(workspace, { ...service, owner: newId() });
    await expect(missing).rejects.toMatchObject({ code: 'reference.unknown' });
    const ownedByService = createPrincipal(workspace, { ...service, owner: made.id });
    await expect(ownedByService).rejects.toMatchObject({ code: 'reference.unknown' });
    const left = await createPrincipal(workspace, noor);
    await changePrincipal(workspace, left.id, 1, { state: 'disabled' });
    const ownedByNobody = createPrincipal(workspace, { ...service, owner: left.id });
    await expect(ownedByNobody).rejects.toMatchObject({ code: 'reference.unknown' });
  });

  test('that are services neither administer nor decide', async () => {
    const { workspace, admin } = await firm();
    for (const role of ['admin', 'officer'] as const) {
      const made = createPrincipal(workspace, { kind: 'service', role, name: 'Shop', owner: admin.id });
      await expect(made).rejects.toMatchObject({ code: 'rule.violated' });
    }
    const human = createPrincipal(workspace, { ...noor, role: 'service' });
    await expect(human).rejects.toMatchObject({ code: 'rule.violated' });
  });

  test('are listed and read with an event for every name that was shown', async () => {
    const { workspace, admin, events } = await firm();
    await createPrincipal(workspace, noor);
    const first = await listPrincipals(workspace, { limit: 1 });
    const second = await listPrincipals(workspace, { limit: 1, cursor: first.cursor });
    expect(new Set([...first.items, ...second.items].map(({ name }) => name))).toEqual(
      new Set([ines.name, noor.name]),
    );
    expect(await readPrincipal(workspace, admin.id)).toEqual({ ...admin });
    expect(events().filter((action) => action === 'member.read')).toHaveLength(3);
    expect(JSON.stringify(first)).not.toContain('liveKeys');
    await expect(listPrincipals(workspace, { limit: 1, cursor: 'e30' })).rejects.toMatchObject({
      code: 'cursor.invalid',
    });
    await expect(readPrincipal(workspace, newId())).rejects.toMatchObject({ code: 'not-found' });
  });

  test('change only from the version that was read, and never themselves', async () => {
    const { workspace, admin } = await firm();
    const { id } = await createPrincipal(workspace, noor);
    expect(await changePrincipal(workspace, id, 1, { role: 'officer' })).toMatchObject({
      role: 'officer',
      version: 2,
    });
    await expect(changePrincipal(workspace, id, 1, { role: 'sales' })).rejects.toMatchObject({
      code: 'precondition.failed',
    });
    await expect(changePrincipal(workspace, admin.id, 1, { state: 'disabled' })).rejects.toMatchObject({
      code: 'same-person',
    });
    await expect(changePrincipal(workspace, id, 2, { role: 'service' })).rejects.toMatchObject({
      code: 'rule.violated',
    });
    await expect(changePrincipal(workspace, newId(), 1, { role: 'sales' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('a deleted member', () => {
  async function gone() {
    const all = await firm();
    const { id } = await createPrincipal(all.workspace, noor);
    const { apiKey } = await createApiKey(all.workspace, id, undefined, undefined);
    await deletePrincipal(all.workspace, id, 1);
    return { ...all, id, apiKey };
  }

  test('is a former member: no name, no key, not in the list, the id stays', async () => {
    const { workspace, admin, authorize, office, id, apiKey, events } = await gone();
    await expect(authorize(apiKey)).rejects.toThrow(/^Unauthorized$/);
    const former = await readPrincipal(workspace, id);
    expect(former).toMatchObject({ id, state: 'former', name: 'Former member', version: 2 });
    expect(former).not.toHaveProperty('email');
    const stored = [...office.tables.items.values()].find((item) => item['id'] === id);
    expect(stored).not.toHaveProperty('entry');
    expect((await listPrincipals(workspace, { limit: 9 })).items.map((one) => one.id)).toEqual([admin.id]);
    expect(events()).toContain('member.delete');
    for (const late of [
      deletePrincipal(workspace, id, 2),
      changePrincipal(workspace, id, 2, { state: 'active' }),
    ])
      await expect(late).rejects.toMatchObject({ code: 'gone' });
    await expect(createApiKey(workspace, id, undefined, undefined)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('frees the address at once, and its token is forgotten unless somebody has it by now', async () => {
    const { workspace, office, id } = await gone();
    const at = workspace.keys.externalId(await addressToken(workspace, noor.email));
    const token = async () => (await workspace.tables.get([at]))[0];
    expect(await token()).toMatchObject({ freed: id });
    const eraser = office.workspace(workspace.tenant) as EraserWorkspace;
    await forgetAddress(eraser, id);
    expect(await token()).toBeUndefined();
    const again = await createPrincipal(workspace, noor);
    await deletePrincipal(workspace, again.id, 1);
    const third = await createPrincipal(workspace, noor);
    await forgetAddress(eraser, again.id);
    await forgetAddress(eraser, again.id);
    expect(await token()).toMatchObject({ principal: third.id });
    await expect(createPrincipal(workspace, noor)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('was seen at this version, by another administrator, and answers for no service', async () => {
    const { workspace, admin, office, tenant } = await firm();
    const other = await createPrincipal(workspace, { ...noor, role: 'admin' });
    const as = (id: Id) => office.workspace(tenant, { kind: 'human', id });
    await expect(deletePrincipal(workspace, newId(), 1)).rejects.toMatchObject({ code: 'not-found' });
    await expect(deletePrincipal(workspace, other.id, 2)).rejects.toMatchObject({
      code: 'precondition.failed',
    });
    await expect(deletePrincipal(workspace, admin.id, 1)).rejects.toMatchObject({ code: 'same-person' });
    const shop = await createPrincipal(workspace, {
      kind: 'service',
      role: 'service',
      name: 'Shop',
      owner: other.id,
    });
    await expect(deletePrincipal(workspace, other.id, 1)).rejects.toMatchObject({ code: 'conflict' });
    await deletePrincipal(workspace, shop.id, 1);
    await deletePrincipal(workspace, other.id, 1);
    // Whoever was deleted a moment ago, and still has a cached authorization, ends nobody: the last one stays.
    await expect(deletePrincipal(as(other.id), admin.id, 1)).rejects.toMatchObject({ code: 'conflict' });
    await expect(changePrincipal(as(other.id), admin.id, 1, { state: 'disabled' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('of two administrators who delete each other one remains', async () => {
    const { workspace, admin, office, tenant } = await firm();
    const other = await createPrincipal(workspace, { ...noor, role: 'admin' });
    const ends = await Promise.allSettled([
      deletePrincipal(workspace, other.id, 1),
      deletePrincipal(office.workspace(tenant, { kind: 'human', id: other.id }), admin.id, 1),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('API keys', () => {
  test('read back what was written and nothing else', () => {
    const parts = { tenant: newId() as never, id: newId(), secret: randomBytes(32).toString('base64url') };
    const text = formatApiKey(parts);
    expect(parseApiKey(text)).toEqual(parts);
    for (const wrong of [` ${text}`, `${text}\n`, text.toLowerCase(), text.slice(1), `${text}A`, '']) {
      expect(parseApiKey(wrong)).toBeUndefined();
    }
  });

  test('match their own hash only', () => {
    expect(secretMatches('a', hashSecret('a'))).toBe(true);
    expect(secretMatches('b', hashSecret('a'))).toBe(false);
    expect(secretMatches('', undefined)).toBe(false);
    expect(secretMatches('a', 'short')).toBe(false);
  });

  test('show their secret once and store only its hash', async () => {
    const { workspace, admin, office } = await firm();
    const { apiKey, id } = await createApiKey(workspace, admin.id, undefined, undefined);
    const secret = parseApiKey(apiKey)?.secret ?? '?';
    expect(JSON.stringify([...office.tables.items])).not.toContain(secret);
    const listed = await listApiKeys(workspace, admin.id);
    expect(listed).toEqual([{ id, createdAt: '2026-11-02T09:00:00.000Z', createdBy: admin.id }]);
  });

  test('are at most two at a time, so that one replaces the other', async () => {
    const { workspace, admin, authorize } = await firm();
    const first = await createApiKey(workspace, admin.id, undefined, undefined);
    const second = await createApiKey(workspace, admin.id, undefined, undefined);
    await expect(createApiKey(workspace, admin.id, undefined, undefined)).rejects.toMatchObject({
      code: 'conflict',
    });
    await authorize(first.apiKey);
    await revokeApiKey(workspace, admin.id, first.id);
    await expect(authorize(first.apiKey)).rejects.toThrow(/^Unauthorized$/);
    await authorize(second.apiKey);
    await createApiKey(workspace, admin.id, undefined, undefined);
  });

  test('made at the same moment are still at most two', async () => {
    const { workspace, admin } = await firm();
    const made = await Promise.allSettled(
      [1, 2, 3, 4].map(() => createApiKey(workspace, admin.id, undefined, undefined)),
    );
    expect(made.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(2);
    expect((await listApiKeys(workspace, admin.id)).length).toBeLessThanOrEqual(2);
  });

  test('are revoked by the principal that has them only', async () => {
    const { workspace, admin } = await firm();
    const other = await createPrincipal(workspace, noor);
    const { id } = await createApiKey(workspace, other.id, undefined, undefined);
    await expect(revokeApiKey(workspace, admin.id, id)).rejects.toMatchObject({ code: 'not-found' });
    await revokeApiKey(workspace, other.id, id);
    await expect(revokeApiKey(workspace, other.id, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('have scopes within the role, and within the key that makes them', async () => {
    const { workspace } = await firm();
    const { id } = await createPrincipal(workspace, noor);
    const made = await createApiKey(workspace, id, ['contact:read'], ['contact:read', 'apiKey:create']);
    expect(made.scopes).toEqual(['contact:read', 'self:read']);
    const beyond = createApiKey(workspace, id, ['member:create'], undefined);
    await expect(beyond).rejects.toMatchObject({ code: 'rule.violated' });
    const stepped = createApiKey(workspace, id, ['contact:create'], ['contact:read']);
    await expect(stepped).rejects.toMatchObject({ code: 'forbidden' });
    await expect(createApiKey(workspace, id, undefined, ['contact:read'])).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('are not made for the absent or the disabled', async () => {
    const { workspace } = await firm();
    const { id } = await createPrincipal(workspace, noor);
    await changePrincipal(workspace, id, 1, { state: 'disabled' });
    await expect(createApiKey(workspace, id, undefined, undefined)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(createApiKey(workspace, newId(), undefined, undefined)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the authorizer', () => {
  test('lets a live key into the whole stage and says who it is', async () => {
    const { workspace, admin, authorize, tenant } = await firm();
    const { apiKey } = await createApiKey(workspace, admin.id, ['contact:read'], undefined);
    expect(await authorize(apiKey, 'authorization')).toEqual({
      principalId: admin.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:eu-central-1:111122223333:abc123/live/*/*',
          },
        ],
      },
      context: {
        tenant,
        principal: admin.id,
        role: 'admin',
        kind: 'human',
        scopes: 'contact:read self:read',
      },
    });
  });

  test('refuses forged, foreign, revoked and malformed keys alike', async () => {
    const { workspace, admin, authorize, office, tenant, open } = await firm();
    const { apiKey } = await createApiKey(workspace, admin.id, undefined, undefined);
    const parts = parseApiKey(apiKey);
    if (!parts) throw new Error('no key');
    const forged = [
      { ...parts, secret: randomBytes(32).toString('base64url') },
      { ...parts, id: newId() },
      { ...parts, tenant: office.newTenant() },
      { ...parts, tenant: 'acme' as typeof tenant },
      { ...parts, id: admin.id as Id },
    ].map(formatApiKey);
    for (const wrong of [...forged, '', 'x', `${apiKey} `, apiKey.toLowerCase()]) {
      await expect(authorize(wrong)).rejects.toThrow(/^Unauthorized$/);
    }
    for (const headers of [
      undefined,
      null,
      {},
      { Authorization: apiKey },
      { Authorization: `Basic ${apiKey}` },
    ]) {
      await expect(
        authorizeRequest(open, { methodArn: ARN, ...(headers !== undefined && { headers }) }),
      ).rejects.toThrow(/^Unauthorized$/);
    }
    const twice = { Authorization: `Bearer ${apiKey}`, authorization: `Bearer ${apiKey}` };
    await expect(authorizeRequest(open, { methodArn: ARN, headers: twice })).rejects.toThrow(
      /^Unauthorized$/,
    );
  });

  test('part of IAM-02: a changed role and a disabled principal count from the next look at the key', async () => {
    const { workspace, authorize } = await firm();
    const { id } = await createPrincipal(workspace, noor);
    const { apiKey } = await createApiKey(workspace, id, undefined, undefined);
    expect((await authorize(apiKey)).context).toMatchObject({ role: 'sales' });
    await changePrincipal(workspace, id, 1, { role: 'readOnly' });
    expect((await authorize(apiKey)).context).toMatchObject({ role: 'readOnly' });
    await changePrincipal(workspace, id, 2, { state: 'disabled' });
    await expect(authorize(apiKey)).rejects.toThrow(/^Unauthorized$/);
  });

  test('lets nobody into a tenant that is not active', async () => {
    const { workspace, admin, authorize } = await firm();
    const { apiKey } = await createApiKey(workspace, admin.id, undefined, undefined);
    const at = workspace.keys.tenant();
    await workspace.tables.write([{ put: { state: 'active' }, at, if: ABSENT }]);
    await authorize(apiKey);
    await workspace.tables.write([{ update: set({ state: 'suspended' }), at, if: PRESENT }]);
    await expect(authorize(apiKey)).rejects.toThrow(/^Unauthorized$/);
  });

  test('notes the day of use once', async () => {
    const { workspace, admin, authorize, office } = await firm();
    const { apiKey } = await createApiKey(workspace, admin.id, undefined, undefined);
    await authorize(apiKey);
    await authorize(apiKey);
    expect(await listApiKeys(workspace, admin.id)).toMatchObject([{ lastUsedOn: '2026-11-02' }]);
    office.time += DAY;
    await authorize(apiKey);
    expect(await listApiKeys(workspace, admin.id)).toMatchObject([{ lastUsedOn: '2026-11-03' }]);
  });

  test('lets nobody in while the store is out, and does not call that a wrong key', async () => {
    const { workspace, admin, tenant } = await firm();
    const { apiKey } = await createApiKey(workspace, admin.id, undefined, undefined);
    const out = {
      ...workspace,
      tenant,
      tables: { ...workspace.tables, get: () => Promise.reject(new Error('out')) },
    };
    const asked = authorizeRequest(() => out, {
      methodArn: ARN,
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    await expect(asked).rejects.toThrow('out');
  });
});
