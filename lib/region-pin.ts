import { REGIONS } from '../shared/kernel/regions.ts';

/** Services with one endpoint for the whole partition: without them nobody could administer the account. */
export const WITHOUT_REGION = [
  'account:*',
  'billing:*',
  'budgets:*',
  'ce:*',
  'health:*',
  'iam:*',
  'organizations:*',
  'support:*',
  'sts:*',
] as const;

/** Calls that would let copies or regions escape the pin. */
const NEVER = ['account:EnableRegion', 'dynamodb:CreateGlobalTable', 's3:PutReplicationConfiguration'];

/**
 * The service control policy that pins an account to the allow-list of regions, for whoever owns the organisation. It
 * cannot be part of the stacks: a policy that the account itself deploys, it can also remove.
 */
export function regionPin(partition: string): object {
  const regions = Object.entries(REGIONS)
    .filter(([, row]) => row.partition === partition)
    .map(([name]) => name);
  if (regions.length === 0) throw new RangeError('no region of the allow-list is in this partition');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyRegionsOfTheUnion',
        Effect: 'Deny',
        NotAction: [...WITHOUT_REGION],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
      },
      { Sid: 'NoWayOut', Effect: 'Deny', Action: NEVER, Resource: '*' },
    ],
  };
}
