import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id, RecordId, SubjectId, TenantId } from '../../../shared/kernel/ids.ts';
import { newId, recordIdIn } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT, PRESENT, equals, set, versionIs } from '../../../shared/store/clauses.ts';
import { ACTIVE_AT } from '../../../shared/subjects/control.ts';
import type { Binding, Workspace } from '../../../shared/store/workspace.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';
import { TABLES } from '../../engine/engine.ts';

let bench: Bench;
let tenant: TenantId;
let workspace: Workspace;

beforeAll(async () => {
  bench = await openBench();
  tenant = await bench.tenant();
  workspace = bench.office.workspace(tenant, SOMEBODY);
});
afterAll(() => bench.stop());

const refused = (error: unknown) => error;
const binding = (owner: string, id: string): Binding => ({
  owner,
  type: 'contact',
  id,
  section: 'self',
  schema: 1,
});

async function newPerson(at: Workspace = workspace) {
  const person = newId() as string as SubjectId;
  const record = recordIdIn({ about: 'person', id: person }, newId());
  const { key, write } = await at.vault.newOwnerKey('subject');
  const self = at.vault.seal(key, binding(person, record), { name: 'Ines Albrecht' });
  await at.tables.write([
    write,
    { put: { state: 'active', epoch: 1, key: key.id }, at: at.keys.subject(person), if: ABSENT },
    { put: { version: 1, self, key: key.id }, at: at.keys.record(record), if: ABSENT },
  ]);
  return { person, record, key: key.id };
}

async function read(at: Workspace, person: SubjectId, record: RecordId) {
  const [item] = await at.tables.get([at.keys.record(record)]);
  const [key] = await at.vault.ownerKeys([item?.['key'] as Id]);
  return key && at.vault.open(key, binding(person, record), item?.['self'] as Uint8Array);
}

test('part of ENC-03: a sealed record round-trips through the tables, and neither table holds its words', async () => {
  const { person, record } = await newPerson();
  const elsewhere = bench.anotherOffice().workspace(tenant, SOMEBODY);
  expect(await read(elsewhere, person, record)).toEqual({ name: 'Ines Albrecht' });
  for (const TableName of [TABLES.data, TABLES.keys]) {
    const { Items = [] } = await bench.engine.documents.send(new ScanCommand({ TableName }));
    const raw = Items.flatMap((item) => Object.values(item)).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
    );
    expect(raw.filter((text) => text.includes('Albrecht'))).toEqual([]);
  }
});

test('a transaction holds together: when the person is not active in that epoch, nothing is written', async () => {
  const { person, record } = await newPerson();
  const { tables, keys } = workspace;
  const change = (epoch: number) =>
    tables.write([
      { update: set({ version: 2 }), at: keys.record(record), if: versionIs(1) },
      { check: true, at: keys.subject(person), if: ACTIVE_AT(epoch) },
    ]);
  const error = await change(7).catch(refused);
  expect(isWriteRefusal(error, 1)).toBe(true);
  expect(isWriteRefusal(error, 0)).toBe(false);
  expect(isWriteRefusal(error) && error.failed.get(1)?.['epoch']).toBe(1);
  expect((await tables.get([keys.record(record)]))[0]?.['version']).toBe(1);
  await change(1);
  expect((await tables.get([keys.record(record)]))[0]?.['version']).toBe(2);
});

test('a refused single write hands back the item found', async () => {
  const { tables, keys } = workspace;
  const at = keys.sequence('invoice');
  await tables.write([{ put: { last: 1 }, at, if: ABSENT }]);
  const error = await tables.write([{ put: { last: 9 }, at, if: ABSENT }]).catch(refused);
  expect(isWriteRefusal(error, 0) && error.failed.get(0)?.['last']).toBe(1);
  await tables.write([{ update: set({ last: 2 }), at, if: equals('last', 1) }]);
  expect((await tables.get([at]))[0]?.['last']).toBe(2);
  await tables.write([{ delete: true, at, if: PRESENT }]);
  expect(await tables.get([at])).toEqual([undefined]);
});

test('reads come in the order asked for, doubles included, absent ones undefined', async () => {
  const { person, record } = await newPerson();
  const { keys, tables } = workspace;
  const found = await tables.get([
    keys.record(record),
    keys.tenant(),
    keys.subject(person),
    keys.record(record),
  ]);
  expect(found.map((item) => item?.sk)).toEqual([`REC#${record}`, undefined, 'CTL', `REC#${record}`]);
});

test('an operation repeated with the same content takes effect once', async () => {
  const { tables, keys } = workspace;
  const at = keys.sequence('operation');
  const writes = [{ put: { last: 1 }, at, if: ABSENT }] as const;
  await tables.write(writes, 'operation-1');
  await tables.write(writes, 'operation-1');
  const error = await tables.write(writes, 'operation-2').catch(refused);
  expect(isWriteRefusal(error, 0)).toBe(true);
});

