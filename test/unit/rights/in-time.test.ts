import { afterEach, describe, expect, test } from 'vitest';
import { REQUEST_ROUTES } from '../../../shared/http/routes/requests.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, HOUR, day, instant } from '../../../shared/kernel/time.ts';
import { assign } from '../../../shared/rights/desk/assign.ts';
import { dueDates } from '../../../shared/rights/deadlines/due-dates.ts';
import { openBench, type Bench } from '../../engine/bench.ts';
import { noon, ONE_MONTH, THREE_MONTHS } from '../deadlines/known-days.ts';
import { member, tick } from './desk/office-day.ts';
import { officerCalls } from './officer-calls.ts';
import { PUBLIC_URL, openFirm } from './firm.ts';

let bench: Bench;
afterEach(() => bench.stop());

/** A German business on a day, with its officer's calls and its clock. */
async function office(today: string) {
  bench = await openBench(Date.parse(`${today}T09:00:00Z`));
  const firm = await openFirm(bench, 'DE');
  const call = officerCalls(firm, REQUEST_ROUTES, {
    start: firm.start,
    issuePackageUrl: async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) }),
    publicUrl: PUBLIC_URL,
    stopWindowSeconds: 60,
  });
  return {
    firm,
    /** A request that arrives now. */
    open: async (type: 'access' | 'erasure' | 'portability' | 'restriction', more: object = {}) =>
      (await firm.open({ type, ...more })).request.id,
    on: (id: Id, verb: string, body?: object) =>
      call('POST', `/v1/requests/{id}/${verb}`, { path: { id }, ...(body ? { body } : {}) }),
    clocks: async (id: Id) => (await call('GET', '/v1/requests/{id}', { path: { id } })).json['clocks'],
    until: (later: string) => bench.advance(Date.parse(`${later}T09:00:00Z`) - bench.now()),
  };
}

const extension = { reasons: ['complexity'] };

describe('answers in time', () => {
  test('DSR-09: a month and two more by the calendar of the country; told with reasons in month one, later it is a conflict; a refusal, also of a part, stays due in month one; a suspension shows both dates', async () => {
    for (const [received, calendar, due] of ONE_MONTH)
      expect([received, calendar, dueDates({ receivedAt: noon(received), calendar }).law]).toEqual([
        received,
        calendar,
        due,
      ]);
    for (const [received, calendar, due] of THREE_MONTHS) {
      const extended = { toldAt: noon(received), reasons: ['number'] } as const;
      expect(dueDates({ receivedAt: noon(received), calendar, extension: extended }).law).toBe(due);
    }

    // A month from 21 March ends on Easter Monday, three on a Saturday.
    const here = await office('2025-03-21');
    const officer = here.firm.as(here.firm.officer);
    const mailbox = await member(here.firm, 'officer', 'moritz');
    const [told, late] = [await here.open('erasure'), await here.open('access')];
    const asked = await here.open('portability');
    await assign(officer, told, { assignee: mailbox, deputy: null });
    const month = { law: '2025-04-22', refusal: '2025-04-22', receivedOn: '2025-03-21' };
    for (const id of [told, late, asked]) expect(await here.clocks(id)).toMatchObject(month);

    expect((await here.on(asked, 'please-specify', { asks: ['scope'] })).statusCode).toBe(200);
    expect(await here.clocks(asked)).toMatchObject({ clockStopped: true });
    bench.advance(10 * DAY);
    const answer = {
      identifiers: [{ kind: 'name', value: 'Ines' }],
      receivedAt: instant(bench.now()),
    };
    expect((await here.on(asked, 'specify', answer)).statusCode).toBe(200);
    expect(await here.clocks(asked)).toMatchObject({
      law: '2025-04-30',
      lawUnsuspended: '2025-04-22',
      refusal: '2025-04-30',
      refusalUnsuspended: '2025-04-22',
      clockStopped: false,
    });

    here.until('2025-04-22');
    await here.firm.post();
    expect((await here.on(told, 'extend', { reasons: [] })).statusCode).toBe(400);
    expect((await here.on(told, 'extend', extension)).statusCode).toBe(200);
    expect(await here.clocks(told)).toMatchObject({ law: '2025-06-23', refusal: '2025-04-22' });
    expect((await here.on(told, 'extend', extension)).statusCode).toBe(409);
    await tick(here.firm, told);
    const mails = await here.firm.post();
    expect(mails.some(({ text }) => /letzte Tag für eine Ablehnung, auch eines Teils/.test(text))).toBe(true);

    here.until('2025-04-23');
    const before = await here.clocks(late);
    expect(await here.on(late, 'extend', extension)).toMatchObject({
      statusCode: 409,
      json: { type: 'urn:bailiwick:problem:conflict' },
    });
    expect(await here.clocks(late)).toEqual(before);
  });

  test('DSR-10: the promise is 30 days or the law, whichever comes first; who sees to it is told at 50, 80 and 100 per cent, once each', async () => {
    const here = await office('2025-01-31');
    const january = await here.open('access');
    expect(await here.clocks(january)).toMatchObject({ promise: '2025-02-28', law: '2025-02-28' });

    here.until('2025-07-01');
    const id = await here.open('portability');
    expect(await here.clocks(id)).toMatchObject({ promise: '2025-07-31', law: '2025-08-01' });
    const assignee = await member(here.firm, 'officer', 'moritz');
    await assign(here.firm.as(here.firm.officer), id, { assignee, deputy: null });
    await here.firm.post();
    const reminded: string[] = [];
    for (let days = 0; days <= 30; days++) {
      for (const hours of [0, 6]) {
        bench.advance(hours * HOUR);
        await tick(here.firm, id);
        const mails = (await here.firm.post()).filter(({ to }) => to.startsWith('moritz@'));
        reminded.push(...mails.map(() => day(bench.now())));
      }
      bench.advance(18 * HOUR);
    }
    expect(reminded).toEqual(['2025-07-16', '2025-07-25', '2025-07-31']);
  });
});
