import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SubjectId, TenantId } from '../../shared/kernel/ids.ts';
import { newId, randomBytes } from '../../shared/kernel/ids.ts';
import { instant } from '../../shared/kernel/time.ts';
import { keysOf } from '../../shared/store/grammar.ts';
import type { Item, Workspace } from '../../shared/store/workspace.ts';
import { controlFrom } from '../../shared/subjects/control.ts';
import type { Ground } from '../../shared/subjects/grounds.ts';
import { restrictWrite } from '../../shared/subjects/restrictions.ts';
import type { Stack } from './fixture.ts';
import { clientSettings } from './sessions.ts';

const TableName = 'bailiwick-dev-data';

/** Restricts everything about a person on a ground with the write that the product makes, as the account's owner. */
export async function restrict(stack: Stack, tenant: string, person: string, ground: Ground): Promise<void> {
  const client = new DynamoDBClient(clientSettings(stack, stack.cloud.operator));
  const documents = DynamoDBDocumentClient.from(client);
  const keys = keysOf(tenant as TenantId);
  const subject = person as SubjectId;
  const { pk, sk } = keys.subject(subject);
  const now = await stack.now();
  const { Item: item } = await documents.send(
    new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }),
  );
  const scene = { keys, now: () => now, random: randomBytes } as unknown as Workspace;
  const write = restrictWrite(scene, subject, controlFrom(item as Item | undefined), {
    id: newId(),
    ground,
    purposes: 'all',
    records: 'all',
    since: instant(now),
  });
  if (!('update' in write)) throw new TypeError('a restriction is an update of the control item');
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: { pk, sk },
      UpdateExpression: write.update.expression,
      ConditionExpression: write.if.expression,
      ExpressionAttributeNames: { ...write.update.names, ...write.if.names },
      ExpressionAttributeValues: { ...write.update.values, ...write.if.values },
    }),
  );
  client.destroy();
}
