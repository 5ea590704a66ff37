import type { Difference } from '../difference.ts';

/** Known differences of SES. */
export const SES_DIFFERENCES: readonly Difference[] = [
  { about: 'delivery', onAws: 'sends mail', here: 'keeps mail in an outbox of the state folder' },
  { about: 'identities', onAws: 'verified by DNS', here: 'verified as soon as they are declared' },
  { about: 'sandbox, quotas, reputation', onAws: 'hold for new accounts', here: 'none' },
  {
    about: 'bounces and complaints',
    onAws: 'feed the suppression list',
    here: 'the list is kept; only calls fill it',
  },
  { about: 'templates, dedicated addresses', onAws: 'exist', here: 'refused' },
];
