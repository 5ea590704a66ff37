import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { cancelJob } from '../../../shared/jobs/cancel-job.ts';
import type { Job } from '../../../shared/jobs/job.ts';
import { FAILED_STEP } from '../../../shared/kernel/workflow.ts';
import { importTurn } from '../../../shared/imports/import-turn.ts';
import { isSuppressed } from '../../../shared/erasure/marks.ts';
import { loadJob } from '../../../shared/jobs/job-store.ts';
import { listRecords } from '../../../shared/records/list-records.ts';
import { Ended, interrupted, Interruption } from './interrupted.ts';
import { CUSTOMERS } from './mappings.ts';
import { begin, carryOut, openScene, post, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

const HEADER = 'number,first,last,email,phone,city,country,company\n';

test('an import that is cut off at any call, before or after it took effect, goes on and creates everything once', async () => {
  let total = 0;
  let cuts = 0;
  for (const after of [false, true]) {
    for (let at = 1; ; at += 3) {
      const row = (n: number) =>
        `${at}-${after}-${n},Ines,Albrecht,i${n}@example.org,,,Germany,Albrecht GmbH\n`;
      const main = `${HEADER}${row(1)}${row(2)}bad,Ines,Albrecht,nope,,,,\n`;
      const job = await begin(scene, { mapping: CUSTOMERS, files: { main } });
      total += 2;
      const end = new Interruption(at, after);
      const cut = await carryOut(interrupted(scene, end), job).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Ended) return true;
          throw error;
        },
      );
      const { state, progress } = await carryOut(scene, job);
      expect({ at, after, state, ...progress }).toMatchObject({
        state: 'done',
        rowsRead: 3,
        created: 4,
        refused: 1,
        skipped: 0,
      });
      if (!cut) break;
      cuts += 1;
    }
  }
  expect(cuts).toBeGreaterThan(8);
  const page = await listRecords(scene.workspace, contact, { limit: 100, filter: {} }, []);
  expect(page.records).toHaveLength(total);
});

test('a long file is read on from its last checkpoint, turn by turn', async () => {
  const rows = Array.from({ length: 130 }, (_, n) => `long-${n},Noor,Haddad,,,,,\n`).join('');
  const job = await begin(scene, { mapping: CUSTOMERS, files: { main: HEADER + rows } });
  let turns = 0;
  for (let next = 'again'; next === 'again'; turns++) {
    // Every look at the clock takes a minute: each turn is over after one batch.
    let minutes = 0;
    const now = () => scene.bench.now() + 60_000 * minutes++;
    const event = { tenant: scene.tenant, step: 'import', turn: turns, job };
    const importing = { workspace: { ...scene.workspace, now }, objects: scene.objects, isSuppressed };
    ({ next } = await importTurn(importing, event));
  }
  expect(turns).toBeGreaterThan(3);
  const { state, progress } = await loadJob<Job>(scene.workspace, job);
  expect({ state, ...progress }).toMatchObject({ state: 'done', rowsRead: 130, created: 130, skipped: 0 });
});

test('a cancelled import stops, keeps what it has created and gives its file up', async () => {
  const job = await begin(scene, { mapping: CUSTOMERS, files: { main: `${HEADER}c1,Noor,Haddad,,,,,\n` } });
  await cancelJob(scene.workspace, job);
  const ended = await carryOut(scene, job);
  expect(ended).toMatchObject({ state: 'cancelled', progress: { created: 0 } });
  expect(await scene.objects.head('intake', ended.files['main']?.key ?? '')).toBeUndefined();
  await expect(cancelJob(scene.workspace, job)).rejects.toMatchObject({ code: 'state.conflict' });
});

test('an import whose function failed for good is marked as failed', async () => {
  const job = await begin(scene, { mapping: CUSTOMERS, files: { main: `${HEADER}f1,Noor,Haddad,,,,,\n` } });
  const event = { tenant: scene.tenant, step: FAILED_STEP, failedStep: 'import', turn: 1, job };
  expect(await importTurn({ ...scene, isSuppressed }, event)).toEqual({ next: 'failed' });
  expect(await loadJob(scene.workspace, job)).toMatchObject({
    state: 'failed',
    failure: { rule: 'unavailable' },
  });
});

test('a file that was replaced after the start ends the import', async () => {
  const { createImport } = await import('../../../shared/imports/create-import.ts');
  const { startImport } = await import('../../../shared/imports/start-import.ts');
  const { mappingSchema } = await import('../../../shared/imports/mapping.ts');
  const plan = { mapping: mappingSchema.parse(CUSTOMERS), dryRun: false };
  const { id, uploads } = await createImport(scene.workspace, scene.objects, plan);
  const starts: string[] = [];
  const start = async (_: string, name: string) => void starts.push(name);
  await expect(startImport(scene.workspace, scene.objects, start, id)).rejects.toMatchObject({
    code: 'conflict',
    members: { violations: [{ pointer: '/uploads/main', rule: 'missing' }] },
  });
  if (uploads['main']) await post(uploads['main'], `${HEADER}r1,Noor,Haddad,,,,,\n`);
  await startImport(scene.workspace, scene.objects, start, id);
  await startImport(scene.workspace, scene.objects, start, id);
  expect(new Set(starts).size).toBe(1);
  if (uploads['main']) await post(uploads['main'], `${HEADER}r2,Noor,Haddad,,,,,\n`);
  expect(await carryOut(scene, id)).toMatchObject({ state: 'failed', failure: { rule: 'file.changed' } });
});
