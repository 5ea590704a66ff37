import { beforeEach, expect, test } from 'vitest';
import { listApiKeys } from '../../../shared/access/api-key-view.ts';
import { authorizeRequest } from '../../../shared/access/authorize-request.ts';
import { createApiKey } from '../../../shared/access/create-api-key.ts';
import { readPrincipal } from '../../../shared/access/read-principals.ts';
import { revokeApiKey } from '../../../shared/access/revoke-api-key.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { claimTenant } from '../../../shared/tenants/claim.ts';
import { tenantSettings } from '../../../shared/tenants/settings.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

let office: ModelOffice;
let workspace: Workspace;
beforeEach(async () => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant(), { kind: 'operator', id: 'operator' });
});

const settle = () =>
  workspace.tables.write([
    {
      put: { country: 'DE', createdAt: '2026-01-01T00:00:00.000Z' },
      at: workspace.keys.tenant(),
      if: ABSENT,
    },
  ]);
const claim = (email = 'ines@example.org', at: Workspace = workspace) =>
  claimTenant(at, { name: 'Lindqvist & Daughters', admin: { name: 'Ines Albrecht', email } });
const authorize = (apiKey: string) =>
  authorizeRequest(office.workspace.bind(office), {
    methodArn: 'arn:aws:execute-api:eu-central-1:111122223333:abc123/live/GET/v1/me',
    headers: { Authorization: `Bearer ${apiKey}` },
  });
const is = (code: 'gone' | 'not-found' | 'conflict') => (error: unknown) => isProblem(error, code);

/** The same workspace, whose n-th write does not come through. */
function cutOffAt(write: number): Workspace {
  let count = 0;
  const { tables } = workspace;
  return {
    ...workspace,
    tables: {
      ...tables,
      write: async (writes, operation) => {
        count += 1;
        if (count === write) throw new Error('cut off');
        await tables.write(writes, operation);
      },
    },
  };
}

test('a tenant is claimed until its key is used, and its name is sealed', async () => {
  await settle();
  const { key } = await claim();
  expect(key.apiKey).toMatch(/^bw_/);
  await authorize(key.apiKey);
  await expect(claim()).rejects.toSatisfy(is('gone'));
  await expect(claim('mallory@example.com')).rejects.toSatisfy(is('gone'));
  expect(await tenantSettings(workspace)).toMatchObject({ country: 'DE', name: 'Lindqvist & Daughters' });
  const [item] = await workspace.tables.get([workspace.keys.tenant()]);
  expect(item?.['name']).toBeInstanceOf(Uint8Array);
});

test('a tenant without settings cannot be claimed', async () => {
  await expect(claim()).rejects.toSatisfy(is('not-found'));
});

test.each([1, 2, 3])(
  'a claim that was cut off at write %i is repeated as often as it takes: one live key',
  async (write) => {
    await settle();
    for (let tries = 0; tries < 4; tries++)
      await expect(claim('ines@example.org', cutOffAt(write))).rejects.toThrow();
    const { principal, key } = await claim();
    expect(await listApiKeys(workspace, principal)).toMatchObject([{ id: key.id }]);
    const live = [...office.tables.items.values()].filter((item) => item['hash'] && item['state'] === 'live');
    expect(live).toHaveLength(1);
    await authorize(key.apiKey);
    await expect(claim()).rejects.toSatisfy(is('gone'));
  },
);

test.each(['ines@example.org', 'noor@example.com'])(
  'a claim whose answer was lost is repeated for %s: the unused key and its administrator end',
  async (email) => {
    await settle();
    const lost = await claim();
    const { principal, key } = await claim(email);
    await expect(authorize(lost.key.apiKey)).rejects.toThrow(/^Unauthorized$/);
    expect((await authorize(key.apiKey)).context).toMatchObject({ principal, role: 'admin' });
    expect(await readPrincipal(workspace, lost.principal)).toMatchObject({ state: 'former' });
    expect((await readPrincipal(workspace, principal)).email).toBe(email);
    await expect(claim('mallory@example.com')).rejects.toSatisfy(is('gone'));
  },
);

test('a key that is accepted while a claim is repeated stays, and the claim is refused', async () => {
  await settle();
  const { key } = await claim();
  const { tables } = workspace;
  const late: Workspace = {
    ...workspace,
    tables: {
      ...tables,
      write: async (writes, operation) => {
        await authorize(key.apiKey);
        await tables.write(writes, operation);
      },
    },
  };
  await expect(claim('mallory@example.com', late)).rejects.toSatisfy(is('gone'));
  await authorize(key.apiKey);
});

test('a key that its administrator has replaced counts as used', async () => {
  await settle();
  const { principal, key } = await claim();
  await authorize(key.apiKey);
  await createApiKey(workspace, principal, undefined, undefined);
  await revokeApiKey(workspace, principal, key.id);
  await expect(claim()).rejects.toSatisfy(is('gone'));
});

test('of claims at the same moment at most one key lets in', async () => {
  await settle();
  const made = await Promise.allSettled(['a', 'b', 'c'].map((who) => claim(`${who}@example.org`)));
  const keys = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key.apiKey] : []));
  const admitted = await Promise.allSettled(keys.map(authorize));
  expect(admitted.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  for (const one of made) if (one.status === 'rejected') expect(one.reason).toSatisfy(is('conflict'));
});
