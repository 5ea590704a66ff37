import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { DAY, day, instant } from '../../../shared/kernel/time.ts';
import { cancel, findNothing, refuse } from '../../../shared/rights/decisions/answer.ts';
import { caseFile } from '../../../shared/rights/desk/case-file/case-file.ts';
import { decideHold } from '../../../shared/rights/desk/holds/decide-hold.ts';
import { requestHold } from '../../../shared/rights/desk/holds/place-hold.ts';
import { addDeskItem } from '../../../shared/rights/desk/desk-item.ts';
import { requestStatistics } from '../../../shared/rights/desk/statistics.ts';
import { endOfRecord } from '../../../shared/rights/request/end-of-record.ts';
import { endRecord, LOOK_AGAIN } from '../../../shared/rights/ending/end-record.ts';
import { reopen } from '../../../shared/rights/opening/reopen.ts';
import { find, load } from '../../../shared/rights/request/stored.ts';
import type { TenantTables } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { NAMED, openCase, type Case } from './case.ts';
import { firmBench } from './firm.ts';

let bench: Bench;
let one: Case;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  one = await openCase(bench);
});

/** A request that was refused, with everything that a case gathers. */
async function closed(): Promise<Id> {
  const request = await one.verified('access');
  await addDeskItem(one.officer, request, 'note', {}, { text: 'Wrote in anger' });
  await refuse(one.officer, request, ['rights-of-others'], 'Asked daily.');
  await one.settled(request);
  await caseFile(one.officer, request, async () => new Uint8Array(8));
  return request;
}

/** Moves the clock to just before or after the end of a request's record. */
async function to(request: Id, offset: number): Promise<void> {
  const { closedAt = '' } = await load(one.officer, request);
  bench.advance(endOfRecord(closedAt) + offset - bench.now());
  await one.tick(request);
}

/** What is stored of a request: sort keys of its partition. */
const stored = async (request: Id) => (await one.firm.items(`REQ#${request}`)).map(({ sk }) => sk);
/** When somebody looks at a request again. */
const dueAt = async (request: Id) =>
  (await one.firm.items('DUE#'))
    .filter(({ sk }) => sk.endsWith(`#${request}`))
    .map(({ sk }) => sk.slice(0, 24));

