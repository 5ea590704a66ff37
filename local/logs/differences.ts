import type { Difference } from '../difference.ts';

/** Known differences of CloudWatch Logs. */
export const LOGS_DIFFERENCES: readonly Difference[] = [
  {
    about: 'groups',
    onAws: 'ingest, encryption, retention, queries',
    here: 'lines in files by day, retention on the virtual clock; no API, no encryption, no queries',
  },
];
