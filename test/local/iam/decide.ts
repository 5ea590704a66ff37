import { createDecide } from '../../../local/iam/authorize.ts';
import type { Decide } from '../../../local/iam/authorize.ts';
import { iamResourceTypes } from '../../../local/iam/resource-types.ts';
import { RoleStore } from '../../../local/iam/roles.ts';
import { StatementHits } from '../../../local/iam/statement-hits.ts';
import type { AppliedResource, Place, PolicyStatement, Principal } from '../../../local/front/service.ts';

export const PLACE: Place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
export const ROOT = 'arn:aws:iam::000000000000:root';

/** Trust of every role in these tests. */
export const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ROOT }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
};

export function policy(...Statement: PolicyStatement[]): { Version: string; Statement: PolicyStatement[] } {
  return { Version: '2012-10-17', Statement };
}

export interface Account {
  readonly roles: RoleStore;
  readonly hits: StatementHits;
  readonly decide: Decide;
  readonly apply: (
    type: string,
    logicalId: string,
    properties: Record<string, unknown>,
  ) => Promise<AppliedResource>;
}

/** An account without roles at noon of 1 June 2030. */
export function account(): Account {
  const roles = new RoleStore(PLACE);
  const hits = new StatementHits(() => roles.layers());
  const types = iamResourceTypes(PLACE, roles);
  return {
    roles,
    hits,
    decide: createDecide({ place: PLACE, clock: { now: () => Date.UTC(2030, 5, 1, 12) }, roles, hits }),
    apply: async (type, logicalId, properties) => {
      const found = types.find((candidate) => candidate.type === type);
      if (!found) throw new Error('no such resource type');
      return found.apply({ stack: 'App', logicalId, properties, defaultName: `App-${logicalId}` });
    },
  };
}

/** An account whose role `Worker` has these statements. */
export async function worker(...statements: PolicyStatement[]): Promise<Account> {
  const made = account();
  await made.apply('AWS::IAM::Role', 'Worker', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: TRUST,
    ...(statements.length > 0
      ? { Policies: [{ PolicyName: 'inline', PolicyDocument: policy(...statements) }] }
      : {}),
  });
  return made;
}

export const WORKER = 'arn:aws:iam::000000000000:role/worker';

export function session(
  tags: Record<string, string> = {},
  sessionPolicy?: Principal['sessionPolicy'],
): Principal {
  return {
    kind: 'session',
    arn: 'arn:aws:sts::000000000000:assumed-role/worker/s1',
    roleArn: WORKER,
    tags,
    ...(sessionPolicy ? { sessionPolicy } : {}),
  };
}
