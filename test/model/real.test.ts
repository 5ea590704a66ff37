import { beforeAll, describe, expect, test } from 'vitest';
import { HEAVY, report, SEED, seeded } from '../proofs/run.ts';
import { beginning, playScene, type Beginning } from './real/explore-real.ts';
import { PLANTED } from './real/mutants.ts';
import type { Scene } from './real/caller.ts';
import { SCENES } from './real/scenes.ts';
import { traceOf } from './report.ts';

/** Schedules of a scene in a short run: the plain one, and others drawn by the seed. */
const SHARE = 8;
/** Planted bugs that are found within so few schedules are looked for in every run, the others in the long one. */
const SOON = 60;

/** Milliseconds for one scene. */
const PATIENCE = HEAVY ? 3_600_000 : 60_000;

let from: Beginning;
beforeAll(async () => {
  from = await beginning();
});

const sceneNamed = (name: string): Scene => {
  const scene = SCENES.find((one) => one.name === name);
  if (!scene) throw new TypeError(name);
  return scene;
};

describe('the product’s own code, interleaved at every call of the tables', () => {
  test.each(SCENES)(
    '$name',
    async (scene) => {
      const say = report(`real code: ${scene.name}`);
      const options = HEAVY ? {} : { most: SHARE, drawn: seeded(SEED) };
      const played = await playScene(from, scene, options);
      say({ schedules: played.schedules, complete: played.complete });
      expect(traceOf(played.violation)).toBe('');
    },
    PATIENCE,
  );

  test(
    'planted bugs are found, as breaches of the invariants that their rows name',
    async () => {
      const say = report('real code: planted bugs');
      const missed: string[] = [];
      let planted = 0;
      for (const { name, falls, in: scene, mutant, late } of PLANTED) {
        if (late && !HEAVY) continue;
        planted += 1;
        const played = await playScene(from, sceneNamed(scene), { mutant, ...(HEAVY ? {} : { most: SOON }) });
        if (!played.violation?.what.startsWith(`${falls}: `))
          missed.push(`${name}: ${traceOf(played.violation)}`);
      }
      say({ planted, found: planted - missed.length });
      expect(missed).toEqual([]);
    },
    PATIENCE,
  );
});
