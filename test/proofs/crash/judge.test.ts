import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshFolder, placesIn, startStack } from '../../journeys/fixture.ts';
import { elsewhere } from '../story/tell.ts';
import { expected } from '../story/told.ts';
import { FLOWS } from './flows.ts';
import { dieAt, subjectOf, type Subject } from './visit.ts';

/** Real milliseconds: a machine may have other things to do. */
const timeout = 300_000;

/** The execution is lost with the process, and nobody takes the work up. */
async function loses(folder: string): Promise<void> {
  const database = new DatabaseSync(join(placesIn(folder).stateDir, 'states', 'executions.sqlite'));
  database.exec("UPDATE execution SET status = 'ABORTED' WHERE status = 'RUNNING'");
  database.close();
}

/** A row becomes one more record, as by a recovery that does not know what was done. */
async function repeats({ told }: Subject, folder: string): Promise<void> {
  const stack = await startStack({ folder });
  const lamp = { name: 'Lamp 1', unitPrice: 4900, currency: 'EUR' };
  expected(await elsewhere(told, stack).admin.post('/v1/products', lamp), 201);
  await stack.stop('keep');
}

describe('the judge of what a crash leaves', { timeout }, () => {
  let subject: Subject;
  let at: string;
  beforeAll(async () => {
    const flow = FLOWS.find(({ name }) => name === 'import');
    if (flow === undefined) throw new RangeError('no import');
    subject = await subjectOf(flow, await freshFolder());
    at = subject.points.find((point) => point.startsWith('import ')) ?? '';
  }, timeout);
  afterAll(() => rmSync(subject.folder, { recursive: true, force: true }));

  test('sees work that is stuck because its execution was lost', async () => {
    expect(await dieAt(subject, at, loses)).toEqual({ reached: true, wrong: [`${at}: stuck`] });
  });

  test('sees work that was done twice', async () => {
    const { wrong } = await dieAt(subject, at, (folder) => repeats(subject, folder));
    expect(wrong.toSorted()).toEqual([
      `${at}: T#*#AUD#### *  product record.create: 1 instead of 0`,
      `${at}: T#*#OBJ#* REC#*  product: 12 instead of 11`,
      `${at}: records: 12 instead of 11`,
    ]);
  });

  test('has nothing to say about work that came back', async () => {
    expect(await dieAt(subject, at)).toEqual({ reached: true, wrong: [] });
  });
});