test('pages of a partition follow on from each other, newest first when asked', async () => {
  const { tables, keys } = workspace;
  const job = newId();
  for (const row of ['1', '2', '3', '4', '5']) {
    await tables.write([{ put: { row }, at: keys.jobPart(job, 'ROW', row), if: ABSENT }]);
  }
  const partition = { table: 'data', pk: keys.job(job).pk } as const;
  const query = { ...partition, skPrefix: 'ROW#', limit: 2, newestFirst: true };
  const first = await tables.query(query);
  expect(first.items.map(({ sk }) => sk)).toEqual(['ROW#5', 'ROW#4']);
  const second = await tables.query({ ...query, after: first.next ?? {} });
  expect(second.items.map(({ sk }) => sk)).toEqual(['ROW#3', 'ROW#2']);
  const between = await tables.query({
    ...partition,
    skBetween: ['ROW#2', 'ROW#3'],
    filter: equals('row', '2'),
  });
  await expect(tables.query({ ...query, skBetween: ['ROW#2', 'ROW#3'] })).rejects.toThrowError('internal');
  expect(between.items.map(({ sk }) => sk)).toEqual(['ROW#2']);
});

test('provisioning again keeps the keys that exist, also when two runs meet', async () => {
  const { key, person, record } = await newPerson();
  expect(key).toHaveLength(26);
  const count = async () =>
    (
      await bench.engine.documents.send(
        new QueryCommand({
          TableName: TABLES.keys,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': `T#${tenant}#WRP` },
        }),
      )
    ).Items?.map((item) => Buffer.from((item['wrapped'] ?? item['key']) as Uint8Array).toString('hex'));
  const before = await count();
  const { provisionTenantKeys } = await import('../../../shared/crypto/provision-tenant-keys.ts');
  const unseen: Workspace = {
    ...workspace,
    tables: { ...workspace.tables, get: async () => [undefined] },
  };
  await provisionTenantKeys(workspace, bench.keys.client, 'arn:aws:kms:eu-central-1:111122223333:key/other');
  await provisionTenantKeys(unseen, bench.keys.client, 'arn:aws:kms:eu-central-1:111122223333:key/other');
  expect(await count()).toEqual(before);
  expect(before).toHaveLength(5);
  expect(await read(bench.anotherOffice().workspace(tenant, SOMEBODY), person, record)).toBeDefined();
});

test('only the eraser ends an owner key, and its own process forgets the key at once, others after 20 seconds', async () => {
  const { person, record, key } = await newPerson();
  const other = bench.anotherOffice().workspace(tenant, SOMEBODY);
  expect(await read(other, person, record)).toBeDefined();
  const end = { delete: true, at: workspace.keys.ownerKey(key), if: PRESENT } as const;
  const error = await workspace.tables.write([end]).catch(refused);
  expect(isProblem(error, 'internal') && error.cause).toBe('wall.delete');
  await bench.office.eraserWorkspace(tenant, SOMEBODY).tables.write([end]);
  await Promise.resolve();
  expect(await read(workspace, person, record)).toBeUndefined();
  bench.advance(19_999);
  expect(await read(other, person, record)).toBeDefined();
  bench.advance(1);
  expect(await read(other, person, record)).toBeUndefined();
});

test('a tenant without keys is not found, and a text that is no tenant id has no workspace', async () => {
  const nobody = bench.office.workspace(newId() as string as TenantId, SOMEBODY);
  expect(isProblem(await nobody.vault.tenantKey().catch(refused), 'not-found')).toBe(true);
  expect(() => bench.office.workspace('T1' as TenantId, SOMEBODY)).toThrowError('not-found');
});

test('one session per tenant in a quarter of an hour, tagged with the tenant and nothing else', async () => {
  const office = bench.anotherOffice();
  const two = await bench.tenant();
  const before = bench.sts.commandCalls(AssumeRoleCommand).length;
  await Promise.all([tenant, two, tenant, two].map((one) => office.credentials(one)));
  const inputs = bench.sts
    .commandCalls(AssumeRoleCommand)
    .slice(before)
    .map(({ args }) => args[0].input);
  expect(inputs.map(({ Tags }) => Tags)).toEqual([
    [{ Key: 'tenant', Value: tenant }],
    [{ Key: 'tenant', Value: two }],
  ]);
  expect(inputs.every(({ DurationSeconds }) => DurationSeconds === 900)).toBe(true);
  bench.advance(14 * 60_000 - 1);
  await office.credentials(tenant);
  expect(bench.sts.commandCalls(AssumeRoleCommand)).toHaveLength(before + 2);
  bench.advance(1);
  await office.credentials(tenant);
  expect(bench.sts.commandCalls(AssumeRoleCommand)).toHaveLength(before + 3);
  expect((await office.credentials(two)).sessionToken).toBe(two);
});