describe('the record of a closed request', () => {
  test('part of RET-02: is there three years after the closing less a day, and gone a day later: case file, letters, marks and all', async () => {
    const request = await closed();
    const { closedAt = '', key } = await load(one.officer, request);
    expect(await dueAt(request)).toContain(instant(endOfRecord(closedAt)));
    await to(request, -DAY);
    expect(await stored(request)).toEqual(
      expect.arrayContaining(['CTL', expect.stringMatching(/^CSF#/), expect.stringMatching(/^HIS#/)]),
    );
    await to(request, DAY);
    expect(await stored(request)).toEqual([]);
    expect((await one.firm.items('RQM#')).filter((mark) => mark['request'] === request)).toEqual([]);
    const [gone] = await one.officer.vault.ownerKeys([key]);
    expect(gone).toBeUndefined();
    const ends = (await one.firm.items('AUD#')).filter(({ action }) => action === 'request.end');
    expect(ends).toMatchObject([{ target: request, type: 'access' }]);
    await one.tick(request);
    expect(await stored(request)).toEqual([]);
  });

  test('is still counted when it has ended, once, and nobody is in the count', async () => {
    const today = day(bench.now());
    const request = await closed();
    const period = { from: today, to: day(bench.now()) };
    const before = await requestStatistics(one.officer, period);
    expect(before).toMatchObject({ count: 1, byRight: { access: 1 }, byOutcome: { refused: 1 } });
    await to(request, DAY);
    await one.tick(request);
    expect(await requestStatistics(one.officer, period)).toEqual(before);
    const later = { from: day(bench.now()), to: day(bench.now()) };
    expect(await requestStatistics(one.officer, later)).toMatchObject({ count: 0 });
    const [counted] = await one.firm.items('TLY#');
    expect(Object.values(counted ?? {}).join()).not.toContain(request);
  });

  test('stays while a hold is on the person, and goes once it was released', async () => {
    const request = await closed();
    const second = one.firm.as(one.firm.secondOfficer);
    const { id } = await requestHold(one.officer, {
      person: one.person,
      records: 'all',
      reason: 'claim',
      note: 'Sued for damages',
      reviewOn: day(bench.now() + 100 * DAY),
    });
    await decideHold(second, id, 'approve', one.firm.start);
    await to(request, DAY);
    expect(await find(one.officer, request)).toBeDefined();
    expect(await dueAt(request)).toContain(instant(bench.now() + LOOK_AGAIN));
    await decideHold(one.officer, id, 'request-release', one.firm.start);
    await decideHold(second, id, 'approve-release', one.firm.start);
    await one.tick(request);
    expect(await stored(request)).toEqual([]);
  });

  test('stays while a complaint of the person is open, and goes once it was answered', async () => {
    const request = await closed();
    await to(request, -DAY);
    const { request: complaint } = await one.firm.open({ type: 'complaint', identifiers: NAMED });
    await to(request, DAY);
    expect(await find(one.officer, request)).toBeDefined();
    await cancel(one.officer, complaint.id);
    await one.tick(request);
    expect(await stored(request)).toEqual([]);
  });

  test('of a request that was taken up again counts from its last closing', async () => {
    const request = await closed();
    bench.advance(DAY);
    const first = endOfRecord((await load(one.officer, request)).closedAt ?? '');
    await reopen(one.officer, request, { receivedAt: instant(bench.now()), identifiers: NAMED });
    bench.advance(first + DAY - bench.now());
    await one.tick(request);
    await findNothing(one.officer, request).catch(() => cancel(one.officer, request));
    await one.settled(request);
    await one.tick(request);
    expect(await find(one.officer, request)).toBeDefined();
    await to(request, DAY);
    expect(await stored(request)).toEqual([]);
  });

  test('of a restriction that is in force stays: it is lifted through it', async () => {
    const request = await closed();
    const control = one.officer.keys.subject(one.person);
    const restriction = { id: newId(), ground: 'claims', purposes: 'all', records: 'all', request };
    const restrict = (restrictions: readonly object[]) =>
      one.officer.tables.write([
        {
          update: {
            expression: 'SET #r = :r',
            names: { '#r': 'restrictions' },
            values: { ':r': restrictions },
          },
          at: control,
          if: { expression: 'attribute_exists(#pk)', names: { '#pk': 'pk' } },
        },
      ]);
    await restrict([restriction]);
    await to(request, DAY);
    expect(await find(one.officer, request)).toBeDefined();
    await restrict([
      { ...restriction, request: newId() },
      { ...restriction, ground: 'marketing' },
    ]);
    await one.tick(request);
    expect(await stored(request)).toEqual([]);
  });

  test('ends the same when it is cut off at any write, and repeated', async () => {
    for (let point = 0; ; point++) {
      const from = day(bench.now());
      const request = await closed();
      const { closedAt = '' } = await load(one.officer, request);
      bench.advance(endOfRecord(closedAt) + DAY - bench.now());
      let calls = 0;
      const mortal = (tables: TenantTables): TenantTables => ({
        ...tables,
        write: async (writes, operation) => {
          if (calls++ === Math.floor(point / 2)) {
            if (point % 2 === 1) await tables.write(writes, operation);
            throw new Error('killed');
          }
          await tables.write(writes, operation);
        },
      });
      const actor = { kind: 'system', id: 'tick' } as const;
      const workspace = bench.office.workspace(one.firm.tenant, actor);
      const eraser = bench.office.eraserWorkspace(one.firm.tenant, actor);
      const killed = await endRecord(
        {
          workspace: { ...workspace, tables: mortal(workspace.tables) },
          eraser: () => ({ ...eraser, tables: mortal(eraser.tables) }),
          deleteAll: async () => undefined,
        },
        request,
      ).then(
        () => false,
        () => true,
      );
      await one.tick(request);
      expect(await stored(request)).toEqual([]);
      expect(await requestStatistics(one.officer, { from, to: from })).toMatchObject({ count: 1 });
      if (!killed) break;
      expect(point).toBeLessThan(20);
    }
  });
});
