import type { Difference } from '../difference.ts';

/** Known differences of IAM. */
export const IAM_DIFFERENCES: readonly Difference[] = [
  {
    about: 'service',
    onAws: 'roles, users, groups, identity providers by API',
    here: 'roles and policies of the templates only; there is no IAM API',
  },
  {
    about: 'condition operators',
    onAws: 'all',
    here: 'all but the binary one; an unknown operator ends the start',
  },
  {
    about: 'condition keys',
    onAws: 'hundreds',
    here: 'those that the emulated services set; local/iam/context.ts and each access table',
  },
  {
    about: 'service control policies, resource control policies',
    onAws: 'are evaluated',
    here: 'not evaluated; permission boundaries are',
  },
  { about: 'organisation, network and device keys', onAws: 'exist', here: 'absent from every request' },
];
