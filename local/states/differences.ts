import type { Difference } from '../difference.ts';

/** Known differences of Step Functions. */
export const STATES_DIFFERENCES: readonly Difference[] = [
  { about: 'language', onAws: 'JSONata and JSONPath', here: 'JSONata only, named at the top' },
  { about: 'kinds', onAws: 'standard and express', here: 'standard only' },
  { about: 'Map', onAws: 'inline and distributed', here: 'inline only' },
  {
    about: 'integrations',
    onAws: 'hundreds, with several patterns',
    here: 'Lambda invoke, Step Functions and the SDK integrations of services that are emulated',
  },
  {
    about: 'duration of steps',
    onAws: 'tens of milliseconds between states',
    here: 'less than a millisecond',
  },
  {
    about: 'logs and traces',
    onAws: 'to CloudWatch and X-Ray',
    here: 'event logs to the log group; traces are kept as a setting without effect',
  },
  {
    about: 'encryption',
    onAws: 'definition and history under the key of the machine',
    here: 'the right to use the key is asked of KMS; history lies on this disk in plain text',
  },
];
