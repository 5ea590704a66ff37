import type { Difference } from '../difference.ts';

/** Known differences of STS. */
export const STS_DIFFERENCES: readonly Difference[] = [
  {
    about: 'sessions',
    onAws: '`AssumeRole` and five further ways',
    here: '`AssumeRole` and `GetCallerIdentity`',
  },
  { about: 'propagation', onAws: 'new roles and policies take seconds to hold', here: 'hold at once' },
  {
    about: 'size of tags and session policies',
    onAws: 'a packed binary limit',
    here: 'limits on characters',
  },
];
