import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import {
  cancelDue,
  dueOfKey,
  dueOfSystemKey,
  dueShard,
  dueWrite,
  systemDueEnd,
  systemDueKey,
  systemDueWrite,
} from '../../../shared/store/due.ts';
import { DUE_SHARDS, SYSTEM_KEYS } from '../../../shared/store/grammar.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';

let bench: Bench;
let tenant: TenantId;
let workspace: Workspace;
beforeAll(async () => {
  bench = await openBench();
  tenant = await bench.tenant();
  workspace = bench.office.workspace(tenant, SOMEBODY);
});
afterAll(() => bench.stop());

const due = () => ({ at: Date.UTC(2027, 5, 1, 7, 30), kind: 'request' as const, reference: newId() });

test('due work is planned, planned again and cancelled twice without a refusal', async () => {
  const work = due();
  const { at } = dueWrite(workspace, work);
  await workspace.tables.write([dueWrite(workspace, work)]);
  await workspace.tables.write([dueWrite(workspace, work)]);
  expect((await workspace.tables.get([at]))[0]?.['reference']).toBe(work.reference);
  await workspace.tables.write([cancelDue(workspace, work)]);
  await workspace.tables.write([cancelDue(workspace, work)]);
  expect(await workspace.tables.get([at])).toEqual([undefined]);
});

test('a key alone tells what is due, in both namespaces, and other keys tell nothing', () => {
  const work = due();
  const key = dueWrite(workspace, work).at;
  expect(dueOfKey(key)).toEqual({ tenant, ...work });
  expect(dueOfSystemKey(systemDueKey(tenant, work))).toEqual({ tenant, ...work });
  expect(dueOfSystemKey(key)).toBeUndefined();
  expect(dueOfKey(systemDueKey(tenant, work))).toBeUndefined();
  expect(dueOfKey(workspace.keys.tenant())).toBeUndefined();
  for (const sk of ['', `${key.sk}#x`, key.sk.replace('request', 'sale'), key.sk.replace('2027', 'year')]) {
    expect(dueOfKey({ pk: key.pk, sk })).toBeUndefined();
  }
  expect(dueShard(work.reference)).toBeLessThan(DUE_SHARDS);
});

test('the system namespace holds the copy, takes it away, and refuses tenant keys', async () => {
  const work = due();
  const { system } = bench;
  await system.write([systemDueWrite(tenant, work)]);
  await system.write([systemDueWrite(tenant, work)]);
  const { pk, sk } = systemDueKey(tenant, work);
  expect((await system.query({ table: 'data', pk })).items.map((item) => item.sk)).toEqual([sk]);
  await system.write([systemDueEnd(tenant, work)]);
  expect((await system.query({ table: 'data', pk })).items).toEqual([]);
  for (const attempt of [
    () => system.get([workspace.keys.tenant()]),
    () => system.query({ table: 'data', pk: workspace.keys.tenant().pk }),
    () => system.write([dueWrite(workspace, work)]),
    () => workspace.tables.get([SYSTEM_KEYS.directory(tenant)]),
    () => workspace.tables.write([systemDueWrite(tenant, work)]),
  ]) {
    const error = await attempt().catch((thrown: unknown) => thrown);
    expect(isProblem(error, 'internal') && error.cause).toBe('wall.request');
  }
});

test('a transaction is refused before it is sent when it is empty, too long, or names an item twice', async () => {
  const at = workspace.keys.sequence('a');
  const write = { put: {}, at, if: ABSENT };
  const cause = async (writes: (typeof write)[]) => {
    const error = await workspace.tables.write(writes).catch((thrown: unknown) => thrown);
    return isProblem(error, 'internal') && error.cause;
  };
  expect(await cause([])).toBe('wall.parts');
  expect(await cause([write, write])).toBe('wall.twice');
  const many = Array.from({ length: 101 }, (_, n) => ({ ...write, at: workspace.keys.sequence(`n${n}`) }));
  expect(await cause(many)).toBe('wall.parts');
  await workspace.tables.write(many.slice(1));
  expect(await workspace.tables.get(many.slice(1).map((one) => one.at))).not.toContain(undefined);
});
