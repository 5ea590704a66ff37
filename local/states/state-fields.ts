import type { StateType } from './definition.ts';

/** What a field of a state must look like; `query` values may hold JSONata anywhere inside. */
export type FieldRule =
  | 'text'
  | 'flag'
  | 'query'
  | 'assign'
  | 'number-query'
  | 'target'
  | 'retriers'
  | 'catchers'
  | 'rules'
  | 'flow'
  | 'flows'
  | 'resource';

type Fields = Readonly<Record<string, FieldRule>>;

const ALWAYS: Fields = { Type: 'text', Comment: 'text', QueryLanguage: 'text' };
const RESULT: Fields = { Assign: 'assign', Output: 'query' };
const ONWARD: Fields = { Next: 'target', End: 'flag' };
const FALLIBLE: Fields = { Retry: 'retriers', Catch: 'catchers' };

/** The fields of each state type in JSONata; every other field (all of JSONPath's) is refused. */
export const STATE_FIELDS: Readonly<Record<StateType, Fields>> = {
  Pass: { ...ALWAYS, ...RESULT, ...ONWARD },
  Task: {
    ...ALWAYS,
    ...RESULT,
    ...ONWARD,
    ...FALLIBLE,
    Resource: 'resource',
    Arguments: 'query',
    TimeoutSeconds: 'number-query',
    HeartbeatSeconds: 'number-query',
  },
  Choice: { ...ALWAYS, ...RESULT, Choices: 'rules', Default: 'target' },
  Wait: { ...ALWAYS, ...RESULT, ...ONWARD, Seconds: 'number-query', Timestamp: 'query' },
  Map: {
    ...ALWAYS,
    ...RESULT,
    ...ONWARD,
    ...FALLIBLE,
    Items: 'query',
    ItemSelector: 'query',
    ItemProcessor: 'flow',
    MaxConcurrency: 'number-query',
  },
  Parallel: { ...ALWAYS, ...RESULT, ...ONWARD, ...FALLIBLE, Arguments: 'query', Branches: 'flows' },
  Succeed: { ...ALWAYS, Output: 'query' },
  Fail: { ...ALWAYS, Error: 'query', Cause: 'query' },
};

/** Fields without which a state cannot run. */
export const REQUIRED_FIELDS: Readonly<Partial<Record<StateType, readonly string[]>>> = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Map: ['ItemProcessor'],
  Parallel: ['Branches'],
};

/** Fields of definitions and flows. */
export const FLOW_FIELDS: Readonly<Record<'definition' | 'branch' | 'processor', readonly string[]>> = {
  definition: ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'],
  branch: ['Comment', 'QueryLanguage', 'StartAt', 'States'],
  processor: ['Comment', 'QueryLanguage', 'StartAt', 'States', 'ProcessorConfig'],
};

/** Fields of the members of `Retry`, `Catch` and `Choices`. */
export const MEMBER_FIELDS: Readonly<Record<'retriers' | 'catchers' | 'rules', readonly string[]>> = {
  retriers: [
    'Comment',
    'ErrorEquals',
    'IntervalSeconds',
    'MaxAttempts',
    'BackoffRate',
    'MaxDelaySeconds',
    'JitterStrategy',
  ],
  catchers: ['Comment', 'ErrorEquals', 'Next', 'Assign', 'Output'],
  rules: ['Comment', 'Condition', 'Next', 'Assign', 'Output'],
};
