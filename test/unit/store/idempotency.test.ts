import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT, PRESENT } from '../../../shared/store/clauses.ts';
import type { IdempotentCall } from '../../../shared/store/idempotency.ts';
import type { Claim } from '../../../shared/store/workspace.ts';
import {
  ANSWER_TTL,
  LEASE,
  abandonIdempotent,
  answerWrite,
  beginIdempotent,
  completeIdempotent,
  effectWrites,
} from '../../../shared/store/idempotency.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
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
const call = (key: string, request: unknown = { name: 'Ines Albrecht' }): IdempotentCall => ({
  scope: [SOMEBODY.id, 'POST /v1/contacts'],
  key,
  request,
});
async function claimed(key: string, request?: unknown): Promise<Claim> {
  const begun = await beginIdempotent(workspace, call(key, request));
  if (!('claim' in begun)) throw new Error('already answered');
  return begun.claim;
}
const code = async (work: Promise<unknown>) => {
  const error = await work.catch(refused);
  return isProblem(error) ? error.code : error;
};

test('a call is carried out once; while it runs it is in flight, afterwards its answer comes again', async () => {
  const claim = await claimed('one');
  expect(await code(beginIdempotent(workspace, call('one')))).toBe('idempotency.in-flight');
  await completeIdempotent(workspace, claim, { status: 201, body: { id: 'S1' } });
  expect(await beginIdempotent(workspace, call('one'))).toEqual({
    answer: { status: 201, body: { id: 'S1' } },
  });
});

test('the same key with another request is refused, before and after the answer', async () => {
  const claim = await claimed('two');
  expect(await code(beginIdempotent(workspace, call('two', { name: 'x' })))).toBe('idempotency.reused');
  await completeIdempotent(workspace, claim, { status: 201 });
  expect(await code(beginIdempotent(workspace, call('two', { name: 'x' })))).toBe('idempotency.reused');
});

test('keys of another caller, route or tenant are other keys', async () => {
  await claimed('three');
  const elsewhere = { ...call('three'), scope: ['somebody else', 'POST /v1/contacts'] };
  expect('claim' in (await beginIdempotent(workspace, elsewhere))).toBe(true);
  const other = bench.office.workspace(await bench.tenant(), SOMEBODY);
  expect('claim' in (await beginIdempotent(other, call('three')))).toBe(true);
});

test('an answer ends after 24 hours, whether or not it was swept', async () => {
  await completeIdempotent(workspace, await claimed('four'), { status: 201 });
  bench.advance(ANSWER_TTL - 1);
  expect('answer' in (await beginIdempotent(workspace, call('four')))).toBe(true);
  bench.advance(1);
  expect('claim' in (await beginIdempotent(workspace, call('four', { name: 'other' })))).toBe(true);
});

test('a call whose process died is taken over after its lease, and the dead one can no longer take effect', async () => {
  const dead = await claimed('five');
  bench.advance(LEASE - 1);
  expect(await code(beginIdempotent(workspace, call('five')))).toBe('idempotency.in-flight');
  bench.advance(1);
  const next = await claimed('five');
  const at = workspace.keys.sequence('five');
  const effect = async (claim: Claim) =>
    workspace.tables.write([
      { put: { by: claim.claim }, at, if: ABSENT },
      await answerWrite(workspace, claim, { status: 201 }),
    ]);
  expect(isWriteRefusal(await effect(dead).catch(refused), 1)).toBe(true);
  expect(await workspace.tables.get([at])).toEqual([undefined]);
  await effect(next);
  expect((await workspace.tables.get([at]))[0]?.['by']).toBe(next.claim);
});

test('a call that was cut off after it took effect is answered by the next one, and takes effect no more', async () => {
  const dead = await claimed('effect');
  const at = workspace.keys.sequence('effect');
  const effect = async (claim: Claim) =>
    workspace.tables.write([
      { put: { by: claim.claim }, at, if: ABSENT },
      ...effectWrites({ ...workspace, claim }),
    ]);
  await effect(dead);
  await abandonIdempotent(workspace, dead);
  expect(await code(beginIdempotent(workspace, call('effect')))).toBe('idempotency.in-flight');
  bench.advance(LEASE);
  expect(await code(beginIdempotent(workspace, call('effect', { name: 'x' })))).toBe('idempotency.reused');
  const next = await claimed('effect');
  expect(next).toMatchObject({ tookEffect: true });
  expect(await code(beginIdempotent(workspace, call('effect')))).toBe('idempotency.in-flight');
  expect(isWriteRefusal(await completeIdempotent(workspace, dead, {}).catch(refused))).toBe(true);
  await completeIdempotent(workspace, next, { status: 200 });
  expect(await beginIdempotent(workspace, call('effect'))).toEqual({ answer: { status: 200 } });
});

test('a dead call that was taken over before it took effect is refused it', async () => {
  const dead = await claimed('late');
  bench.advance(LEASE);
  expect(await claimed('late')).toMatchObject({ tookEffect: false });
  const write = { put: {}, at: workspace.keys.sequence('late'), if: ABSENT };
  const late = workspace.tables.write([write, ...effectWrites({ ...workspace, claim: dead })]);
  expect(isWriteRefusal(await late.catch(refused), 1)).toBe(true);
  expect(effectWrites(workspace)).toEqual([]);
});

test('a call that was refused without effect gives its key back; an answered one does not', async () => {
  const claim = await claimed('six');
  await abandonIdempotent(workspace, claim);
  const again = await claimed('six', { name: 'corrected' });
  await abandonIdempotent(workspace, claim);
  await completeIdempotent(workspace, again, { status: 201 });
  await abandonIdempotent(workspace, again);
  expect('answer' in (await beginIdempotent(workspace, call('six', { name: 'corrected' })))).toBe(true);
});

test('of many simultaneous first calls one carries it out', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => code(beginIdempotent(workspace, call('seven')))),
  );
  expect(outcomes.filter((outcome) => outcome === 'idempotency.in-flight')).toHaveLength(7);
});

test('an answer about a person dies with the key of that person, and nothing of the call is stored readable', async () => {
  const { key, write } = await workspace.vault.newOwnerKey('subject');
  await workspace.tables.write([write]);
  const claim = await claimed('ines@example.org');
  await completeIdempotent(workspace, claim, { body: { name: 'Ines Albrecht' } }, key);
  const { Items = [] } = await bench.engine.documents.send(new ScanCommand({ TableName: TABLES.data }));
  const stored = Items.flatMap((item) => Object.values(item)).map((value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
  );
  expect(stored.filter((text) => /albrecht|ines@/i.test(text))).toEqual([]);
  expect('answer' in (await beginIdempotent(workspace, call('ines@example.org')))).toBe(true);
  const eraser = bench.office.eraserWorkspace(tenant, SOMEBODY);
  await eraser.tables.write([{ delete: true, at: workspace.keys.ownerKey(key.id), if: PRESENT }]);
  bench.advance(20_000);
  expect(await code(beginIdempotent(workspace, call('ines@example.org')))).toBe('gone');
});
