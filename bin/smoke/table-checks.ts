import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
} from '@aws-sdk/client-dynamodb';
import { type Check, nothingFound, refusalOf, type World } from './check.ts';

async function windowOf({ dynamodb, name }: World, table: 'data' | 'keys'): Promise<number | undefined> {
  const answer = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: name(table) }));
  return answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.RecoveryPeriodInDays;
}

/** What DynamoDB has to do as its emulator does. */
export const TABLE_CHECKS: readonly Check[] = [
  {
    id: 'dynamodb.recovery-windows',
    question: 'Is the recovery window of the key table one day and that of the data table 35?',
    how: 'DescribeContinuousBackups of both',
    run: async (world) => {
      const [keys, data] = [await windowOf(world, 'keys'), await windowOf(world, 'data')];
      return { holds: keys === 1 && data === 35, saw: `keys ${keys}, data ${data} days` };
    },
  },
  {
    id: 'dynamodb.key-table',
    question:
      'Has the key table no stream, no index and no replica, a key of ours, and protection from deletion?',
    how: 'DescribeTable',
    run: async ({ dynamodb, name }) => {
      const { Table = {} } = await dynamodb.send(new DescribeTableCommand({ TableName: name('keys') }));
      const findings = [
        Table.StreamSpecification?.StreamEnabled ? 'a stream' : '',
        Table.GlobalSecondaryIndexes?.length ? 'an index' : '',
        (Table.Replicas?.length ?? 0) > 1 ? 'a replica' : '',
        Table.SSEDescription?.SSEType === 'KMS' ? '' : 'no key of ours',
        Table.DeletionProtectionEnabled ? '' : 'no protection',
      ];
      return nothingFound(findings.filter(Boolean), `as declared, ${Table.TableStatus}`);
    },
  },
  {
    id: 'dynamodb.expiry',
    question: 'Does the data table expire items by `ttl`, and the key table none?',
    how: 'DescribeTimeToLive of both',
    run: async ({ dynamodb, name }) => {
      const states = await Promise.all(
        ['data', 'keys'].map(async (table) => {
          const answer = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name(table) }));
          return `${answer.TimeToLiveDescription?.TimeToLiveStatus} ${answer.TimeToLiveDescription?.AttributeName ?? ''}`;
        }),
      );
      return { holds: states[0] === 'ENABLED ttl' && states[1] === 'DISABLED ', saw: states.join(', ') };
    },
  },
  {
    id: 'dynamodb.partiql-denied',
    question: 'Does the policy of each table refuse PartiQL to an administrator?',
    how: 'ExecuteStatement SELECT with a key that no item has: AccessDeniedException',
    run: async ({ dynamodb, name }) => {
      const refusals = await Promise.all(
        ['data', 'keys'].map((table) => {
          const Statement = `SELECT pk FROM "${name(table)}" WHERE pk = 'S#smoke' AND sk = 'smoke'`;
          return refusalOf(dynamodb.send(new ExecuteStatementCommand({ Statement })));
        }),
      );
      return {
        holds: refusals.every((refusal) => refusal === 'AccessDeniedException'),
        saw: refusals.map((refusal) => refusal ?? 'allowed').join(', '),
      };
    },
  },
];
