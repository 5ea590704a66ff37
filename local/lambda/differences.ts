import type { Difference } from '../difference.ts';

/** Known differences of Lambda. */
export const LAMBDA_DIFFERENCES: readonly Difference[] = [
  {
    about: 'runtime',
    onAws: 'a micro virtual machine on arm64',
    here: 'a worker thread of this process on the processor of this machine',
  },
  {
    about: 'memory',
    onAws: 'ends the environment above its size',
    here: 'ends it, less exactly: one allocation of more than 16 MB at the limit can end the process',
  },
  {
    about: 'concurrency',
    onAws: '1,000 by account unless raised; above it 429',
    here: 'four workers per function and 24 in all; above it events wait',
  },
  { about: 'file system', onAws: '`/tmp` of its own', here: 'that of this machine, shared' },
  { about: 'native modules, layers, container images', onAws: 'exist', here: 'refused' },
  {
    about: 'isolation',
    onAws: 'an environment serves one function',
    here: 'threads share process-wide state, such as the time zone',
  },
  { about: 'event sources', onAws: 'streams, queues and more', here: 'DynamoDB streams only' },
  { about: 'set-up', onAws: 'seconds of cold start, more for large bundles', here: 'milliseconds' },
  {
    about: 'log delivery, metrics, traces',
    onAws: 'CloudWatch and X-Ray',
    here: 'log lines in files of the state folder; no metrics, no traces',
  },
];
