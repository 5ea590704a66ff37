import type { By } from '../explorer.ts';
import type { Bug } from './bugs.ts';
import type { House, Job, Worker } from './state.ts';

/** What is broken in a world, if anything. */
export interface Scene {
  readonly bug?: Bug;
}

/** One atomic step of a process that is busy: one call of a table, one answer, one message that leaves. */
export interface Step {
  readonly name: string;
  readonly job: Job;
  readonly at: number;
  readonly by?: By;
  readonly when?: (house: House, worker: Worker, scene: Scene) => boolean;
  readonly take: (house: House, worker: Worker, scene: Scene) => void;
}

/** Something that happens without a process that is busy; with `job`, an idle one begins it. */
export interface Event {
  readonly name: string;
  readonly by: By;
  readonly when: (house: House, scene: Scene) => boolean;
  readonly take: (house: House, scene: Scene, worker: Worker) => void;
  readonly job?: Job;
}

/** Notes what must never happen; the first finding stays. */
export function broke(house: House, what: string): void {
  house.broken ||= what;
}
