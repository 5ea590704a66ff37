import { beforeEach, expect, test } from 'vitest';
import { listApiKeys } from '../../../shared/access/api-key-view.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { claimTenant } from '../../../shared/tenants/claim.ts';
import { tenantSettings } from '../../../shared/tenants/settings.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  const office = new ModelOffice();
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
const is = (code: 'gone' | 'not-found') => (error: unknown) => isProblem(error, code);

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

test('a tenant is claimed once, and its name is sealed', async () => {
  await settle();
  const { key } = await claim();
  expect(key.apiKey).toMatch(/^bw_/);
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
    await expect(claim()).rejects.toSatisfy(is('gone'));
  },
);
