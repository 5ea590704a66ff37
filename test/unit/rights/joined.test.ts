import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant } from '../../../shared/kernel/time.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from './firm.ts';

let bench: Bench;
let firm: Firm;
beforeAll(async () => {
  bench = await firmBench();
  firm = await openFirm(bench);
});
afterAll(() => bench.stop());

test('part of DSR-07: a letter that arrives as the request before it is closed opens a request of its own', async () => {
  const first = await firm.open();
  const real = firm.as(firm.officer);
  let closed = false;
  // The officer closes the first request when the letter has found it open and is about to be noted there.
  const write: Workspace['tables']['write'] = async (...given) => {
    if (!closed) {
      closed = true;
      await step(real, first.request.id, 'cancel');
    }
    await real.tables.write(...given);
  };
  const again = await openRequest(
    { ...real, tables: { ...real.tables, write } },
    {
      type: 'erasure',
      channel: 'email',
      receivedAt: instant(bench.now()),
      identifiers: [{ kind: 'email', value: 'ines@example.org' }],
      language: 'en',
    },
  );
  expect(again.duplicate).toBe(false);
  expect((await load(real, again.request.id)).state).toBe('received');
  expect((await load(real, first.request.id)).state).toBe('cancelled');
});

test('a letter that arrives while the request before it is open is joined to it', async () => {
  const first = await firm.open({ identifiers: [{ kind: 'email', value: 'tomas@example.org' }] });
  const again = await firm.open({ identifiers: [{ kind: 'email', value: 'tomas@example.org' }] });
  expect(again).toMatchObject({ duplicate: true, request: { id: first.request.id } });
});
