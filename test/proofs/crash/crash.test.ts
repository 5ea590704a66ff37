import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshFolder, placesIn } from '../../journeys/fixture.ts';
import { HEAVY, report, share } from '../run.ts';
import { FLOWS } from './flows.ts';
import { crashAt, pointsOf, ready } from './points.ts';

/** Points of a flow in a short run, drawn by the seed; the long one goes through all of them. */
const SHORT: Readonly<Record<string, number>> = { onboarding: 8, import: 5, package: 4, erasure: 3 };

describe('kill -9 before and after AWS calls', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await freshFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const flow of FLOWS) {
    const which = HEAVY ? 'every point' : `${SHORT[flow.name]} points, drawn by the seed`;
    test(
      `${flow.name} finishes once after a crash at ${which}: nothing stuck, nothing doubled`,
      async () => {
        const say = report(`crash: ${flow.name}`);
        const own = join(folder, flow.name);
        cpSync(placesIn(folder).assembly, placesIn(own).assembly, { recursive: true });
        const prepared = await ready(flow, own);
        const all = pointsOf(prepared);
        const drawn = share(all, SHORT[flow.name] ?? 5);
        const wrong: string[] = [];
        let reached = 0;
        for (const point of drawn) {
          const outcome = await crashAt(prepared, point);
          if (outcome.reached) reached += 1;
          for (const fault of outcome.wrong) wrong.push(`${point.phase} call ${point.call}: ${fault}`);
        }
        say({ calls: prepared.calls, points: all.length, tried: drawn.length, reached, wrong: wrong.length });
        expect(wrong).toEqual([]);
        expect(reached).toBeGreaterThan(drawn.length / 2);
      },
      HEAVY ? 4 * 3_600_000 : 300_000,
    );
  }
});
