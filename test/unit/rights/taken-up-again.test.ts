import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { attend, type Attendance } from '../../../shared/rights/desk/attend.ts';
import { reopen } from '../../../shared/rights/opening/reopen.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import type { EraserWorkspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from './firm.ts';

let bench: Bench;
let firm: Firm;
beforeAll(async () => {
  bench = await firmBench();
  firm = await openFirm(bench);
});
afterAll(() => bench.stop());

test('a request that is taken up again while two ticks end its words keeps what was said then', async () => {
  const { request } = await firm.open();
  const workspace = firm.as(firm.officer);
  await step(workspace, request.id, 'cancel');
  await firm.post();
  bench.advance(31 * DAY);
  const eraser = () => bench.office.eraserWorkspace(firm.tenant, { kind: 'system', id: 'tick' });
  const usual: Attendance = { workspace, eraser, start: firm.start };
  let overtaken = false;
  // The slow tick has found the request closed; another one is faster, and the request is taken up again.
  const slow = (): EraserWorkspace => {
    const real = eraser();
    const write: EraserWorkspace['tables']['write'] = async (...given) => {
      if (!overtaken) {
        overtaken = true;
        await attend(usual, request.id);
        await reopen(workspace, request.id, {
          receivedAt: instant(bench.now()),
          identifiers: [{ kind: 'email', value: 'ines@example.org' }],
          wording: 'You have not answered my question',
        });
      }
      await real.tables.write(...given);
    };
    return { ...real, tables: { ...real.tables, write } };
  };
  await attend({ ...usual, eraser: slow }, request.id);
  const now = await load(workspace, request.id);
  expect(now.state).toBe('received');
  expect(now.content).toBeInstanceOf(Uint8Array);
  expect(now.keyEndedAt).toBeUndefined();
});

test('the words of a closed request end once its letters are gone', async () => {
  const { request } = await firm.open({ identifiers: [{ kind: 'email', value: 'tomas@example.org' }] });
  const workspace = firm.as(firm.officer);
  await step(workspace, request.id, 'cancel');
  await firm.post();
  bench.advance(31 * DAY);
  const eraser = () => bench.office.eraserWorkspace(firm.tenant, { kind: 'system', id: 'tick' });
  await attend({ workspace, eraser, start: firm.start }, request.id);
  const now = await load(workspace, request.id);
  expect(now.content).toBeUndefined();
  expect(now.keyEndedAt).toBe(instant(bench.now()));
});
