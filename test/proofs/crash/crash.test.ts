import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshFolder, placesIn } from '../../journeys/fixture.ts';
import { drawn, report } from '../run.ts';
import { FLOWS } from './flows.ts';
import { dieAt, subjectOf } from './visit.ts';

/** Points of each flow, drawn by the seed; `npm run test:heavy -- crash` goes through all of them. */
const DRAWN: Readonly<Record<string, number>> = { onboarding: 8, import: 5, package: 4, erasure: 3 };

describe('kill -9 before and after AWS calls', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await freshFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const flow of FLOWS) {
    const count = DRAWN[flow.name] ?? 5;
    test(`${flow.name} finishes once after a crash at ${count} points, drawn by the seed: nothing stuck, nothing doubled`, async () => {
      const say = report(`crash: ${flow.name}`);
      const own = join(folder, flow.name);
      cpSync(placesIn(folder).assembly, placesIn(own).assembly, { recursive: true });
      const subject = await subjectOf(flow, own);
      const wrong: string[] = [];
      let reached = 0;
      for (const point of drawn(subject.points, count)) {
        const outcome = await dieAt(subject, point);
        if (outcome.reached) reached += 1;
        wrong.push(...outcome.wrong);
      }
      say({ points: subject.points.length, tried: count, reached, wrong: wrong.length });
      expect(wrong).toEqual([]);
      expect(reached).toBeGreaterThan(count / 2);
    }, 600_000);
  }
});
