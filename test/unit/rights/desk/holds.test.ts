import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../../shared/catalogue/types/contact.ts';
import { eraseTurn } from '../../../../shared/erasure/erasure.ts';
import { freeze } from '../../../../shared/erasure/freeze.ts';
import type { Id, RecordId } from '../../../../shared/kernel/ids.ts';
import { DAY, MINUTE, day } from '../../../../shared/kernel/time.ts';
import { deleteRecord } from '../../../../shared/records/delete-record.ts';
import { loadRecord } from '../../../../shared/records/load-record.ts';
import { execute, prepare } from '../../../../shared/rights/decisions/decide.ts';
import { attendHold } from '../../../../shared/rights/desk/holds/attend-hold.ts';
import { decideHold } from '../../../../shared/rights/desk/holds/decide-hold.ts';
import { holdBack } from '../../../../shared/rights/steps/hold-back.ts';
import type { HoldItem, HoldStep } from '../../../../shared/rights/desk/holds/hold.ts';
import { listHolds, readHold } from '../../../../shared/rights/desk/holds/hold-view.ts';
import { requestHold, type NewHold } from '../../../../shared/rights/desk/holds/place-hold.ts';
import { load, step } from '../../../../shared/rights/steps/store.ts';
import { PRESENT, set } from '../../../../shared/store/clauses.ts';
import { controlFrom } from '../../../../shared/subjects/control.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf, openCase, type Case } from '../case.ts';
import { firmBench } from '../firm.ts';

