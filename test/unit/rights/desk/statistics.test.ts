import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, day, instant } from '../../../../shared/kernel/time.ts';
import { cancel, findNothing } from '../../../../shared/rights/decisions/answer.ts';
import { requestStatistics } from '../../../../shared/rights/desk/statistics.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf } from '../case.ts';
import { firmBench, openFirm } from '../firm.ts';

describe('statistics of requests', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());

  test('count, age and timeliness are told of a period, and nobody is named', async () => {
    const firm = await openFirm(bench);
    const officer = firm.as(firm.officer);
    const open = async (mailbox: string, daysAgo: number, type: 'access' | 'erasure') => {
      const { request } = await firm.open({
        type,
        channel: daysAgo > 30 ? 'post' : 'email',
        receivedAt: instant(bench.now() - daysAgo * DAY),
        identifiers: [{ kind: 'email', value: `${mailbox}@example.org` }],
      });
      return request.id;
    };
    const from = day(bench.now());
    await findNothing(officer, await open('ines', 4, 'access'));
    await cancel(officer, await open('noor', 60, 'access'));
    await cancel(officer, await open('tomas', 10, 'erasure'));
    await open('late', 50, 'erasure');
    await open('fresh', 1, 'erasure');
    const period = { from, to: from };
    const told = await requestStatistics(officer, period);
    expect(told).toEqual({
      ...period,
      count: 5,
      open: 2,
      byRight: { access: 2, erasure: 3 },
      byOutcome: { cancelled: 2, 'nothing-found': 1, received: 2 },
      byChannel: { email: 3, post: 2 },
      days: { medianClosed: 10, oldestOpen: 50 },
      law: { of: 4, onTime: 2, share: 0.5 },
      promise: { of: 4, onTime: 2, share: 0.5 },
    });
    expect(JSON.stringify(told)).not.toContain('example.org');
    const before = { from: day(bench.now() - 9 * DAY), to: day(bench.now() - DAY) };
    expect(await requestStatistics(officer, before)).toMatchObject({
      count: 0,
      days: { medianClosed: null, oldestOpen: null },
      law: { of: 0, share: null },
    });
    const backwards = { from: period.to, to: before.from };
    expect(await codeOf(requestStatistics(officer, backwards))).toBe('rule.violated');
  });
});
