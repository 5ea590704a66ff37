import { afterAll, beforeAll, expect, test } from 'vitest';
import { aboutPerson } from '../../../shared/exports/access/about-person.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { cancel } from '../../../shared/rights/decisions/answer.ts';
import { endOfRecord } from '../../../shared/rights/request/end-of-record.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import type { Bench } from '../../engine/bench.ts';
import { openCase } from '../rights/case.ts';
import { firmBench } from '../rights/firm.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());

test('part of DSR-01: earlier requests of the person are told with their end, until their records have ended; nobody else’s, and no staff', async () => {
  const one = await openCase(bench);
  const objection = await one.verified('objection');
  await cancel(one.officer, objection);
  await one.settled(objection);
  const open = await one.verified('rectification');
  const other = await one.firm.open({ identifiers: [{ kind: 'name', value: 'Somebody Else' }] });
  const request = await one.verified('access');
  const about = async () =>
    (
      await aboutPerson({
        workspace: one.officer,
        subject: one.person,
        request,
        about: await load(one.officer, request),
      })
    ).requests;
  const { closedAt = '' } = await load(one.officer, objection);
  const told = await about();
  expect(told).toEqual([
    expect.objectContaining({
      id: objection,
      right: 'objection',
      channel: 'email',
      identifiedBy: 'call-back',
      closedAt,
      keptUntil: instant(endOfRecord(closedAt)),
    }),
    expect.objectContaining({ id: open, right: 'rectification' }),
  ]);
  for (const hidden of [one.firm.officer, one.firm.secondOfficer, other.request.id])
    expect(JSON.stringify(told)).not.toContain(hidden);
  bench.advance(endOfRecord(closedAt) + DAY - bench.now());
  await one.tick(objection);
  expect((await about()).map(({ id }) => id)).toEqual([open]);
});
