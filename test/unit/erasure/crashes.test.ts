import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parts } from '../../../shared/rights/request-store.ts';
import { verifyReceipt } from '../../../shared/erasure/verify-receipt.ts';
import type { TenantTables } from '../../../shared/store/workspace.ts';
import { cast } from './cast.ts';
import { Scene, person, type Faults } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** Throws at every other write, before or after it took place: the process was killed there. */
function killing(when: 'before' | 'after'): Faults {
  let calls = 0;
  const killed = () => new Error('killed');
  return {
    tables: (tables): TenantTables => ({
      ...tables,
      write: async (writes, operation) => {
        const kill = calls++ % 2 === 0;
        if (kill && when === 'before') throw killed();
        await tables.write(writes, operation);
        if (kill) throw killed();
      },
    }),
    deleteAll: async (real, key) => {
      const kill = calls++ % 2 === 0;
      if (kill && when === 'before') throw killed();
      const deleted = await real(key);
      if (kill) throw killed();
      return deleted;
    },
  };
}

type Parts = Readonly<Record<string, Record<string, unknown>>>;

/** What an erasure comes to, ids and times apart. */
async function outcome(faults: Faults, repeat: number) {
  const workspace = await scene.business('DE');
  const c = await cast(scene);
  const request = await scene.planned(person(c.ines));
  await scene.review(request.id, { [c.sharedNote]: 'redact' });
  const { state } = await scene.erase(request.id, faults, repeat);
  const [stored] = await parts(workspace, request.id, 'receipt');
  const { decision = {}, technical = {} } = (stored?.['receipt'] ?? {}) as Parts;
  const raw = await scene.raw();
  const kinds: Record<string, number> = {};
  for (const { pk } of raw) {
    const kind = pk.split('#')[2] ?? '';
    if (!['AUD', 'IDM'].includes(kind)) kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return {
    state,
    valid: verifyReceipt(stored, scene.publicKey()).valid,
    acts: decision['acts'],
    kept: decision['kept'],
    keys: (technical['keysDestroyed'] as { count: number }).count,
    records: (technical['sweeps'] as Record<string, number>[])[0]?.['records'],
    copies: raw.filter(({ pk, sk }) => pk.includes('#OBJ#') && sk.startsWith('REC#')).length,
    kinds,
  };
}

describe('an erasure that is killed anywhere and repeated ends as one that was not', () => {
  let plain: Awaited<ReturnType<typeof outcome>>;
  beforeAll(async () => {
    plain = await outcome({}, 1);
  });

  test('undisturbed', () => {
    expect(plain).toMatchObject({ state: 'done', valid: true, keys: 4, records: 8 });
  });

  test('every turn is delivered twice', async () => {
    expect(await outcome({}, 2)).toEqual(plain);
  });

  test.each(['before', 'after'] as const)(
    'killed %s every other write and deletion of bytes',
    async (when) => {
      expect(await outcome(killing(when), 1)).toEqual(plain);
    },
  );
});
