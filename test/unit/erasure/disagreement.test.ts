import { isDeepStrictEqual } from 'node:util';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../shared/sweep/findings.ts';
import type { TenantTables, Write } from '../../../shared/store/workspace.ts';
import { parts } from '../../../shared/rights/steps/store.ts';
import { readRequest } from '../../../shared/rights/desk/request-view.ts';
import { cast, type Cast } from './cast.ts';
import { Scene, VAULT, person, type Faults } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** An eraser that says it has deleted and has not. */
function skipping(isSkipped: (write: Write) => boolean): Faults {
  return {
    tables: (tables): TenantTables => ({
      ...tables,
      write: async (writes, operation) => {
        const done = writes.filter((write) => !isSkipped(write));
        if (done.length > 0) await tables.write(done, operation);
      },
    }),
  };
}

/** Carries an erasure out with a faulty eraser; then with a sound one, on retry. */
async function withFault(faults: (c: Cast) => Faults) {
  const workspace = await scene.business('DE');
  const c = await cast(scene);
  const request = await scene.planned(person(c.ines));
  await scene.review(request.id);
  const first = await scene.erase(request.id, faults(c));
  const raw = await scene.raw();
  const left = raw.find(({ sk }) => sk === 'SWP#2')?.['left'] as Finding[];
  const shown = await readRequest(workspace, request.id);
  const receipts = (await parts(workspace, request.id, 'receipt')).length;
  await scene.move(request.id, 'retry', { attempt: 3 });
  const second = await scene.execute(request.id, {}, 1, 3);
  return {
    state: first.state,
    stores: [...new Set(left.map(({ store }) => store))].sort(),
    digests: left.every(({ digest }) => /^[0-9a-f]{24}$/.test(digest)),
    shown: isDeepStrictEqual(shown.sweep?.left, left),
    receipts,
    afterRetry: second.state,
    shownAfter: (await readRequest(workspace, request.id)).sweep,
    receiptsAfter: (await parts(workspace, request.id, 'receipt')).length,
  };
}

const disagrees = (stores: string[]) => ({
  state: 'partly-done',
  stores,
  digests: true,
  shown: true,
  receipts: 0,
  afterRetry: 'done',
  // A request that is done has nothing left to show.
  shownAfter: undefined,
  receiptsAfter: 1,
});

describe('part of DSR-03: the independent sweep disagrees with an eraser that left something, and there is no receipt', () => {
  const deletes = (write: Write, part: string) =>
    'delete' in write && `${write.at.pk}|${write.at.sk}`.includes(part);

  test('one record', async () => {
    const skip = (c: Cast) => skipping((write) => deletes(write, `|REC#${c.ownNote}`));
    expect(await withFault(skip)).toEqual(disagrees(['person', 'record']));
  });

  test('one link', async () => {
    const skip = (c: Cast) => skipping((write) => deletes(write, `|LNK#${c.company}`));
    expect(await withFault(skip)).toEqual(disagrees(['person']));
  });

  test('a reference in a record of nobody', async () => {
    const skip = (c: Cast) => skipping((write) => 'put' in write && write.at.sk === `REC#${c.company}`);
    expect(await withFault(skip)).toEqual(disagrees(['mention']));
  });

  test('one token, its way back gone', async () => {
    const tokens = new Set<string>();
    const skip = () =>
      skipping((write) => {
        if (!deletes(write, '#TOK#')) return false;
        tokens.add(write.at.pk);
        return write.at.pk === [...tokens][0];
      });
    expect(await withFault(skip)).toEqual(disagrees(['token']));
  });

  test('an external id', async () => {
    expect(await withFault(() => skipping((write) => deletes(write, '#XID#')))).toEqual(
      disagrees(['externalId']),
    );
  });

  test('a key', async () => {
    let first: string | undefined;
    const skip = () =>
      skipping((write) => {
        if (!('delete' in write) || write.at.table !== 'keys' || !write.at.pk.includes('#KEY#')) return false;
        first ??= write.at.pk;
        return write.at.pk === first;
      });
    expect(await withFault(skip)).toEqual(disagrees(['key']));
  });

  test('one version of a file, hidden under a delete marker', async () => {
    const hiding: Faults = {
      deleteAll: async (_, Key) => {
        await scene.s3.client.send(new DeleteObjectCommand({ Bucket: VAULT, Key }));
        return 2;
      },
    };
    expect(await withFault(() => hiding)).toEqual(disagrees(['object']));
  });
});
