import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { DAY, day } from '../../../../shared/kernel/time.ts';
import { cancel } from '../../../../shared/rights/decisions/answer.ts';
import { approve } from '../../../../shared/rights/decisions/decide.ts';
import { addDeskItem, endDeskItem, listDeskItems } from '../../../../shared/rights/desk/desk-item.ts';
import { addTask, endTask } from '../../../../shared/rights/desk/tasks.ts';
import { awaitSomething } from '../../../../shared/rights/desk/waiting.ts';
import { planActs } from '../../../../shared/rights/acts/plan-acts.ts';
import { confirmFetched } from '../../../../shared/rights/decisions/release.ts';
import { readHistory } from '../../../../shared/rights/desk/request-view.ts';
import { load, parts, step } from '../../../../shared/rights/steps/store.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf, openCase, type Case } from '../case.ts';
import { firmBench } from '../firm.ts';

const PAPER = { kind: 'paper-file', title: 'Folder A', where: 'Cellar' } as const;

describe('what officers keep with a request', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
  });

  const stateOf = async (request: Id) => (await load(one.officer, request)).state;

  /** An erasure whose workflow is about to say that it has finished. */
  const erasing = async (): Promise<Id> => {
    const request = await one.verified('erasure');
    const { officer } = one;
    await step(officer, request, 'prepare');
    await step(officer, request, 'prepared');
    await step(officer, request, 'approve', { set: { stopUntil: new Date(bench.now()).toISOString() } });
    await step(officer, request, 'execute');
    return request;
  };

  test('an erasure is not called done while a paper file is open: it says which, and is done with the last one', async () => {
    const request = await erasing();
    const folder = await addTask(one.officer, request, PAPER);
    const disk = await addTask(one.officer, request, { ...PAPER, kind: 'other-system' });
    await addTask(one.officer, request, { ...PAPER, kind: 'follow-up' });
    const partly = await step(one.officer, request, 'finish', { once: 'finish-1' });
    expect([partly.state, partly.tasksLeft?.toSorted()]).toEqual(['partly-done', [folder, disk].toSorted()]);
    expect(await parts(one.officer, request, 'mail')).toHaveLength(0);
    await endTask(one.officer, request, folder, 'done');
    expect(await stateOf(request)).toBe('partly-done');
    await endTask(one.officer, request, disk, 'dropped');
    const done = await load(one.officer, request);
    expect([done.state, done.tasksLeft]).toEqual(['done', undefined]);
    const templates = (await parts(one.officer, request, 'mail')).map(({ template }) => template);
    expect(templates).toEqual(['erasure-done']);
  });

  test('part of an erasure that the sweep has left open is not closed by the last task', async () => {
    const request = await erasing();
    const folder = await addTask(one.officer, request, PAPER);
    await step(one.officer, request, 'finish-partly');
    await endTask(one.officer, request, folder, 'done');
    expect(await stateOf(request)).toBe('partly-done');
  });

  test('an access is not closed by fetching the package while a paper file is open', async () => {
    const request = await one.verified('access');
    await step(one.officer, request, 'prepare');
    await step(one.officer, request, 'prepared');
    await step(one.officer, request, 'release', { set: { issuedAt: new Date(bench.now()).toISOString() } });
    const folder = await addTask(one.officer, request, PAPER);
    const partly = await confirmFetched(one.officer, request);
    expect([partly.state, partly.tasksLeft]).toEqual(['partly-done', [folder]]);
    await endTask(one.officer, request, folder, 'done');
    expect(await stateOf(request)).toBe('done');
  });

  test('should the process die behind the last task, the clock closes the request', async () => {
    const request = await erasing();
    const folder = await addTask(one.officer, request, PAPER);
    await step(one.officer, request, 'finish');
    await endDeskItem(one.officer, request, 'task', folder, 'done');
    expect(await stateOf(request)).toBe('partly-done');
    await one.tick(request);
    expect(await stateOf(request)).toBe('done');
  });

  test('acts of a restriction wait for the task as well, and a right without tasks ends as ever', async () => {
    const request = await one.verified('restriction');
    const folder = await addTask(one.officer, request, PAPER);
    await planActs(one.officer, request, [{ act: 'restrict', ground: 'accuracy' }]);
    expect((await approve(one.officer, request, 0)).state).toBe('partly-done');
    await endTask(one.officer, request, folder, 'done');
    expect(await stateOf(request)).toBe('done');
  });

  test('words are readable while the request’s key lives, and only who and when stay behind', async () => {
    const request = await one.verified('objection');
    await addDeskItem(one.officer, request, 'note', {}, { text: 'Called twice' });
    expect(await listDeskItems(one.officer, request, 'note')).toMatchObject([{ text: 'Called twice' }]);
    const stored = JSON.stringify(await one.firm.items('REQ#'));
    expect(stored).not.toContain('Called twice');
    await cancel(one.officer, request);
    await one.settled(request);
    bench.advance(DAY);
    const [left] = await listDeskItems(
      bench.office.workspace(one.firm.tenant, one.officer.actor),
      request,
      'note',
    );
    expect([left?.by, left?.['text']]).toEqual([one.officer.actor.id, undefined]);
    expect(await codeOf(addTask(one.officer, request, PAPER))).toBe('state.conflict');
  });

  test('what is awaited has a day that is not over, and everything is in the history', async () => {
    const request = await one.verified('objection');
    const until = day(bench.now() + 3 * DAY);
    const what = { what: 'answer', whom: 'Works council', until } as const;
    const past = { ...what, until: day(bench.now() - DAY) };
    expect(await codeOf(awaitSomething(one.officer, request, past))).toBe('rule.violated');
    const id = await awaitSomething(one.officer, request, what);
    await endDeskItem(one.officer, request, 'waiting', id, 'done');
    expect(await codeOf(endDeskItem(one.officer, request, 'waiting', id, 'done'))).toBe('state.conflict');
    const { items } = await readHistory(one.officer, request, { limit: 100 });
    expect(items.filter((line) => line['waiting'] === id)).toHaveLength(2);
  });
});
