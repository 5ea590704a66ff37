import { setImmediate } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyBatch, copyDue, eachRecord } from '../../../shared/due/copy.ts';
import { failureTold } from '../../../shared/due/failure.ts';
import type { Handler, TenantDue } from '../../../shared/due/sweep-due.ts';
import { sweepDue } from '../../../shared/due/sweep-due.ts';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/kernel/time.ts';
import { dueWrite } from '../../../shared/store/due.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';

describe('due work', () => {
  let bench: Bench;
  let tenant: TenantId;
  let seen: TenantDue[];
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    tenant = await bench.tenant();
    seen = [];
  });

  const record = (eventName: 'INSERT' | 'REMOVE' | 'MODIFY', pk: string, sk: string) =>
    ({
      eventName,
      dynamodb: { SequenceNumber: sk, Keys: { pk: { S: pk }, sk: { S: sk } } },
    }) as DynamoDBRecord;

  async function plan(at: number, reference: Id = newId()): Promise<Id> {
    const workspace = bench.office.workspace(tenant, SOMEBODY);
    const write = dueWrite(workspace, { at, kind: 'request', reference });
    await workspace.tables.write([write]);
    await copyDue(bench.system, record('INSERT', write.at.pk, write.at.sk));
    return reference;
  }

  const sweep = (handler: Handler = async () => true, over = () => false, lines: string[] = []) =>
    sweepDue({
      name: `tick-${tenant}`,
      system: bench.system,
      workspace: (of) => bench.office.workspace(of, SOMEBODY),
      handlers: {
        request: async (due) => {
          if (due.tenant !== tenant) return true;
          seen.push(due);
          return handler(due);
        },
      },
      now: bench.now,
      over,
      failed: failureTold('tick', (line) => void lines.push(line)),
    });

  test('work is done when it is due, once, and not before', async () => {
    const reference = await plan(bench.now() + HOUR);
    await sweep();
    expect(seen).toEqual([]);
    bench.advance(HOUR);
    await sweep();
    await sweep();
    expect(seen.map((due) => due.reference)).toEqual([reference]);
  });

  test('a piece that fails stops no other one, is told without values, and is tried again', async () => {
    const bad = await plan(bench.now());
    const good = await plan(bench.now());
    const lines: string[] = [];
    const handler: Handler = async ({ reference }) => {
      if (reference === bad) throw new TypeError('ines@example.org');
      return true;
    };
    await sweep(handler, () => false, lines);
    expect(seen.map(({ reference }) => reference).sort()).toEqual([bad, good].sort());
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('ines@');
    seen = [];
    await sweep();
    expect(seen.map(({ reference }) => reference)).toEqual([bad]);
  });

  test('work that nobody swept for months is still done', async () => {
    await sweep();
    const reference = await plan(bench.now() + DAY);
    bench.advance(90 * DAY);
    await sweep();
    expect(seen.map((due) => due.reference)).toEqual([reference]);
  });

  test('a copy that comes a day late is still found', async () => {
    await sweep();
    const at = bench.now() - DAY;
    await sweep();
    const reference = await plan(at);
    await sweep();
    expect(seen.map((due) => due.reference)).toEqual([reference]);
  });

  test('time that runs out leaves the rest for the next sweep', async () => {
    for (let count = 0; count < 40; count++) await plan(bench.now());
    await sweep(undefined, () => seen.length >= 2);
    const first = seen.length;
    expect(first).toBeLessThan(40);
    bench.advance(MINUTE);
    await sweep();
    expect(seen).toHaveLength(40);
  });

  test('work about the same thing is done one piece after the other, work about others at the same time', async () => {
    const reference = newId();
    for (let count = 0; count < 5; count++) await plan(bench.now() - count * 1000, reference);
    for (let count = 0; count < 5; count++) await plan(bench.now());
    const under = new Map<string, number>();
    let most = 0;
    await sweep(async (due) => {
      under.set(due.reference, (under.get(due.reference) ?? 0) + 1);
      if (under.get(due.reference) !== 1) throw new Error('twice at a time');
      most = Math.max(most, under.size);
      await setImmediate();
      under.delete(due.reference);
      return true;
    });
    const own = seen.filter((due) => due.reference === reference).map(({ at }) => at);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(seen).toHaveLength(10);
    expect(most).toBeGreaterThan(1);
  });

  test('what another sweep has done meanwhile is not done again', async () => {
    for (let count = 0; count < 60; count++) await plan(bench.now());
    let within: Promise<unknown> | undefined;
    await sweep(async () => {
      // A sweep takes long, and the next one begins; whatever is not under way then is done by one of them.
      bench.advance(MINUTE / 40);
      within ??= sweep();
      await within;
      return true;
    });
    expect(seen.length).toBeLessThan(60 + 20);
    expect(new Set(seen.map(({ reference }) => reference)).size).toBe(60);
  });

  test('the consumer tells the first record that it could not copy', async () => {
    const at = (reference: Id) =>
      dueWrite(bench.office.workspace(tenant, SOMEBODY), { at: bench.now(), kind: 'request', reference }).at;
    const [one, other] = [at(newId()), at(newId())];
    const records = [one, other].map(({ pk, sk }) => record('INSERT', pk, sk));
    const broken = {
      ...bench.system,
      write: async ([write]: Parameters<typeof bench.system.write>[0]) => {
        if (write?.at.sk.includes(other.sk.slice(-26))) throw new TypeError('no');
      },
    };
    expect(await copyBatch(broken, records)).toEqual({ batchItemFailures: [{ itemIdentifier: other.sk }] });
  });

  test('the consumer copies by keys alone, takes cancelled work away, and reports where it failed', async () => {
    const reference = newId();
    const workspace = bench.office.workspace(tenant, SOMEBODY);
    const { at } = dueWrite(workspace, { at: bench.now(), kind: 'request', reference });
    await copyDue(bench.system, record('INSERT', at.pk, at.sk));
    await copyDue(bench.system, record('INSERT', at.pk, at.sk));
    await copyDue(bench.system, record('REMOVE', at.pk, at.sk));
    await copyDue(bench.system, record('INSERT', `T#${tenant}#REQ#${reference}`, 'CTL'));
    await sweep();
    expect(seen).toEqual([]);
    const turned = [
      record('INSERT', at.pk, at.sk),
      record('REMOVE', at.pk, at.sk),
      record('INSERT', at.pk, at.sk),
    ];
    expect(await copyBatch(bench.system, turned)).toEqual({ batchItemFailures: [] });
    await sweep();
    expect(seen.map((due) => due.reference)).toEqual([reference]);
    const taken: string[] = [];
    const batch = ['1', '2', '3'].map((sk) => record('INSERT', 'T#', sk));
    const take = async ({ dynamodb }: DynamoDBRecord) => {
      if (dynamodb?.SequenceNumber === '2') throw new TypeError('no');
      taken.push(dynamodb?.SequenceNumber ?? '');
    };
    expect(await eachRecord(batch, take)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(taken).toEqual(['1']);
  });
});
