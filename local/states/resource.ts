import type { Json } from './json.ts';

/** How a Task waits: for the answer, for `SendTask*`, or for the end of an execution it started. */
export type Pattern = 'response' | 'callback' | 'sync' | 'sync:2';

/** A Task's `Resource`, taken apart. */
export interface TaskResource {
  readonly kind: 'lambda' | 'states' | 'sdk';
  /** As in the history: `lambda`, `states`, `aws-sdk:dynamodb`. */
  readonly type: string;
  /** As in the history: `invoke`, `invoke.waitForTaskToken`. */
  readonly name: string;
  readonly service: string;
  readonly action: string;
  readonly pattern: Pattern;
}

const PATTERNS: Readonly<Record<string, Pattern>> = {
  '': 'response',
  '.waitForTaskToken': 'callback',
  '.sync': 'sync',
  '.sync:2': 'sync:2',
};

const SHAPE = /^arn:[\w-]+:states:::(?:aws-sdk:)?([a-z0-9]+):([A-Za-z0-9]+)(\.[\w:]+)?$/;

/** `undefined` for everything that is not emulated: activities, plain function ARNs, other optimised integrations. */
export function parseResource(value: Json): TaskResource | undefined {
  const match = typeof value === 'string' ? SHAPE.exec(value) : null;
  const pattern = PATTERNS[match?.[3] ?? ''];
  if (typeof value !== 'string' || match === null || pattern === undefined) return undefined;
  const [, service = '', action = ''] = match;
  const sdk = value.includes(':::aws-sdk:');
  const kind = sdk ? 'sdk' : optimised(service, action);
  if (kind === undefined || (pattern.startsWith('sync') && kind !== 'states')) return undefined;
  return {
    kind,
    type: sdk ? `aws-sdk:${service}` : service,
    name: action + (match[3] ?? ''),
    service,
    action,
    pattern,
  };
}

function optimised(service: string, action: string): 'lambda' | 'states' | undefined {
  if (service === 'lambda' && action === 'invoke') return 'lambda';
  return service === 'states' && action === 'startExecution' ? 'states' : undefined;
}
