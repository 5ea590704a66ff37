import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parts } from '../../../shared/rights/steps/store.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import type { TenantTables } from '../../../shared/store/workspace.ts';
import { restrict } from '../subjects/control-of.ts';
import { cast } from './cast.ts';
import { Scene, person, type Faults } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/**
 * Kills every turn at its first write, then at its second, and so on until it comes through; before or after the write
 * took place.
 */
function killing(when: 'before' | 'after'): Faults {
  let [calls, point, died] = [0, 0, false];
  const reached = async <T>(write: () => Promise<T>): Promise<T> => {
    died = ++calls === point;
    if (died && when === 'before') throw new Error('killed');
    const written = await write();
    if (died) throw new Error('killed');
    return written;
  };
  return {
    // Asked for once in every attempt.
    tables: (tables): TenantTables => {
      [calls, point] = [0, died ? point + 1 : 1];
      died = false;
      return {
        ...tables,
        write: (writes, operation) => reached(() => tables.write(writes, operation)),
      };
    },
    deleteAll: (real, key) => reached(() => real(key)),
  };
}

type Parts = Readonly<Record<string, Record<string, unknown>>>;

/** What an erasure comes to, ids and times apart. */
async function outcome(faults: Faults, repeat: number) {
  const workspace = await scene.business('DE');
  const c = await cast(scene);
  await restrict(workspace, person(c.ines), 'marketing', { purposes: ['marketing'] });
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
    expect(plain).toMatchObject({ state: 'done', valid: true, keys: 4, records: 8, kinds: { SUP: 2 } });
  });

  test('every turn is delivered twice', async () => {
    expect(await outcome({}, 2)).toEqual(plain);
  });

  test.each(['before', 'after'] as const)(
    'killed %s every write and deletion of bytes of every turn',
    async (when) => {
      expect(await outcome(killing(when), 1)).toEqual(plain);
    },
  );
});
