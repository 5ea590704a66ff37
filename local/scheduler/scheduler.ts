import { AwsError } from '../front/service.ts';
import type { Call, ResourceType, Service, World } from '../front/service.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Deliver } from './dispatcher.ts';
import { createSchedule, deleteSchedule, getSchedule, listSchedules, updateSchedule } from './operations.ts';
import type { SchedulerContext } from './operations.ts';
import { scheduleTypes } from './resource-types.ts';
import { ScheduleStore } from './schedule-store.ts';

type Operation = (context: SchedulerContext, call: Call, name: string) => object;

/** EventBridge Scheduler's routes; groups are made by the template only. */
const ROUTES: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = [
  ['POST', /^\/schedules\/([^/]+)$/, createSchedule],
  ['PUT', /^\/schedules\/([^/]+)$/, updateSchedule],
  ['GET', /^\/schedules\/([^/]+)$/, getSchedule],
  ['DELETE', /^\/schedules\/([^/]+)$/, deleteSchedule],
  ['GET', /^\/schedules$/, listSchedules],
];

/** Schedules and scheduled rules. */
export interface Scheduler extends Service {
  readonly resourceTypes: readonly ResourceType[];
  /** Removes schedules and rules of a stack whose resources are gone from its template. */
  retain(stack: string, logicalIds: readonly string[]): void;
  /** Starts firing; call it once the targets can be reached. What was missed while nothing ran fires once. */
  resume(): void;
}

/**
 * Opens the state of all schedules. After a jump over several firings a recurring schedule fires once (AWS would have
 * fired each time); flexible windows deliver at their start; there are no dead-letter queues.
 */
export function createScheduler(world: World, needs: { deliver: Deliver }): Scheduler {
  const store = new ScheduleStore(world.stateDir);
  const { clock, place } = world;
  const dispatcher = new Dispatcher({ store, clock, place, deliver: needs.deliver });
  const context: SchedulerContext = { world, store, changed: () => dispatcher.changed() };
  return {
    name: 'scheduler',
    errors: 'rest-json',
    resourceTypes: scheduleTypes(context),
    retain(stack, logicalIds) {
      store.retain(stack, logicalIds);
      dispatcher.changed();
    },
    resume: () => dispatcher.resume(),
    async handle(call) {
      for (const [method, path, operation] of ROUTES) {
        const match = method === call.method ? path.exec(call.path) : null;
        if (match === null) continue;
        const answer = operation(context, call, match[1] ?? '');
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
      }
      throw new AwsError(
        'UnknownOperationException',
        'This operation of EventBridge Scheduler is not emulated.',
        404,
      );
    },
    async close() {
      dispatcher.close();
      store.close();
    },
  };
}
