import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, type Id, type RecordId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { attend } from '../../../shared/rights/desk/attend.ts';
import { endQuarantine } from '../../../shared/rights/children/end-quarantine.ts';
import { reportChild } from '../../../shared/rights/children/report-child.ts';
import { choosePerson } from '../../../shared/rights/opening/choose-person.ts';
import { approve } from '../../../shared/rights/decisions/decide.ts';
import { decideHold } from '../../../shared/rights/desk/holds/decide-hold.ts';
import { requestHold } from '../../../shared/rights/desk/holds/place-hold.ts';
import { load, parts, step } from '../../../shared/rights/steps/store.ts';
import { requestBody } from '../../../shared/rights/desk/request-view.ts';
import type { Run } from '../../../shared/rights/steps/runs.ts';
import { restrictionsOf } from '../../../shared/subjects/restrictions.ts';
import { Scene, person } from '../erasure/fixture.ts';
import { controlOf } from '../subjects/control-of.ts';
import { codeOf } from './case.ts';

const CLOCK = { kind: 'system', id: 'tick' } as const;

let scene: Scene;
let runs: Run[];
let card: RecordId;
let child: SubjectId;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  runs = [];
  await scene.business('DE');
  card = await scene.create('contact', { name: 'Mika Lind', email: 'mika@example.org' });
  child = person(card);
});

const start = async (run: Run) => void runs.push(run);
const now = (id: Id) => load(scene.workspace(), id);
const control = () => controlOf(scene.workspace(), child);
const quarantined = async () => restrictionsOf(await control()).some(({ ground }) => ground === 'child');

/** What the clock does, and the runs that it begins. */
async function tick(id: Id) {
  const workspace = scene.bench.office.workspace(scene.tenant, CLOCK);
  await attend(
    { workspace, eraser: () => scene.bench.office.eraserWorkspace(scene.tenant, CLOCK), start },
    id,
  );
  for (const { input } of runs.splice(0)) await scene.run({ ...input });
  return now(id);
}

const reported = () => reportChild(scene.workspace(), child, { reason: 'parent' });
/** A birth date sixteen years before a day that is so many days from now. */
const sixteenYearsBefore = (count: number) => {
  const at = new Date(scene.bench.now() + count * DAY);
  at.setUTCFullYear(at.getUTCFullYear() - 16);
  return at.toISOString().slice(0, 10);
};
const days = (count: number) => scene.bench.advance(count * DAY);

/** The names of the due work that is planned for a request. */
async function dueOf(id: Id): Promise<string[]> {
  const items = await scene.raw();
  return items
    .filter(({ pk, sk }) => pk.includes('#DUE#') && sk.endsWith(`#request#${id}`))
    .map(({ sk }) => sk);
}

describe('part of CHI-02: a child’s data', () => {
  test('go into quarantine in the transaction of the report, and are erased after the review by themselves', async () => {
    const { id, duty } = await reported();
    expect(await quarantined()).toBe(true);
    expect(duty).toEqual({ name: 'child', reviewUntil: instant(scene.bench.now() + 30 * DAY) });
    days(29);
    expect((await tick(id)).state).toBe('received');
    days(1);
    expect((await tick(id)).state).toBe('review');
    expect(await scene.plan(id)).toMatchObject([{ target: card, act: 'erase', ground: 'Art. 17(1)(f)' }]);
    expect(await tick(id)).toMatchObject({ state: 'done', decidedBy: 'tick' });
    expect(await control()).toMatchObject({ state: 'erased' });
    expect(JSON.stringify(await scene.raw())).not.toContain('mika');
  });

  test('nobody is written to: the only address is what was erased', async () => {
    const { id } = await reported();
    days(30);
    await tick(id);
    expect((await tick(id)).state).toBe('done');
    expect(await parts(scene.workspace(), id, 'mail')).toEqual([]);
    days(1);
    expect((await tick(id)).keyEndedAt).toBeDefined();
  });

  test('a report is logged with its reason and without a birth date; the same report again changes nothing', async () => {
    const report = { reason: 'birth-date', birthDate: '2015-03-04' } as const;
    const { id } = await reportChild(scene.workspace(), child, report);
    const before = (await scene.raw()).length;
    expect((await reported()).id).toBe(id);
    const raw = await scene.raw();
    expect(raw).toHaveLength(before);
    const events = raw.filter(({ target }) => target === id);
    expect(events.map(({ action, type }) => [action, type])).toEqual(
      expect.arrayContaining([
        ['child.report', 'birth-date'],
        ['person.restrict', 'child'],
        ['request.open', 'erasure'],
      ]),
    );
    expect(JSON.stringify(raw)).not.toContain('2015-03-04');
  });

  test('a birth date that makes no child is refused, by the age of the country', async () => {
    // 2027-03-01: fourteen years and a day.
    const birthDate = '2013-02-28';
    const by = (country: string) =>
      codeOf(reportChild(scene.workspace(), child, { reason: 'birth-date', birthDate, country }));
    expect(await by('AT')).toBe('rule.violated');
    expect(await quarantined()).toBe(false);
    expect(await by('FR')).toBe('accepted');
  });

  test('nobody, and who is erased, cannot be reported', async () => {
    expect(
      await codeOf(reportChild(scene.workspace(), newId() as string as SubjectId, { reason: 'staff' })),
    ).toBe('not-found');
  });
});

