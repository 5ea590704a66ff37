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
import { PRESENT } from '../../../shared/store/clauses.ts';
import type { Item, Workspace } from '../../../shared/store/workspace.ts';
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

test('the digest covers every member of the event and its tenant', async () => {
  const subject = newId() as string as SubjectId;
  await recordRead(workspace, { action: 'person.read', subject, purpose: 'rights-handling' });
  const [event] = await trail(subject);
  const { pk, sk, trailPk, trailSk, digest, ...told } = event as Item;
  expect([pk, sk, trailPk, trailSk]).not.toContain(undefined);
  expect(eventDigest({ ...told, tenant: workspace.tenant })).toBe(digest);
  expect(eventDigest({ ...told, tenant: newId() })).not.toBe(digest);
  expect(eventDigest({ ...told, purpose: 'security', tenant: workspace.tenant })).not.toBe(digest);
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

test('an event is never deleted, not even by the eraser', async () => {
  const { at } = eventWrite(workspace, { action: 'record.read' });
  const eraser = bench.office.eraserWorkspace(workspace.tenant, SOMEBODY);
  for (const { tables } of [workspace, eraser]) {
    const error = await tables.write([{ delete: true, at, if: PRESENT }]).catch((thrown: unknown) => thrown);
    expect(isProblem(error, 'internal') && error.cause).toBe('wall.delete');
  }
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
