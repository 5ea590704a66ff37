import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../local/clock.ts';
import type { AccessRequest, Principal, World } from '../../../local/front/service.ts';
import { AwsError } from '../../../local/front/service.ts';

/** A world whose permission question is answered by the test, and every question remembered. */
export interface TestWorld extends World {
  readonly clock: VirtualClock;
  readonly asked: { readonly principal: Principal; readonly request: AccessRequest }[];
  /** Requests that are refused; none at first. */
  denies: (request: AccessRequest, principal: Principal) => boolean;
  remove(): Promise<void>;
}

export async function testWorld(): Promise<TestWorld> {
  const stateDir = await mkdtemp(join(tmpdir(), 'bailiwick-'));
  const clock = new VirtualClock();
  const world: TestWorld = {
    place: { partition: 'aws', region: 'eu-central-1', account: '000000000000' },
    clock,
    stateDir,
    seed: 1,
    asked: [],
    denies: () => false,
    authorize: (principal, requests) => {
      for (const request of requests) {
        world.asked.push({ principal, request });
        if (world.denies(request, principal))
          throw new AwsError('AccessDeniedException', `Not authorized to perform: ${request.action}`);
      }
    },
    remove: async () => {
      clock.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
  return world;
}

/** Waits until every timer that is due on the world's clock has run. */
export const settle = ({ clock }: TestWorld): Promise<void> =>
  new Promise((resolve) => clock.at(clock.now(), resolve));
