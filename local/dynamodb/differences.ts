import type { Difference } from '../difference.ts';

/** Known differences of DynamoDB. */
export const DYNAMODB_DIFFERENCES: readonly Difference[] = [
  {
    about: 'indexes',
    onAws: 'lag by an amount that AWS does not bound',
    here: 'lag 0 to 2 s on the virtual clock, drawn from the seed; caught up after a restart',
  },
  {
    about: 'throughput',
    onAws: 'splits busy partitions and lends unused capacity',
    here: '1,000 write and 3,000 read units per second and key value, on the time of this machine; nothing splits',
  },
  {
    about: 'account limits',
    onAws: 'table and account quotas; warm-up of a new on-demand table',
    here: 'none',
  },
  {
    about: 'transaction conflicts',
    onAws: 'with any write or transactional read under way',
    here: 'with writes under way; strictly, no read ever waits',
  },
  {
    about: 'streams',
    onAws: 'shards, four view types, also read with the Streams API',
    here: 'KEYS_ONLY, one ordered log per table, read by event source mappings only',
  },
  {
    about: 'time to live',
    onAws: 'removes within days',
    here: 'removes within 48 hours, the delay drawn from the seed',
  },
  {
    about: 'recovery',
    onAws: 'to any second up to about five minutes ago; part of a running transaction may be restored',
    here: 'the same window, transactions whole; deleting a table leaves no system backup',
  },
  { about: 'billing', onAws: 'on-demand and provisioned', here: 'on-demand only; another mode is refused' },
  {
    about: 'replicas',
    onAws: 'global tables in several regions',
    here: 'one replica in the region of the cloud; more are refused',
  },
  {
    about: 'old parameters',
    onAws: '`AttributesToGet`, `Expected`, `ScanFilter` and others still work',
    here: 'refused by name',
  },
  {
    about: 'PartiQL, backups, exports',
    onAws: 'exist',
    here: 'refused as unknown operations; the policies that deny them are decided all the same',
  },
  {
    about: 'tags, table class, insights',
    onAws: 'have effects on bills and metrics',
    here: 'read without effect',
  },
];
