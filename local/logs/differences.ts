import type { Difference } from '../difference.ts';

/** Known differences of CloudWatch Logs. */
export const LOGS_DIFFERENCES: readonly Difference[] = [
  {
    about: 'groups',
    onAws: 'ingest, encryption, retention, queries',
    here: 'lines in files by day, retention on the virtual clock; the key of a group is asked for, the lines are plain; no API, no queries',
  },
];
