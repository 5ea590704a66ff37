import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import { ERASER, eraseTurn } from '../../../shared/erasure/erasure.ts';
import { freeze } from '../../../shared/erasure/freeze.ts';
import type { Id, RecordId } from '../../../shared/kernel/ids.ts';
import { MINUTE, SECOND, instant } from '../../../shared/kernel/time.ts';
import type { WorkflowEvent } from '../../../shared/kernel/workflow.ts';
import { openWithPeople } from '../../../shared/records/gate.ts';
import { listRecords } from '../../../shared/records/list-records.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { viewPerson } from '../../../shared/records/view-person.ts';
import { attend } from '../../../shared/rights/desk/attend.ts';
import { approve, execute, stop } from '../../../shared/rights/decisions/decide.ts';
import { amend, load } from '../../../shared/rights/steps/store.ts';
import type { Run } from '../../../shared/rights/steps/runs.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { PUBLIC_URL, Scene, person } from './fixture.ts';

const WINDOW = 3600;

let scene: Scene;
let ines: RecordId;
let request: Id;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.business('DE');
  ines = await scene.create('contact', { name: 'Ines Albrecht', email: 'ines@example.org' });
  request = (await scene.planned(person(ines))).id;
  const identification = { method: 'call-back', at: instant(scene.bench.now()) } as const;
  await amend(scene.workspace(), request, 'request.verify', () => ({ set: { identification } }));
});

const state = async () => (await load(scene.workspace(), request)).state;
const controlled = async () => {
  const { tables, keys } = scene.workspace();
  return controlFrom((await tables.get([keys.subject(person(ines))]))[0])?.state;
};
const turn = (step: string, attempt = 2) => {
  const event = { tenant: scene.tenant, turn: 0, request, step, attempt };
  return eraseTurn(scene.parts(), event as unknown as WorkflowEvent);
};
/** The run that is started ahead, to its end. */
const run = (attempt = 2) => scene.run({ request, step: 'window', attempt });

describe('a run that was started ahead of the end of the stop window', () => {
  beforeEach(async () => {
    await approve(scene.workspace(), request, WINDOW);
  });

  test('waits for the end to the second, and begins then; until it is over nothing is touched', async () => {
    scene.bench.advance(WINDOW * SECOND - 1500);
    expect(await turn('window')).toEqual({ next: 'wait', seconds: 2 });
    expect([await state(), await controlled()]).toEqual(['approved', 'active']);
    scene.bench.advance(2 * SECOND);
    const over = scene.bench.now();
    expect(await turn('window')).toMatchObject({ next: 'again', carry: { step: 'freeze' } });
    await turn('freeze');
    expect([await state(), await controlled()]).toEqual(['executing', 'erasing']);
    expect(scene.bench.now() - over).toBe(0);
    await run();
    expect(await state()).toBe('done');
  });

  test('is started by the clock two minutes before, not earlier, and has the name of the one that the end would start', async () => {
    const runs: Run[] = [];
    const tick = () => {
      const clock = { kind: 'system', id: 'tick' } as const;
      const workspace = scene.bench.office.workspace(scene.tenant, clock);
      const eraser = () => scene.bench.office.eraserWorkspace(scene.tenant, clock);
      return attend(
        { workspace, eraser, start: async (one) => void runs.push(one), publicUrl: PUBLIC_URL },
        request,
      );
    };
    scene.bench.advance(WINDOW * SECOND - 3 * MINUTE);
    await tick();
    expect(runs).toEqual([]);
    scene.bench.advance(MINUTE);
    await tick();
    expect(runs).toMatchObject([{ name: `${request}-erase-2`, input: { step: 'window', attempt: 2 } }]);
    scene.bench.advance(2 * MINUTE);
    await tick();
    expect(runs[1]).toMatchObject({ name: `${request}-erase-2`, input: { step: 'freeze', attempt: 2 } });
  });

  test('finds that the clock was faster, and goes on with what it began', async () => {
    scene.bench.advance(WINDOW * SECOND);
    await execute(scene.workspace(), request);
    await run();
    expect(await state()).toBe('done');
  });

  test('comes to nothing once somebody has stopped the erasure, also when it was approved anew', async () => {
    await stop(scene.workspace(), request);
    await run();
    expect([await state(), await controlled()]).toEqual(['review', 'active']);
    await approve(scene.workspace(), request, WINDOW);
    scene.bench.advance(2 * WINDOW * SECOND);
    await run();
    expect([await state(), await controlled()]).toEqual(['approved', 'active']);
    await run(3);
    expect(await state()).toBe('done');
  });
});

describe('a function that has the person’s key at hand', () => {
  const contact = declarationOf('contact') as RecordDeclaration;
  const shown = ['name', 'email'];
  let warm: Workspace;
  beforeEach(async () => {
    warm = scene.workspace();
    expect((await readRecord(warm, contact, ines, shown)).values['name']).toBe('Ines Albrecht');
  });
  const frozen = () =>
    freeze(scene.bench.anotherOffice().eraserWorkspace(scene.tenant, ERASER), request, person(ines));

  test('reads nothing more from the moment of the flip: not by id, in a list, by an identifier or as a person', async () => {
    await approve(scene.workspace(), request, WINDOW);
    scene.bench.advance(WINDOW * SECOND);
    expect((await readRecord(warm, contact, ines, shown)).values['name']).toBe('Ines Albrecht');
    await execute(scene.workspace(), request);
    await frozen();
    await expect(readRecord(warm, contact, ines, shown)).rejects.toMatchObject({ code: 'subject.frozen' });
    expect((await listRecords(warm, contact, { limit: 10, filter: {} }, shown)).records).toEqual([]);
    const wanted = { kind: 'email', value: 'ines@example.org' } as const;
    expect((await lookUpRecords(warm, contact, wanted, shown)).records).toEqual([]);
    const seen = await viewPerson(warm, person(ines), { limit: 10 }, () => shown);
    expect([seen.state, seen.records]).toEqual(['erasing', []]);
  });

  test('opens nothing that an index still shows after the end, though the key is held for twenty seconds more', async () => {
    const [item] = await warm.tables.get([warm.keys.record(ines)]);
    const open = async () => (await openWithPeople(warm, () => contact, item ? [item] : [])).records;
    expect(await open()).toMatchObject([{ values: { name: 'Ines Albrecht' } }]);
    await scene.approve(request);
    await frozen();
    const [held] = await warm.vault.ownerKeys([item?.['key'] as Id]);
    expect(held).toBeDefined();
    expect(await open()).toEqual([undefined]);
  });
});
