import type { Difference } from '../difference.ts';

/** Known differences of S3. */
export const S3_DIFFERENCES: readonly Difference[] = [
  {
    about: 'operations',
    onAws: 'well over a hundred',
    here: 'those of the table in local/s3/routes.ts; any other is `NotImplemented`',
  },
  {
    about: 'lifecycle',
    onAws: 'runs once a day, may be late by days',
    here: 'runs at midnight (UTC) of the virtual clock, never late',
  },
  {
    about: 'notifications',
    onAws: 'at least once, order not promised, to queues, topics and functions',
    here: 'at least once, to functions only',
  },
  {
    about: 'encryption',
    onAws: 'objects are encrypted at rest',
    here: 'the right to use the key is asked of KMS; the bytes lie on this disk as they were sent',
  },
  { about: 'encryption by keys of the caller (SSE-C)', onAws: 'possible unless blocked', here: 'refused' },
  {
    about: 'chunk signatures',
    onAws: '`STREAMING-AWS4-HMAC-SHA256-PAYLOAD` is verified chunk by chunk',
    here: 'refused; unsigned chunks with checksums are read',
  },
  { about: 'addresses', onAws: 'virtual-hosted and path style', here: 'path style' },
  { about: 'access points, replication, ACL grants', onAws: 'exist', here: 'refused by name' },
];
