import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweepDue } from '../../../../shared/due/sweep-due.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { HOUR, MINUTE } from '../../../../shared/kernel/time.ts';
import { prepare } from '../../../../shared/rights/decisions/decide.ts';
import { NEXT_TRY, RESTARTS, STANDSTILL } from '../../../../shared/rights/desk/watch.ts';
import { planTurn } from '../../../../shared/rights/plan/make-plan.ts';
import { readHistory } from '../../../../shared/rights/desk/request-view.ts';
import { load, step } from '../../../../shared/rights/steps/store.ts';
import { PRESENT, set } from '../../../../shared/store/clauses.ts';
import { dueOfKey, systemDueWrite } from '../../../../shared/store/due.ts';
import type { Bench } from '../../../engine/bench.ts';
import { openCase, type Case } from '../case.ts';
import { firmBench } from '../firm.ts';

describe('work that stands still', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
  });

  const standstill = STANDSTILL.preparing ?? 0;
  const preparing = async (type: 'access' | 'erasure' = 'erasure'): Promise<Id> => {
    const request = await one.verified(type);
    await prepare(one.officer, request, one.firm.start);
    return request;
  };
  const names = () => one.firm.runs.map(({ name }) => name.slice(name.indexOf('-') + 1));
  /** What the clock does after a while. */
  const later = async (request: Id, milliseconds: number) => {
    bench.advance(milliseconds);
    await one.tick(request);
    return load(one.officer, request);
  };

  test('a lost start is repeated, work that stands still is begun anew, then fails with reason and next try', async () => {
    const request = await preparing();
    await later(request, MINUTE);
    expect(names()).toEqual(['plan-1', 'plan-1']);
    expect(await later(request, standstill)).toMatchObject({ attempt: 2, restarts: 1 });
    expect(await later(request, standstill - MINUTE)).toMatchObject({ attempt: 2, restarts: 1 });
    expect(await later(request, standstill)).toMatchObject({ attempt: 3, restarts: 2 });
    const failed = await later(request, standstill);
    expect(failed).toMatchObject({ state: 'failed' });
    expect(Date.parse(failed.nextTryAt ?? '')).toBe(bench.now() + NEXT_TRY);
    const { items } = await readHistory(one.officer, request, { limit: 100 });
    expect(items.at(-1)).toMatchObject({ step: 'fail', why: 'stands still' });
    expect(await later(request, NEXT_TRY)).toMatchObject({ state: 'preparing', attempt: 4, restarts: 3 });
    expect(names().slice(-1)).toEqual(['plan-4']);
  });

  test('in the end it waits for an officer, who can try it again', async () => {
    const request = await preparing('access');
    for (let turn = 0; turn < 20; turn++) await later(request, Math.max(NEXT_TRY, standstill));
    const waits = await load(one.officer, request);
    expect(waits).toMatchObject({ state: 'failed', restarts: RESTARTS.altogether });
    expect(waits).not.toHaveProperty('nextTryAt');
    expect(await prepare(one.officer, request, one.firm.start)).toMatchObject({ state: 'preparing' });
  });

  test('an erasure that stands still is begun anew where it was', async () => {
    const request = await preparing();
    await step(one.officer, request, 'prepared');
    await step(one.officer, request, 'approve', { set: { stopUntil: new Date(bench.now()).toISOString() } });
    await one.tick(request);
    expect(names().slice(-1)).toEqual(['erase-2']);
    expect(await later(request, 5 * HOUR)).toMatchObject({ state: 'executing', attempt: 2 });
    expect(await later(request, HOUR)).toMatchObject({ state: 'executing', attempt: 3 });
    expect(names().slice(-1)).toEqual(['erase-3']);
  });

  test('a run of an earlier attempt that was slow plans nothing any more', async () => {
    const request = await preparing();
    await later(request, standstill);
    const event = { tenant: one.firm.tenant, request, step: 'planned', attempt: 1, turn: 9 };
    expect(await planTurn(one.officer, event)).toEqual({ next: 'done' });
    expect(await load(one.officer, request)).toMatchObject({ state: 'preparing' });
  });

  test('one request that cannot be attended to blocks no other one', async () => {
    const poisoned = await preparing();
    const { request: well } = await one.firm.open({ type: 'access' });
    const at = one.officer.keys.request(poisoned);
    await one.officer.tables.write([{ update: set({ calendar: 'no such calendar' }), at, if: PRESENT }]);
    for (const key of await one.firm.items('DUE#')) {
      const due = dueOfKey(key);
      if (due) await bench.system.write([systemDueWrite(due.tenant, due)]);
    }
    bench.advance(31 * 24 * HOUR);
    const failed: string[] = [];
    const done: string[] = [];
    const sweep = () =>
      sweepDue({
        name: `tick-${one.firm.tenant}`,
        system: bench.system,
        workspace: (of) => bench.office.workspace(of, one.officer.actor),
        handlers: {
          request: async ({ tenant, reference }) => {
            if (tenant !== one.firm.tenant) return true;
            await one.tick(reference);
            done.push(reference);
            return true;
          },
        },
        now: bench.now,
        over: () => false,
        failed: ({ reference }) => void failed.push(reference),
      });
    await sweep();
    await sweep();
    expect([...new Set(failed)]).toEqual([poisoned]);
    expect([...new Set(done)]).toEqual([well.id]);
  });
});
