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
  {
    about: 'receiving',
    onAws: 'an SMTP endpoint, found by the MX record',
    here: '`POST /_local/inbox?from=…&to=…` with the mail as `message/rfc822`, or the form at `/_local/inbox`',
  },
  {
    about: 'receipt rule sets',
    onAws: 'one is made active by a call, which no template makes',
    here: 'every rule that is declared is active',
  },
  {
    about: 'scans and checks of received mail',
    onAws: 'spam, virus, SPF, DKIM and DMARC',
    here: 'pass, unless the sender asks for a failure: `&fail=spam,dmarc`',
  },
  { about: 'receipt actions', onAws: 'seven kinds', here: 'S3 under a role, and Lambda; others are refused' },
  { about: 'templates, dedicated addresses', onAws: 'exist', here: 'refused' },
];
