import { beforeEach, describe, expect, test } from 'vitest';
import { newId, type TenantId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { beginTenant } from '../../../shared/tenants/begin.ts';
import { findTenant, listTenants, noteTenant } from '../../../shared/tenants/directory.ts';
import type { SystemTables } from '../../../shared/store/system-tables.ts';
import { ModelTables } from '../../fakes/tables.ts';

let tables: SystemTables;
let started: string[];
/** Runs that are over. */
let over: Set<number>;
beforeEach(() => {
  tables = new ModelTables().of('S#');
  started = [];
  over = new Set();
});

const tenant = newId() as string as TenantId;
const start = async (of: TenantId, attempt: number) => {
  started.push(`${of}-${attempt}`);
  return over.has(attempt) ? ('over' as const) : ('running' as const);
};
const begin = (wanted = { country: 'DE', tenant }) => beginTenant(tables, start, wanted, () => 0);

describe('a tenant is begun', () => {
  test('with a first run, and an id of its own unless the caller names one', async () => {
    expect(await begin()).toMatchObject({ tenant, state: 'onboarding', attempt: 1, country: 'DE' });
    const other = await beginTenant(tables, start, { country: 'FR' }, () => 0);
    expect(other.tenant).toMatch(/^[0-9A-Z]{26}$/);
    expect(started).toEqual([`${tenant}-1`, `${other.tenant}-1`]);
    expect((await listTenants(tables, 10)).tenants).toHaveLength(2);
  });

  test('again with the same run while that is under way', async () => {
    await begin();
    await begin();
    expect(started).toEqual([`${tenant}-1`, `${tenant}-1`]);
  });

  test('again with the next run when the last one has failed, or ended without saying so', async () => {
    await begin();
    await noteTenant(tables, tenant, { state: 'failed' });
    expect(await begin()).toMatchObject({ state: 'onboarding', attempt: 2 });
    over.add(2);
    expect(await begin()).toMatchObject({ state: 'onboarding', attempt: 3 });
    expect(started).toEqual([`${tenant}-1`, `${tenant}-2`, `${tenant}-2`, `${tenant}-3`]);
  });

  test('not again when it is active, and what it has become stays', async () => {
    await begin();
    await noteTenant(tables, tenant, { state: 'active' });
    await noteTenant(tables, tenant, { state: 'failed' });
    expect(await begin()).toMatchObject({ state: 'active', attempt: 1 });
    expect(started).toHaveLength(1);
  });

  test('not under another country', async () => {
    await begin();
    await expect(begin({ country: 'FR', tenant })).rejects.toSatisfy((error) => isProblem(error, 'conflict'));
    expect((await findTenant(tables, tenant)).country).toBe('DE');
  });

  test('by two at once with one next run', async () => {
    await begin();
    await noteTenant(tables, tenant, { state: 'failed' });
    const both = await Promise.all([begin(), begin()]);
    expect(both.map(({ attempt }) => attempt)).toEqual([2, 2]);
  });
});

test('a tenant that nobody began is not found', async () => {
  await expect(findTenant(tables, tenant)).rejects.toSatisfy((error) => isProblem(error, 'not-found'));
});