describe('part of I12: holds', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
  });

  const ask = (given: Partial<NewHold> = {}): Promise<HoldItem> =>
    requestHold(one.officer, {
      person: one.person,
      records: 'all',
      reason: 'claim',
      note: 'Unpaid deliveries',
      reviewOn: day(bench.now() + 90 * DAY),
      ...given,
    });
  const second = () => one.firm.as(one.firm.secondOfficer);
  const decide = (id: Id, name: HoldStep, who = second()) => decideHold(who, id, name, one.firm.start);
  const placed = async (given: Partial<NewHold> = {}): Promise<Id> => {
    const { id } = await ask(given);
    await decide(id, 'approve');
    return id;
  };
  const released = async (id: Id): Promise<void> => {
    await decide(id, 'request-release', one.officer);
    await decide(id, 'approve-release');
  };
  const attendance = () => {
    const workspace = bench.office.workspace(one.firm.tenant, { kind: 'system', id: 'tick' });
    return { workspace, eraser, start: one.firm.start };
  };
  const placedHolds = async () => (await listHolds(one.officer, { limit: 25 })).items;
  const stateOf = async (request: Id) => (await load(one.officer, request)).state;
  const epoch = async () =>
    controlFrom((await one.officer.tables.get([one.officer.keys.subject(one.person)]))[0])?.epoch ?? 0;
  const eraser = () => bench.office.eraserWorkspace(one.firm.tenant, { kind: 'system', id: 'erase' });
  const freezing = (request: Id) => {
    const parts = {
      workspace: eraser,
      objects: () => Promise.reject(new Error()),
      sign: () => Promise.reject(new Error()),
      publicUrl: 'https://rights.example.org',
    };
    return eraseTurn(parts, { tenant: one.firm.tenant, request, step: 'freeze', attempt: 2, turn: 0 });
  };
  /** An approved erasure, and what the clock makes of it. */
  const approved = async (): Promise<Id> => {
    const request = await one.verified('erasure');
    await prepare(one.officer, request, one.firm.start);
    await step(one.officer, request, 'prepared');
    await step(one.officer, request, 'approve', { set: { stopUntil: new Date(bench.now()).toISOString() } });
    return request;
  };

  test('placing and releasing take two people, and both raise the epoch of the person', async () => {
    const { id } = await ask();
    const before = await epoch();
    expect(await codeOf(decide(id, 'approve', one.officer))).toBe('same-person');
    expect(await codeOf(decide(id, 'approve'))).toBe('accepted');
    expect(await epoch()).toBe(before + 1);
    expect(await codeOf(decide(id, 'approve'))).toBe('state.conflict');
    await decide(id, 'request-release', one.officer);
    expect(await codeOf(decide(id, 'approve-release', one.officer))).toBe('same-person');
    await decide(id, 'keep');
    await released(id);
    expect(await epoch()).toBe(before + 2);
    expect((await listHolds(one.officer, { limit: 25 })).items).toMatchObject([{ id, state: 'released' }]);
  });

  test('no erasure is prepared while a hold is in force, and after the release the same request goes on by itself', async () => {
    const id = await placed();
    const request = await one.verified('erasure');
    expect(await prepare(one.officer, request, one.firm.start)).toMatchObject({
      state: 'blocked',
      blocked: { by: 'hold' },
    });
    const runs = one.firm.runs.length;
    await released(id);
    expect(await stateOf(request)).toBe('preparing');
    expect(one.firm.runs.slice(runs)).toMatchObject([{ machine: 'erase', input: { request, step: 'plan' } }]);
  });

  test('two holds: the erasure waits for the release of the second one', async () => {
    const [first, other] = [await placed(), await placed({ reason: 'authority-order' })];
    const request = await one.verified('erasure');
    await prepare(one.officer, request, one.firm.start);
    await released(first);
    expect(await stateOf(request)).toBe('blocked');
    await released(other);
    expect(await stateOf(request)).toBe('preparing');
  });

  test('a hold that comes after the approval takes the erasure back', async () => {
    const request = await approved();
    await placed();
    expect(await load(one.officer, request)).toMatchObject({ state: 'blocked', blocked: { by: 'hold' } });
    expect(await load(one.officer, request)).not.toHaveProperty('decidedBy');
  });

  test('a hold that comes when the erasure is about to begin wins: nobody is frozen', async () => {
    const request = await approved();
    bench.advance(MINUTE);
    await execute(one.officer, request);
    const { id } = await ask();
    await decide(id, 'approve');
    expect(await freezing(request)).toEqual({ next: 'done' });
    expect(await stateOf(request)).toBe('blocked');
    expect(await one.values()).toMatchObject({ name: 'Ines Albrecht' });
  });

  test('a hold that is released at the moment at which it would hold an erasure back holds nothing back', async () => {
    const id = await placed();
    const request = await one.verified('erasure');
    const { tables } = one.officer;
    let first = true;
    const write: typeof tables.write = async (...given) => {
      if (first) {
        first = false;
        await released(id);
      }
      return tables.write(...given);
    };
    expect(await holdBack({ ...one.officer, tables: { ...tables, write } }, request)).toBeUndefined();
    expect(await stateOf(request)).toBe('verified');
  });

  test('a hold that comes when the erasure has begun is refused with the reason', async () => {
    const request = await approved();
    await execute(one.officer, request);
    const { id } = await ask();
    expect(await freeze(eraser(), request, one.person)).toBe('frozen');
    expect(await codeOf(decide(id, 'approve'))).toBe('subject.frozen');
    expect(await codeOf(ask())).toBe('subject.frozen');
    expect(await codeOf(decide(id, 'decline'))).toBe('accepted');
  });

  test('a hold on one record that comes while the plan waits lets the plan be made and approved anew, and nothing else', async () => {
    const request = await approved();
    const runs = one.firm.runs.length;
    await placed({ records: [one.card] });
    const found = await load(one.officer, request);
    expect(found).toMatchObject({ state: 'preparing', attempt: 2 });
    for (const gone of ['decidedBy', 'stopUntil', 'blocked']) expect(found).not.toHaveProperty(gone);
    expect(one.firm.runs.slice(runs)).toMatchObject([{ input: { request, step: 'plan', attempt: 2 } }]);
    await attendHold(attendance(), (await placedHolds())[0]?.id as Id);
    expect(await load(one.officer, request)).toMatchObject({ state: 'preparing', attempt: 2 });
  });

  test('a hold on one record that is placed while nobody lives to tell the erasure stops it at the freeze', async () => {
    const request = await approved();
    const { id } = await ask({ records: [one.card] });
    bench.advance(MINUTE);
    await execute(one.officer, request);
    await decide(id, 'approve').catch(() => undefined);
    await one.officer.tables.write([
      {
        update: set({ state: 'executing', executedAt: new Date(bench.now()).toISOString() }),
        at: one.officer.keys.request(request),
        if: PRESENT,
      },
    ]);
    expect(await freezing(request)).toEqual({ next: 'done' });
    expect(await stateOf(request)).toBe('preparing');
    expect(await one.values()).toMatchObject({ name: 'Ines Albrecht' });
  });

  test('a record under a hold is not deleted either, and every other one is', async () => {
    const id = await placed({ records: [one.card] });
    const { record } = await loadRecord(one.officer, contact, one.card);
    const away = () => deleteRecord(one.officer, contact, one.card, record.item.version);
    expect(await codeOf(away())).toBe('conflict');
    await released(id);
    expect(await codeOf(away())).toBe('accepted');
  });

  test('a hold blocks erasure and nothing else: an access is prepared and a card is read', async () => {
    await placed();
    const request = await one.verified('access');
    expect(await prepare(one.officer, request, one.firm.start)).toMatchObject({ state: 'preparing' });
    expect(await one.values()).toMatchObject({ name: 'Ines Albrecht' });
  });

  test('nothing is held of a stranger, of a record of somebody else, or with a review that is over', async () => {
    const stranger = await one.firm.person({ name: 'Tomás Vidal' });
    const unknown = `${one.card.slice(0, -4)}0000` as RecordId;
    expect(await codeOf(ask({ records: [one.card, unknown] }))).toBe('reference.unknown');
    expect(await codeOf(ask({ person: stranger, records: [one.card] }))).toBe('reference.unknown');
    expect(await codeOf(ask({ reviewOn: day(bench.now()) }))).toBe('rule.violated');
  });

  test('should whoever released it die, the clock lets the erasure go on; the note ends with the hold', async () => {
    const id = await placed();
    const request = await one.verified('erasure');
    await prepare(one.officer, request, one.firm.start);
    await decide(id, 'request-release', one.officer);
    const dying = () => Promise.reject(new Error('killed'));
    await expect(decideHold(second(), id, 'approve-release', dying)).rejects.toThrow('killed');
    expect(await readHold(one.officer, id)).toMatchObject({ state: 'released', note: 'Unpaid deliveries' });
    await attendHold(attendance(), id);
    await attendHold(attendance(), id);
    expect(await stateOf(request)).toBe('preparing');
    expect(await readHold(one.officer, id)).not.toHaveProperty('note');
  });

  test('once its day has come a hold asks to be reviewed', async () => {
    const id = await placed({ reviewOn: day(bench.now() + DAY) });
    expect(await readHold(one.officer, id)).toMatchObject({ reviewDue: false });
    bench.advance(DAY);
    expect(await readHold(one.officer, id)).toMatchObject({ reviewDue: true });
  });
});
