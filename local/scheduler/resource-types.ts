import { AwsError } from '../front/service.ts';
import type { DeclaredResource, ResourceType } from '../front/service.ts';
import type { SchedulerContext } from './operations.ts';
import { upcoming } from './schedule.ts';
import type { Kind, Schedule } from './schedule.ts';
import { parseSchedule } from './schedule-input.ts';

/** Names of schedules and rules have at most 64 characters. */
function nameOf(resource: DeclaredResource): string {
  const name = resource.properties['Name'] ?? resource.defaultName.slice(-64);
  if (typeof name !== 'string')
    throw new AwsError('ValidationException', `${resource.logicalId}: Name is no text.`);
  return name;
}

/** The same declaration again changes nothing, so that a restart does not push the next firing away. */
function declare(
  { world, store, changed }: SchedulerContext,
  kind: Kind,
  resource: DeclaredResource,
): Schedule {
  const { Name: _name, GroupName = 'default', ...given } = resource.properties;
  const name = nameOf(resource);
  const group = kind === 'rule' ? '' : String(GroupName);
  const now = world.clock.now();
  const known = store.get(kind, group, name);
  const at = {
    place: world.place,
    now,
    name,
    group,
    ...(known === undefined ? {} : { created: known.created }),
  };
  const schedule = parseSchedule(kind, given, at);
  if (kind === 'schedule' && !store.hasGroup(group))
    throw new AwsError('ResourceNotFoundException', `${resource.logicalId}: no such group.`, 404);
  const origin = `${resource.stack}/${resource.logicalId}`;
  store.transaction(() => {
    store.removeOthers(origin, name);
    const same =
      known !== undefined &&
      JSON.stringify({ ...known, modified: 0 }) === JSON.stringify({ ...schedule, modified: 0 });
    if (!same) store.put(schedule, upcoming(schedule, now), origin);
  });
  changed();
  return schedule;
}

/** `AWS::Scheduler::ScheduleGroup`, `AWS::Scheduler::Schedule` and `AWS::Events::Rule` with a schedule. */
export function scheduleTypes(context: SchedulerContext): readonly ResourceType[] {
  const { world, store } = context;
  const { partition, region, account } = world.place;
  return [
    {
      type: 'AWS::Scheduler::ScheduleGroup',
      async apply(resource) {
        const name = nameOf(resource);
        store.putGroup(name, world.clock.now());
        return {
          ref: name,
          attributes: {
            Arn: `arn:${partition}:scheduler:${region}:${account}:schedule-group/${name}`,
            State: 'ACTIVE',
          },
        };
      },
    },
    {
      type: 'AWS::Scheduler::Schedule',
      async apply(resource) {
        const { name, arn } = declare(context, 'schedule', resource);
        return { ref: name, attributes: { Arn: arn } };
      },
    },
    {
      type: 'AWS::Events::Rule',
      async apply(resource) {
        const { name, arn } = declare(context, 'rule', resource);
        return { ref: name, attributes: { Arn: arn } };
      },
    },
  ];
}
