import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, day, instant } from '../../../../shared/kernel/time.ts';
import { cancel } from '../../../../shared/rights/decisions/answer.ts';
import { assign } from '../../../../shared/rights/desk/assign.ts';
import { endDeskItem } from '../../../../shared/rights/desk/desk-item.ts';
import { awaitSomething } from '../../../../shared/rights/desk/waiting.ts';
import type { Bench } from '../../../engine/bench.ts';
import { PUBLIC_URL, firmBench, openFirm, type Firm } from '../firm.ts';
import { member, tick } from './office-day.ts';

describe('reminders', () => {
  let bench: Bench;
  let firm: Firm;
  let moritz: Id;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
    moritz = await member(firm, 'officer', 'moritz');
    await member(firm, 'officer', 'paula');
    await member(firm, 'admin', 'ada');
    await member(firm, 'sales', 'sam');
  });

  const open = async (daysAgo = 0): Promise<Id> => {
    const { request } = await firm.open({ receivedAt: instant(bench.now() - daysAgo * DAY) });
    return request.id;
  };
  /** Whom the clock tells after some days. */
  const told = async (request: Id, days: number) => {
    bench.advance(days * DAY);
    await tick(firm, request);
    await tick(firm, request);
    const mails = await firm.post();
    const names = mails.map(({ to }) => to.slice(0, to.indexOf('@')));
    return names.toSorted((a, b) => a.localeCompare(b));
  };

  test('who sees to a request is told at 50 and 80 per cent, once each; administrators when the time is over', async () => {
    const request = await open();
    await assign(firm.as(firm.officer), request, { assignee: moritz, deputy: null });
    expect(await told(request, 1)).toEqual([]);
    expect(await told(request, 14)).toEqual(['moritz']);
    expect(await told(request, 1)).toEqual([]);
    expect(await told(request, 8)).toEqual(['moritz']);
    expect(await told(request, 6)).toEqual(['ada', 'moritz']);
    expect(await told(request, 4)).toEqual(['ada', 'moritz']);
    expect(await told(request, 10)).toEqual([]);
  });

  test('while nobody sees to it, every officer is told, and nobody else', async () => {
    expect(await told(await open(), 15)).toEqual(['moritz', 'paula']);
  });

  test('an old letter that is recorded late is one mail and not four', async () => {
    expect(await told(await open(50), 0)).toEqual(['ada', 'moritz', 'paula']);
  });

  test('the mail names number, right, days and where it is read, and nothing of the person', async () => {
    const request = await open(50);
    await tick(firm, request);
    const [mail] = await firm.post();
    expect(mail?.subject).toContain(request);
    expect(mail?.text).toContain('Art. 17');
    expect(mail?.text).toContain(`${PUBLIC_URL}/v1/requests/${request}`);
    expect(mail?.html).toContain(`href="${PUBLIC_URL}/v1/requests/${request}"`);
    expect(mail?.text).not.toContain('ines');
  });

  test('what is awaited and has not come is told on its day; what has come, and what is closed, is not', async () => {
    const workspace = firm.as(firm.officer);
    const request = await open();
    await assign(workspace, request, { assignee: moritz, deputy: null });
    const until = day(bench.now() + 3 * DAY);
    const wait = () => awaitSomething(workspace, request, { what: 'answer', whom: 'Archive', until });
    await wait();
    await endDeskItem(workspace, request, 'waiting', await wait(), 'done');
    expect(await told(request, 2)).toEqual([]);
    expect(await told(request, 1)).toEqual(['moritz']);
    expect(await told(request, 1)).toEqual([]);
    await cancel(workspace, request);
    expect(await told(request, 20)).toEqual([]);
  });
});
