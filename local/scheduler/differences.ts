import type { Difference } from '../difference.ts';

/** Known differences of EventBridge Scheduler. */
export const SCHEDULER_DIFFERENCES: readonly Difference[] = [
  {
    about: 'delivery',
    onAws: 'at least once within a minute, in 15-minute windows at most',
    here: 'at least once, at the planned moment of the virtual clock',
  },
  { about: 'targets', onAws: 'over two hundred services', here: 'Lambda functions and state machines' },
  { about: 'dead-letter queues, flexible targets such as ECS', onAws: 'exist', here: 'refused' },
  {
    about: 'rules of EventBridge',
    onAws: 'patterns and schedules',
    here: 'schedules; rules over CloudTrail events are excused',
  },
];
