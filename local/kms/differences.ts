import type { Difference } from '../difference.ts';

/** Known differences of KMS. */
export const KMS_DIFFERENCES: readonly Difference[] = [
  { about: 'operations', onAws: 'about fifty', here: 'those of local/kms/operations; any other is refused' },
  {
    about: 'key material',
    onAws: 'in certified hardware',
    here: 'in a file of the state folder that only its owner may read',
  },
  {
    about: 'policy and alias changes',
    onAws: 'take effect within seconds, tags within five minutes',
    here: 'take effect at once',
  },
  { about: 'quotas', onAws: 'requests per second by operation', here: 'counted, not limited' },
  {
    about: 'grants, custom key stores, imported material, multi-region keys',
    onAws: 'exist',
    here: 'refused',
  },
];
