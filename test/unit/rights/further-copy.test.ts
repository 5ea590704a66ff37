import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import { refuse } from '../../../shared/rights/decisions/answer.ts';
import { prepare } from '../../../shared/rights/decisions/decide.ts';
import { askFee, settleFee } from '../../../shared/rights/decisions/further-copy.ts';
import { confirmFetched, release } from '../../../shared/rights/decisions/release.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import { openBench, type Bench } from '../../engine/bench.ts';
import { codeOf, NAMED, openCase, type Case } from './case.ts';
import { PUBLIC_URL } from './firm.ts';

const FEE = { amount: 1250, currency: 'EUR', costs: ['copying', 'postage'] } as const;

let bench: Bench;
let here: Case;

beforeAll(async () => {
  bench = await openBench();
  here = await openCase(bench);
});
afterAll(() => bench.stop());

/** Makes the package of a request and gives it to the person. */
async function served(id: Id): Promise<string> {
  const { officer, firm } = here;
  await prepare(officer, id, firm.start);
  await step(officer, id, 'prepared');
  await release(officer, id, PUBLIC_URL);
  const [letter] = await firm.post();
  await step(officer, id, 'reissue', { set: { issuedAt: new Date(bench.now()).toISOString() } });
  await confirmFetched(officer, id);
  bench.advance(DAY);
  return letter?.text ?? '';
}

describe('a fee for a copy', () => {
  test('is refused for the first one', async () => {
    const id = await here.verified('access');
    expect(await codeOf(askFee(here.officer, id, FEE))).toBe('rule.violated');
    expect(await served(id)).toContain('free of charge');
  });

  test('is told before a further copy is made, which waits until it is paid', async () => {
    const { officer, firm } = here;
    const id = await here.verified('access');
    await firm.post();
    const before = (await load(officer, id)).dueByLaw;
    const asked = await askFee(officer, id, FEE);
    expect(asked).toMatchObject({ state: 'verified', fee: { amount: 1250, currency: 'EUR' } });
    const [letter] = await firm.post();
    expect(letter?.text).toContain('€12.50 (Art. 15(3) GDPR)');
    expect(letter?.text).toContain('postage');
    expect(letter?.text).toContain('Art. 77');
    expect(await codeOf(prepare(officer, id, firm.start))).toBe('state.conflict');
    bench.advance(7 * DAY);
    const settled = await settleFee(officer, id, 'paid');
    expect(settled.dueByLaw).toBe(before);
    expect(await codeOf(settleFee(officer, id, 'waived'))).toBe('state.conflict');
    expect(await codeOf(askFee(officer, id, FEE))).toBe('state.conflict');
    const released = await served(id);
    expect(released).toContain('further copy');
    expect(released).not.toContain('free of charge');
  });

  test('that is waived leaves the copy free; a year later no fee can be asked any more', async () => {
    const id = await here.verified('access');
    await askFee(here.officer, id, { ...FEE, currency: 'JPY' });
    await here.firm.post();
    await settleFee(here.officer, id, 'waived');
    expect(await served(id)).toContain('free of charge');
    bench.advance(366 * DAY);
    const later = await here.verified('access');
    expect(await codeOf(askFee(here.officer, later, FEE))).toBe('rule.violated');
    await step(here.officer, later, 'cancel');
  });

  test('lets the clock begin anew where the law says so, and only there', async () => {
    const { officer, firm } = here;
    const first = await here.verified('access');
    await served(first);
    for (const [calendar, moves] of [
      ['GB', true],
      ['FR', false],
    ] as const) {
      const { request } = await firm.open({ type: 'access', identifiers: NAMED, calendar });
      await recordCallBack(officer, request.id, 'Confirmed');
      await approveCallBack(firm.as(firm.secondOfficer), request.id);
      await askFee(officer, request.id, FEE);
      bench.advance(14 * DAY);
      const { dueByLaw } = await settleFee(officer, request.id, 'paid');
      expect(dueByLaw > request.dueByLaw, calendar).toBe(moves);
      await step(officer, request.id, 'cancel');
    }
  });

  test('that nobody pays lets the request be refused after its day, with authority and court; not before, nor once settled', async () => {
    const { officer, firm } = here;
    await served(await here.verified('access'));
    const id = await here.verified('access');
    const unpaid = () => codeOf(refuse(officer, id, ['fee-unpaid']));
    expect(await unpaid()).toBe('rule.violated');
    await firm.post();
    await askFee(officer, id, FEE);
    const [asked] = await firm.post();
    const payBy = new Date(bench.now() + 14 * DAY);
    expect(asked?.text).toContain(
      `Please pay by ${payBy.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })}`,
    );
    bench.advance(14 * DAY);
    expect(await unpaid()).toBe('rule.violated');
    bench.advance(DAY);
    expect(await unpaid()).toBe('accepted');
    const [letter] = await firm.post();
    for (const part of ['was not paid in time', 'Art. 15(3) GDPR', 'BfDI', 'go to court'])
      expect(letter?.text).toContain(part);

    const paid = await here.verified('access');
    await askFee(officer, paid, FEE);
    await settleFee(officer, paid, 'paid');
    bench.advance(15 * DAY);
    expect(await codeOf(refuse(officer, paid, ['fee-unpaid']))).toBe('rule.violated');
    await step(officer, paid, 'cancel');
  });

  test('is never asked where the law makes every copy free', async () => {
    const { officer, firm } = here;
    await served(await here.verified('access'));
    const { request } = await firm.open({ type: 'access', identifiers: NAMED, calendar: 'RU' });
    await recordCallBack(officer, request.id, 'Confirmed');
    await approveCallBack(firm.as(firm.secondOfficer), request.id);
    expect(await codeOf(askFee(officer, request.id, FEE))).toBe('rule.violated');
    await step(officer, request.id, 'cancel');
  });

  test('is not asked for any other right, nor once the copy is made', async () => {
    const id = await here.verified('portability');
    expect(await codeOf(askFee(here.officer, id, FEE))).toBe('state.conflict');
  });
});
