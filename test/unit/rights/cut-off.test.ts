import { afterAll, beforeAll, expect, test } from 'vitest';
import { DECISION_ROUTES } from '../../../shared/http/routes/request-decisions.ts';
import { LEASE } from '../../../shared/store/idempotency.ts';
import { step } from '../../../shared/rights/steps/store.ts';
import { openBench, type Bench } from '../../engine/bench.ts';
import { openCase } from './case.ts';
import { PUBLIC_URL } from './firm.ts';
import { officerCalls } from './officer-calls.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.stop());

test('a step that was cut off after it took effect is not taken again by the same call, but by a new one', async () => {
  const here = await openCase(bench);
  const { officer, firm } = here;
  const id = await here.verified('access');
  let cut = true;
  const start: typeof firm.start = async (...run) => {
    if (cut) throw new Error('the process died');
    return firm.start(...run);
  };
  const call = officerCalls(firm, DECISION_ROUTES, {
    start,
    issuePackageUrl: async () => ({ url: 'https://example.org/zip', expiresAt: '' }),
    publicUrl: PUBLIC_URL,
    stopWindowSeconds: 60,
  });
  const prepare = (key: string) => call('POST', '/v1/requests/{id}/prepare', { path: { id }, body: {}, key });

  expect(await prepare('once')).toMatchObject({ statusCode: 500 });
  cut = false;
  expect(await prepare('once')).toMatchObject({
    statusCode: 409,
    json: { type: 'urn:bailiwick:problem:idempotency.in-flight' },
  });
  // What the workflow does meanwhile, since the clock has started it.
  const { attempt } = await step(officer, id, 'prepared');
  bench.advance(LEASE);
  expect(await prepare('once')).toMatchObject({ statusCode: 200, json: { state: 'review' } });
  expect(await prepare('once')).toMatchObject({ statusCode: 200, json: { state: 'review' } });

  // Under another key it is another wish: the package is made anew.
  expect(await prepare('again')).toMatchObject({ statusCode: 200, json: { state: 'preparing' } });
  expect((await step(officer, id, 'prepared')).attempt).toBe(attempt + 1);
});
