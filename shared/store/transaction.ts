import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { prefixed } from './clauses.ts';
import type { TableName } from './grammar.ts';
import type { Clause, Write } from './workspace.ts';

/** Names of the two tables as deployed. */
export type TableNames = Readonly<Partial<Record<TableName, string>>>;

type Part = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB refuses empty maps of names or values. */
function orNothing<V>(members: Readonly<Record<string, V>> | undefined): Record<string, V> | undefined {
  return members && Object.keys(members).length > 0 ? { ...members } : undefined;
}

/** Names and values of several clauses in one expression each. */
export function placeholders(...clauses: readonly Clause[]): {
  ExpressionAttributeNames: Record<string, string> | undefined;
  ExpressionAttributeValues: Record<string, unknown> | undefined;
} {
  return {
    ExpressionAttributeNames: orNothing(Object.assign({}, ...clauses.map(({ names }) => names))),
    ExpressionAttributeValues: orNothing(Object.assign({}, ...clauses.map(({ values }) => values))),
  };
}

/** A write as DynamoDB reads it; the old item comes back when the condition fails. */
export function transactPart(write: Write, tables: TableNames): Part {
  const { table, pk, sk } = write.at;
  const TableName = tables[table];
  const condition = prefixed(write.if, 'if');
  const common = {
    TableName,
    ConditionExpression: condition.expression,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if ('put' in write)
    return { Put: { ...common, ...placeholders(condition), Item: { ...write.put, pk, sk } } };
  if ('update' in write) {
    const update = prefixed(write.update, 'do');
    return {
      Update: {
        ...common,
        ...placeholders(condition, update),
        Key: { pk, sk },
        UpdateExpression: update.expression,
      },
    };
  }
  const rest = { ...common, ...placeholders(condition), Key: { pk, sk } };
  return 'delete' in write ? { Delete: rest } : { ConditionCheck: rest };
}
