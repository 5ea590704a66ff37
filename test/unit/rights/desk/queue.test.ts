import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, type Id } from '../../../../shared/kernel/ids.ts';
import { DAY, MINUTE, instant } from '../../../../shared/kernel/time.ts';
import { cancel, extendRequest } from '../../../../shared/rights/decisions/answer.ts';
import { assign } from '../../../../shared/rights/desk/assign.ts';
import { readQueue, type QueueQuery } from '../../../../shared/rights/desk/queue.ts';
import { reopen } from '../../../../shared/rights/opening/reopen.ts';
import { readHistory } from '../../../../shared/rights/desk/request-view.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf } from '../case.ts';
import { firmBench, openFirm, type Firm } from '../firm.ts';
import { member, tick } from './office-day.ts';

describe('the queue of the officers', () => {
  let bench: Bench;
  let firm: Firm;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
  });

  /** A request that arrived some days ago. */
  const arrived = async (daysAgo: number, mailbox: string): Promise<Id> => {
    const { request } = await firm.open({
      receivedAt: instant(bench.now() - daysAgo * DAY),
      identifiers: [{ kind: 'email', value: `${mailbox}@example.org` }],
    });
    return request.id;
  };
  const queue = async (query: Partial<QueueQuery> = {}, who = firm.officer) =>
    readQueue(firm.as(who), { limit: 25, ...query });
  const ids = async (query: Partial<QueueQuery> = {}, who = firm.officer) =>
    (await queue(query, who)).items.map(({ id }) => id);

  test('what is due first comes first, what is overdue before everything, and each says whom it waits for', async () => {
    const fresh = await arrived(1, 'fresh');
    const late = await arrived(40, 'late');
    const middle = await arrived(10, 'middle');
    const { items } = await queue();
    expect(items.map(({ id }) => id)).toEqual([late, middle, fresh]);
    expect(items.map(({ overdue, waitsFor }) => [overdue, waitsFor])).toEqual([
      [true, 'officer'],
      [false, 'officer'],
      [false, 'officer'],
    ]);
    expect(items[0]?.daysLeft).toBeLessThan(0);
    expect(items[2]?.daysLeft).toBeGreaterThan(20);
  });

  test('pages of any size hold every open request once, in order', async () => {
    for (let position = 0; position < 9; position++) await arrived(position * 3, `person${position}`);
    const whole = await ids({ limit: 100 });
    expect(whole).toHaveLength(9);
    for (const limit of [1, 2, 4, 9]) {
      const seen: Id[] = [];
      let cursor: string | undefined;
      do {
        const page = await queue({ limit, ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(whole);
    }
    const { cursor = '' } = await queue({ limit: 1 });
    expect(await codeOf(queue({ limit: 1, cursor, whose: 'mine' }))).toBe('cursor.invalid');
  });

  test('a request leaves the queue when it closes, moves when its time is extended, and is back when it is reopened', async () => {
    const first = await arrived(5, 'first');
    const second = await arrived(4, 'second');
    const workspace = firm.as(firm.officer);
    await extendRequest(workspace, first, ['complexity']);
    expect(await ids()).toEqual([second, first]);
    await cancel(workspace, second);
    expect(await ids()).toEqual([first]);
    bench.advance(31 * DAY);
    await firm.post();
    await tick(firm, second);
    await reopen(workspace, second, {
      receivedAt: instant(bench.now()),
      identifiers: [{ kind: 'email', value: 'second@example.org' }],
    });
    expect((await ids()).toSorted()).toEqual([first, second].toSorted());
  });

  test('an officer sees what is theirs as assignee or deputy, and what is nobody’s', async () => {
    const moritz = await member(firm, 'officer', 'moritz');
    const paula = await member(firm, 'officer', 'paula');
    const [first, second, third] = [await arrived(1, 'a'), await arrived(2, 'b'), await arrived(3, 'c')];
    const workspace = firm.as(firm.officer);
    await assign(workspace, first, { assignee: moritz, deputy: paula });
    await assign(workspace, second, { assignee: paula, deputy: null });
    expect(await ids({ whose: 'mine' }, moritz)).toEqual([first]);
    expect(await ids({ whose: 'mine' }, paula)).toEqual([second, first]);
    expect(await ids({ whose: 'unassigned' })).toEqual([third]);
    bench.advance(MINUTE);
    await assign(workspace, first, { assignee: null, deputy: null });
    expect(await ids({ whose: 'unassigned' })).toEqual([third, first]);
    const { items } = await readHistory(workspace, first, { limit: 25 });
    expect(items.filter((line) => 'assignee' in line).map((line) => line['assignee'])).toEqual([
      moritz,
      'nobody',
    ]);
  });

  test('nobody but an active officer of the business is given a request, and nobody a closed one', async () => {
    const admin = await member(firm, 'admin', 'ada');
    const moritz = await member(firm, 'officer', 'moritz');
    const request = await arrived(1, 'a');
    const workspace = firm.as(firm.officer);
    for (const assignee of [admin, newId()])
      expect(await codeOf(assign(workspace, request, { assignee, deputy: null }))).toBe('rule.violated');
    const twice = { assignee: moritz, deputy: moritz };
    expect(await codeOf(assign(workspace, request, twice))).toBe('rule.violated');
    expect(await codeOf(assign(workspace, request, { assignee: moritz, deputy: null }))).toBe('accepted');
    await cancel(workspace, request);
    expect(await codeOf(assign(workspace, request, { assignee: moritz, deputy: null }))).toBe(
      'state.conflict',
    );
  });
});
