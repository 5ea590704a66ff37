import { COPYING, EXPIRY } from '../constructs/tables.ts';
import type { Finding, RuledTemplate, TemplateRule } from './rule.ts';
import { listOf, member, resourcesOf } from './rule.ts';

/** The table of wrapped keys, by the end of its physical name. */
const KEY_TABLE = /-keys$/;

interface Check {
  readonly at: string;
  readonly says: string;
  readonly holds: (value: unknown) => boolean;
}

const absent = (value: unknown) => value === undefined || listOf(value).length === 0;
const days = (most: number) => (value: unknown) => typeof value === 'number' && value >= 1 && value <= most;

/** Every table; cdk-nag looks at `AWS::DynamoDB::Table` only, and these are global tables. */
const EVERY_TABLE: readonly Check[] = [
  { at: 'Replicas.1', says: 'lives in one region', holds: absent },
  {
    at: 'Replicas.0.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
    says: 'can be recovered to a moment',
    holds: (value) => value === true,
  },
  {
    at: 'Replicas.0.PointInTimeRecoverySpecification.RecoveryPeriodInDays',
    says: 'no copy outlives 35 days',
    holds: days(35),
  },
  {
    at: 'Replicas.0.DeletionProtectionEnabled',
    says: 'is protected from deletion',
    holds: (value) => value === true,
  },
  {
    at: 'Replicas.0.SSESpecification.KMSMasterKeyId',
    says: 'has a key of ours',
    holds: (value) => typeof value === 'object',
  },
  {
    at: 'TimeToLiveSpecification',
    says: 'lets items go by the one attribute that only kept answers carry, or by none',
    holds: (value) => value === undefined || member(value, 'AttributeName') === EXPIRY,
  },
  {
    at: 'Replicas.0.ResourcePolicy.PolicyDocument.Statement',
    says: 'refuses backups and exports, which would outlive the recovery window',
    holds: (value) =>
      COPYING.every((action) =>
        listOf(value).some(
          (statement) =>
            member(statement, 'Effect') === 'Deny' && listOf(member(statement, 'Action')).includes(action),
        ),
      ),
  },
];

/** The key table: an erased key's last copy ends a day after the erasure. */
const KEY_TABLE_CHECKS: readonly Check[] = [
  {
    at: 'Replicas.0.PointInTimeRecoverySpecification.RecoveryPeriodInDays',
    says: 'recovers one day, no more',
    holds: days(1),
  },
  { at: 'TimeToLiveSpecification', says: 'loses no key by itself', holds: absent },
  { at: 'StreamSpecification', says: 'has no stream', holds: absent },
  { at: 'Replicas.0.KinesisStreamSpecification', says: 'has no stream', holds: absent },
  { at: 'GlobalSecondaryIndexes', says: 'has no index', holds: absent },
  { at: 'LocalSecondaryIndexes', says: 'has no index', holds: absent },
];

function tableFindings(template: RuledTemplate): Finding[] {
  const plain = resourcesOf(template, 'AWS::DynamoDB::Table').map(({ id }) => ({
    rule: 'tables',
    resource: id,
    at: 'Type',
    says: 'tables are of the type that these rules read: AWS::DynamoDB::GlobalTable',
  }));
  const global = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').flatMap(
    ({ id, resource, properties }) => {
      const name = properties['TableName'];
      const unnamed = typeof name === 'string' ? [] : [finding(id, 'TableName', 'has a name of its own')];
      const kept = (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
        .filter((policy) => resource[policy] !== 'Retain')
        .map((policy) => finding(id, policy, 'is retained'));
      const checks =
        typeof name === 'string' && KEY_TABLE.test(name)
          ? [...EVERY_TABLE, ...KEY_TABLE_CHECKS]
          : EVERY_TABLE;
      const broken = checks.filter(({ at, holds }) => !holds(member(properties, at)));
      return [...unnamed, ...kept, ...broken.map(({ at, says }) => finding(id, at, says))];
    },
  );
  return [...plain, ...global];
}

function finding(resource: string, at: string, says: string): Finding {
  return { rule: 'tables', resource, at, says: `a table ${says}` };
}

/** What every table is, and what the key table never has. */
export const TABLE_RULE: TemplateRule = {
  id: 'tables',
  says: 'Tables are recoverable for 35 days at most, the key table for one',
  findings: tableFindings,
};
