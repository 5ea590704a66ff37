import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, HOUR, day } from '../../../../shared/kernel/time.ts';
import { attendHold } from '../../../../shared/rights/desk/holds/attend-hold.ts';
import { decideHold } from '../../../../shared/rights/desk/holds/decide-hold.ts';
import { readHold } from '../../../../shared/rights/desk/holds/hold-view.ts';
import { requestHold } from '../../../../shared/rights/desk/holds/place-hold.ts';
import { LONGEST, renewHold } from '../../../../shared/rights/desk/holds/review.ts';
import { PRESENT, set } from '../../../../shared/store/clauses.ts';
import { dueOfKey } from '../../../../shared/store/due.ts';
import type { Bench } from '../../../engine/bench.ts';
import { PUBLIC_URL, firmBench } from '../firm.ts';
import { codeOf, openCase, type Case } from '../case.ts';
import { member } from './office-day.ts';

describe('reviews of holds', () => {
  let bench: Bench;
  let one: Case;
  let hold: Id;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
    await member(one.firm, 'officer', 'moritz');
    await member(one.firm, 'officer', 'paula');
    await member(one.firm, 'admin', 'ada');
    const given = { person: one.person, records: 'all', reason: 'claim', note: 'Unpaid deliveries' } as const;
    const { id } = await requestHold(one.officer, { ...given, reviewOn: day(bench.now() + 2 * DAY) });
    await decideHold(one.firm.as(one.firm.secondOfficer), id, 'approve', one.firm.start);
    hold = id;
  });

  /** What the clock does twice, as soon as something is due; the mailboxes that are told. */
  const told = async () => {
    const workspace = bench.office.workspace(one.firm.tenant, { kind: 'system', id: 'tick' });
    const eraser = () => ({ ...bench.office.eraserWorkspace(one.firm.tenant, workspace.actor) });
    for (let tick = 0; tick < 2; tick++)
      await attendHold({ workspace, eraser, start: one.firm.start, publicUrl: PUBLIC_URL }, hold);
    const mails = await one.firm.post();
    return mails.map(({ to }) => to.slice(0, to.indexOf('@'))).toSorted((a, b) => a.localeCompare(b));
  };
  const after = async (milliseconds: number) => {
    bench.advance(milliseconds);
    return told();
  };
  const renew = (days: number, reason = 'The claim is before the court') =>
    renewHold(one.officer, hold, { reviewOn: day(bench.now() + days * DAY), reason });

  test('on the day every officer is told, and again every seven days while nobody decides', async () => {
    expect(await after(DAY)).toEqual([]);
    expect(await after(DAY)).toEqual(['moritz', 'paula']);
    expect(await after(6 * DAY)).toEqual([]);
    expect(await after(DAY)).toEqual(['moritz', 'paula']);
    const dues = (await one.firm.items('DUE#')).flatMap((item) => dueOfKey(item) ?? []);
    const next = dues.filter(({ reference, at }) => reference === hold && at > bench.now());
    expect(next.map(({ at }) => at)).toEqual([bench.now() + 7 * DAY]);
  });

  test('the mail names the hold, and nothing of the person or the note', async () => {
    bench.advance(2 * DAY);
    const workspace = bench.office.workspace(one.firm.tenant, { kind: 'system', id: 'tick' });
    const eraser = () => ({ ...bench.office.eraserWorkspace(one.firm.tenant, workspace.actor) });
    await attendHold({ workspace, eraser, start: one.firm.start, publicUrl: PUBLIC_URL }, hold);
    const [mail] = await one.firm.post();
    expect(mail?.subject).toContain(hold);
    expect(mail?.text).toContain(`${PUBLIC_URL}/v1/holds/${hold}`);
    expect(JSON.stringify(mail)).not.toMatch(/Ines|Unpaid|Lange/u);
  });

  test('the day is that of the business: west of Greenwich it begins later', async () => {
    const at = one.officer.keys.tenant();
    await one.officer.tables.write([{ update: set({ timeZone: 'America/New_York' }), at, if: PRESENT }]);
    bench.advance(2 * DAY - (bench.now() % DAY) + HOUR);
    expect(await told()).toEqual([]);
    expect(await after(5 * HOUR)).toEqual(['moritz', 'paula']);
  });

  test('a review that is set anew with a reason tells nobody until its day; the reason stays with the note', async () => {
    expect(await after(2 * DAY)).toEqual(['moritz', 'paula']);
    await renew(30);
    expect(await after(20 * DAY)).toEqual([]);
    expect(await after(10 * DAY)).toEqual(['moritz', 'paula']);
    expect(await readHold(one.officer, hold)).toMatchObject({
      note: 'Unpaid deliveries',
      reviews: [{ by: one.firm.officer, reason: 'The claim is before the court' }],
    });
  });

  test('a review is set at most a year ahead, never into the past, and only while the hold is in force', async () => {
    expect(await codeOf(renew(0))).toBe('rule.violated');
    expect(await codeOf(renew(LONGEST / DAY + 1))).toBe('rule.violated');
    expect(await codeOf(renew(365))).toBe('accepted');
    await decideHold(one.officer, hold, 'request-release', one.firm.start);
    expect(await codeOf(renew(30))).toBe('state.conflict');
  });

  test('nobody is told of a hold that was released', async () => {
    await decideHold(one.officer, hold, 'request-release', one.firm.start);
    await decideHold(one.firm.as(one.firm.secondOfficer), hold, 'approve-release', one.firm.start);
    expect(await after(3 * DAY)).toEqual([]);
  });
});
