import { DecryptCommand } from '@aws-sdk/client-kms';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyRing } from '../../../shared/crypto/key-ring.ts';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import type { Binding, TenantTables, Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';
import { TABLES } from '../../engine/engine.ts';

let bench: Bench;
let tenant: TenantId;
beforeAll(async () => {
  bench = await openBench();
  tenant = await bench.tenant();
});
afterAll(() => bench.stop());

const refused = (error: unknown) => error;
const binding: Binding = { owner: 'tenant', type: 'customer', id: 'N1', section: 'org', schema: 1 };
const fresh = (of = tenant): Workspace => bench.anotherOffice().workspace(of, SOMEBODY);

/** A ring whose reads are counted. */
function countedRing(kms: (key: string, wrapped: Uint8Array) => Promise<Uint8Array>) {
  const { keys, tables, now, random } = fresh();
  const calls = { get: 0, query: 0, kms: 0 };
  const counted: Pick<TenantTables, 'get' | 'query'> = {
    get: (wanted) => {
      calls.get++;
      return tables.get(wanted);
    },
    query: (query) => {
      calls.query++;
      return tables.query(query);
    },
  };
  const open = (key: string, wrapped: Uint8Array) => {
    calls.kms++;
    return kms(key, wrapped);
  };
  return { calls, ring: new KeyRing({ tenant, keys, tables: counted, kms: open, now, random }) };
}

const openAtKms = async (KeyId: string, CiphertextBlob: Uint8Array) => {
  const answer = await bench.keys.client.send(
    new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: { tenant } }),
  );
  return answer.Plaintext ?? new Uint8Array();
};

test('one query and one KMS call serve a tenant for 300 seconds, however much is asked at once', async () => {
  const { ring, calls } = countedRing(openAtKms);
  await Promise.all([
    ring.named('lookup'),
    ring.named('tombstone'),
    ring.named('cursor'),
    ring.tenantKey(),
    ring.tenantKey(),
    ring.create('request'),
  ]);
  expect(calls).toEqual({ get: 1, query: 1, kms: 1 });
  for (const passes of [100_000, 100_000, 99_999]) {
    bench.advance(passes);
    await ring.named('lookup');
    await ring.tenantKey();
  }
  expect([calls.query, calls.kms]).toEqual([1, 1]);
  bench.advance(1);
  await Promise.all([ring.named('lookup'), ring.tenantKey()]);
  expect([calls.query, calls.kms]).toEqual([2, 2]);
});

test('owner keys asked for together are read together, once in 20 seconds, whatever their order', async () => {
  const { vault, tables } = fresh();
  const made = await Promise.all([vault.newOwnerKey('subject'), vault.newOwnerKey('kept')]);
  await tables.write(made.map(({ write }) => write));
  const ids = made.map(({ key }) => key.id);
  const [one, two] = ids as [Id, Id];
  const { ring, calls } = countedRing(openAtKms);
  const absent = newId();
  const [both, again] = await Promise.all([ring.owners([one, two, absent, one]), ring.owners([two])]);
  expect(both.map((key) => key?.id)).toEqual([one, two, undefined, one]);
  expect(again[0]?.id).toBe(two);
  expect(calls.get).toBe(1);
  bench.advance(20_000);
  await ring.owners([two, one]);
  expect(calls.get).toBe(2);
});

test('what is wanted besides owner keys comes in the same call, and in one of its own when the keys are at hand', async () => {
  const { vault, tables, keys } = fresh();
  const { key, write } = await vault.newOwnerKey('subject');
  const [there, absent] = [keys.sequence('besides'), keys.sequence('nothing')];
  const put = { put: { last: 1 }, at: there, if: { expression: 'attribute_not_exists(pk)' } };
  await tables.write([write, put]);
  const { ring, calls } = countedRing(openAtKms);
  for (const gets of [1, 2]) {
    const found = await ring.ownersAnd([key.id], [absent, there]);
    expect(found.keys.map((one) => one?.id)).toEqual([key.id]);
    expect(found.items).toMatchObject([undefined, { last: 1 }]);
    expect(calls.get).toBe(gets);
  }
  const many = Array.from({ length: 150 }, (_, at) => (at === 149 ? there : keys.sequence(`none-${at}`)));
  expect((await ring.ownersAnd([], many)).items.at(-1)).toMatchObject({ last: 1 });
  expect(calls.get).toBe(4);
});

test('an owner key that was absent is found as soon as it is committed', async () => {
  const { vault, tables } = fresh();
  const { key, write } = await vault.newOwnerKey('job');
  const other = fresh().vault;
  expect(await other.ownerKeys([key.id])).toEqual([undefined]);
  await tables.write([write]);
  expect((await other.ownerKeys([key.id]))[0]?.id).toBe(key.id);
});

test('a KMS failure is not remembered, and nothing opens without KMS', async () => {
  let down = true;
  const { ring, calls } = countedRing(async (key, wrapped) => {
    if (down) throw new Error('down');
    return openAtKms(key, wrapped);
  });
  await expect(ring.tenantKey()).rejects.toThrowError();
  down = false;
  expect((await ring.tenantKey()).id).toHaveLength(26);
  expect([calls.query, calls.kms]).toEqual([1, 2]);
});

test('an outage of KMS is said to be one, a refusal is not', async () => {
  const said = async (name: string, httpStatusCode: number) => {
    bench.keys.failWith(Object.assign(new Error('told by KMS'), { name, $metadata: { httpStatusCode } }));
    const error = await fresh().vault.tenantKey().catch(refused);
    bench.keys.failWith(undefined);
    return isProblem(error) && [error.code, error.message];
  };
  expect(await said('KMSInternalException', 500)).toEqual(['unavailable', 'unavailable']);
  expect(await said('ThrottlingException', 400)).toEqual(['unavailable', 'unavailable']);
  expect(await said('AccessDeniedException', 400)).toEqual(['internal', 'internal']);
});

test('part of TEN-01: what one tenant sealed opens for no other, not even with its wrapped keys copied over', async () => {
  const other = await bench.tenant();
  const mine = fresh();
  const key = await mine.vault.tenantKey();
  const sealed = mine.vault.seal(key, binding, { creditLimit: 5_000 });
  const theirs = fresh(other).vault;
  expect(() => theirs.open(key, binding, sealed)).toThrowError('internal');
  const theirKey = await theirs.tenantKey();
  expect(() => theirs.open(theirKey, binding, sealed)).toThrowError('internal');

  // An attacker who can write anything plants the wrapped key under the other tenant.
  const { documents } = bench.engine;
  const at = mine.keys.ownerKey(key.id);
  const stolen = await documents.send(
    new GetCommand({ TableName: TABLES.keys, Key: { pk: at.pk, sk: at.sk } }),
  );
  expect(stolen.Item).toBeDefined();
  const planted = { ...stolen.Item, pk: at.pk.replace(tenant, other), sk: at.sk };
  await documents.send(new PutCommand({ TableName: TABLES.keys, Item: planted }));
  const error = await fresh(other).vault.ownerKeys([key.id]).catch(refused);
  expect(isProblem(error, 'internal')).toBe(true);
});
