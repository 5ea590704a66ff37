import {
  DeleteTableCommand,
  DescribeTableCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Stack } from '../../journeys/fixture.ts';
import { clientsOf } from '../account.ts';

/** Restores a table as it was at a moment (epoch milliseconds) under a new name, as the owner of the account could. */
export async function restored(stack: Stack, table: string, name: string, at: number): Promise<string> {
  const { dynamodb } = clientsOf(stack);
  await dynamodb.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: table,
      TargetTableName: name,
      RestoreDateTime: new Date(at),
    }),
  );
  for (;;) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return name;
    await pauseFor(20);
  }
}

/** Deletes a restored table again. */
export async function discarded(stack: Stack, name: string): Promise<void> {
  await clientsOf(stack).dynamodb.send(new DeleteTableCommand({ TableName: name }));
}