describe('part of CHI-02: authorisation', () => {
  test.each(['parent', 'mistaken'] as const)(
    '%s: a second person ends quarantine and duty at once',
    async (because) => {
      const reporter = scene.workspace();
      const { id } = await reportChild(reporter, child, { reason: 'staff' });
      expect(await codeOf(endQuarantine(reporter, child, { because }))).toBe('same-person');
      expect(await quarantined()).toBe(true);
      expect((await endQuarantine(scene.workspace(), child, { because })).state).toBe('cancelled');
      expect(await quarantined()).toBe(false);
      days(31);
      await tick(id);
      expect(await control()).toMatchObject({ state: 'active' });
      expect(await codeOf(endQuarantine(scene.workspace(), child, { because }))).toBe('not-found');
    },
  );

  test('a birth date above the age ends it, one below does not', async () => {
    await reported();
    const by = (birthDate: string) =>
      codeOf(endQuarantine(scene.workspace(), child, { because: 'of-age', birthDate }));
    expect(await by(sixteenYearsBefore(1))).toBe('rule.violated');
    expect(await quarantined()).toBe(true);
    expect(await by(sixteenYearsBefore(0))).toBe('accepted');
  });

  test('comes too late once the person is frozen', async () => {
    const { id } = await reported();
    days(30);
    await tick(id);
    await step(scene.workspace(), id, 'approve');
    await step(scene.workspace(), id, 'execute', { set: { attempt: 2 } });
    expect(await codeOf(endQuarantine(scene.workspace(), child, { because: 'parent' }))).toBe(
      'state.conflict',
    );
  });
});

describe('a duty that nobody asked for', () => {
  test('waits for the officer where the plan leaves something to decide, and the quarantine stays', async () => {
    const other = await scene.create('contact', { name: 'Noor Haddad' });
    await scene.create('note', { about: card, mentions: [other], text: 'Mika Lind is with Noor Haddad' });
    const { id, openedBy } = await reported();
    days(30);
    await tick(id);
    expect((await tick(id)).state).toBe('review');
    expect(await quarantined()).toBe(true);
    await scene.review(id);
    const reporter = scene.bench.office.workspace(scene.tenant, { kind: 'human', id: openedBy });
    expect(await codeOf(approve(reporter, id, 0))).toBe('same-person');
    expect((await approve(scene.workspace(), id, 0)).state).toBe('approved');
    expect((await tick(id)).state).toBe('done');
  });

  test('is looked at once a day, however often the clock comes by', async () => {
    await scene.create('note', {
      about: card,
      mentions: [await scene.create('contact', { name: 'Noor Haddad' })],
      text: 'x',
    });
    const { id } = await reported();
    days(30);
    await tick(id);
    await tick(id);
    const once = await dueOf(id);
    await tick(id);
    expect(await dueOf(id)).toEqual(once);
    days(1);
    await tick(id);
    expect(await dueOf(id)).toHaveLength(once.length + 1);
  });

  test('is held back by a hold, and goes on by itself after the release', async () => {
    const { id } = await reported();
    const hold = await requestHold(scene.workspace(), {
      person: child,
      records: 'all',
      reason: 'claim',
      note: 'A claim is pending',
      reviewOn: '2028-01-01',
    });
    await decideHold(scene.workspace(), hold.id, 'approve', start);
    days(30);
    await tick(id);
    await tick(id);
    expect(await now(id)).toMatchObject({ state: 'blocked', blocked: { by: 'hold' } });
    days(1);
    expect((await tick(id)).state).toBe('blocked');
    await decideHold(scene.workspace(), hold.id, 'request-release', start);
    await decideHold(scene.workspace(), hold.id, 'approve-release', start);
    days(1);
    expect((await tick(id)).state).toBe('review');
    expect((await tick(id)).state).toBe('done');
  });

  test('is tried again after a failure', async () => {
    const { id } = await reported();
    days(30);
    await tick(id);
    await step(scene.workspace(), id, 'approve');
    await step(scene.workspace(), id, 'execute', { set: { attempt: 2 } });
    await step(scene.workspace(), id, 'fail');
    await tick(id);
    expect((await tick(id)).state).toBe('done');
  });

  test('has nothing to do for somebody who was erased at another request', async () => {
    const { id } = await reported();
    await scene.erase((await scene.planned(child)).id);
    days(30);
    expect((await tick(id)).state).toBe('cancelled');
  });

  test('has nothing to do either when that happens while its plan waits for the officer', async () => {
    await scene.create('note', {
      about: card,
      text: 'Mika',
      mentions: [await scene.create('contact', { name: 'Noor' })],
    });
    const { id } = await reported();
    days(30);
    await tick(id);
    const asked = await scene.planned(child);
    await scene.review(asked.id);
    await scene.approve(asked.id);
    expect((await tick(id)).state).toBe('review');
    expect((await scene.execute(asked.id)).state).toBe('done');
    expect((await tick(id)).state).toBe('cancelled');
  });

  test('is nobody’s request: no person can be chosen, identified, refused, and it cannot be withdrawn', async () => {
    const { id } = await reported();
    const workspace = scene.workspace();
    expect(
      await codeOf(choosePerson(workspace, id, person(await scene.create('contact', { name: 'Noor' })))),
    ).toBe('state.conflict');
    for (const name of ['challenge', 'identify', 'refuse', 'cancel', 'expire'] as const)
      expect([name, await codeOf(step(workspace, id, name))]).toEqual([name, 'state.conflict']);
    expect(requestBody(await now(id)).steps.sort()).toEqual(['begin-duty', 'end-duty']);
  });

  test('no request of a person takes the steps of a duty', async () => {
    const { id } = await scene.planned(child);
    expect(await codeOf(step(scene.workspace(), id, 'end-duty'))).toBe('state.conflict');
    expect(requestBody(await now(id)).steps).not.toContain('end-duty');
  });
});
