import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  EVENT_SHARDS,
  eventDigest,
  eventWrite,
  recordRead,
  recordReads,
} from '../../../shared/audit/record-event.ts';
import type { AuditEvent } from '../../../shared/audit/vocabulary.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT, any, PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Item, Workspace, Write } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';

let bench: Bench;
let workspace: Workspace;
beforeAll(async () => {
  bench = await openBench();
  workspace = bench.office.workspace(await bench.tenant(), SOMEBODY);
});
afterAll(() => bench.stop());

async function trail(subject: SubjectId): Promise<readonly Item[]> {
  const pk = workspace.keys.trail(subject);
  return (await workspace.tables.query({ table: 'data', index: 'trail', pk })).items;
}

test('a read leaves who, what, when and why, in the day and in the trail of the person', async () => {
  const subject = newId() as string as SubjectId;
  await recordRead(workspace, { action: 'record.read', subject, target: 'S1', fields: ['email'] });
  const [event] = await trail(subject);
  expect(event).toMatchObject({
    action: 'record.read',
    purpose: 'customer-care',
    outcome: 'done',
    actor: SOMEBODY.id,
    actorKind: 'human',
    fields: ['email'],
    at: '2027-03-01T09:00:00.000Z',
  });
  expect(event?.pk).toMatch(new RegExp(`^T#${workspace.tenant}#AUD#2027-03-01#[1-${EVENT_SHARDS}]$`));
  expect(event?.sk).toBe(event?.['id']);
  expect(event?.['trailSk']).toBe(event?.sk);
});

test('part of AUD-01: the digest covers every member of an event and its tenant, and finds every alteration', async () => {
  const subject = newId() as string as SubjectId;
  await recordRead(workspace, { action: 'person.read', subject, purpose: 'rights-handling' });
  const [event] = await trail(subject);
  const { pk, sk, trailPk, trailSk, digest, ...told } = event as Item;
  expect([pk, sk, trailPk, trailSk]).not.toContain(undefined);
  expect(eventDigest({ ...told, tenant: workspace.tenant })).toBe(digest);
  expect(eventDigest({ ...told, tenant: newId() })).not.toBe(digest);
  for (const name of Object.keys(told)) {
    const { [name]: _dropped, ...rest } = told;
    for (const altered of [rest, { ...told, [name]: 'altered' }])
      expect(eventDigest({ ...altered, tenant: workspace.tenant }), name).not.toBe(digest);
  }
  expect(eventDigest({ ...told, added: true, tenant: workspace.tenant })).not.toBe(digest);
});

test('an event about nobody is in no trail; every shard of the day is used', () => {
  const writes = Array.from({ length: 200 }, () => eventWrite(workspace, { action: 'tenant.change' }));
  const shards = new Set(writes.map(({ at }) => at.pk.split('#').at(-1)));
  expect(shards).toEqual(new Set(['1', '2', '3', '4']));
  expect(writes.every((write) => 'put' in write && !('trailPk' in write.put))).toBe(true);
});

test('an action outside the vocabulary is refused', () => {
  expect(() => eventWrite(workspace, { action: 'record.sell' } as unknown as AuditEvent)).toThrowError(
    'internal',
  );
  expect(() => eventWrite(workspace, { action: 'toString' } as unknown as AuditEvent)).toThrowError(
    'internal',
  );
});

// The tenant's role could: IAM knows keys by their prefix, and the data table has items that are deleted. Until the
// log is sealed elsewhere, the repository alone stands for it.
test('part of AUD-01: the repository alone, not IAM, keeps the log growing: it deletes, changes and replaces no event, not even for the eraser', async () => {
  const write = eventWrite(workspace, { action: 'record.read' });
  const { at } = write;
  await workspace.tables.write([write]);
  const eraser = bench.office.eraserWorkspace(workspace.tenant, SOMEBODY);
  const attempts: readonly (readonly [Write, string])[] = [
    [{ delete: true, at, if: PRESENT }, 'wall.delete'],
    [{ update: set({ actor: newId() }), at, if: PRESENT }, 'wall.grow'],
    [{ put: { action: 'record.read' }, at, if: PRESENT }, 'wall.grow'],
    [{ put: { action: 'record.read' }, at, if: any(ABSENT, PRESENT) }, 'wall.grow'],
  ];
  for (const { tables } of [workspace, eraser])
    for (const [attempt, cause] of attempts) {
      const error = await tables.write([attempt]).catch((thrown: unknown) => thrown);
      expect(isProblem(error, 'internal') && error.cause).toBe(cause);
    }
  const again = eraser.tables.write([{ put: { action: 'record.read' }, at, if: ABSENT }]);
  await expect(again).rejects.toMatchObject({ name: 'WriteRefusal' });
  const [stored] = await workspace.tables.get([at]);
  expect(stored).toMatchObject('put' in write ? write.put : {});
});

test('many reads are a hundred events per call, none is no call, and a failing call fails the read', async () => {
  const sizes: number[] = [];
  const counted: Workspace = {
    ...workspace,
    tables: { ...workspace.tables, write: async (writes) => void sizes.push(writes.length) },
  };
  const events = Array.from({ length: 250 }, (): AuditEvent => ({ action: 'record.list' }));
  await recordReads(counted, events);
  await recordReads(counted, []);
  expect(sizes).toEqual([100, 100, 50]);
  const failing: Workspace = {
    ...workspace,
    tables: { ...workspace.tables, write: () => Promise.reject(new Error('down')) },
  };
  await expect(recordRead(failing, { action: 'record.read' })).rejects.toThrowError('down');
});
