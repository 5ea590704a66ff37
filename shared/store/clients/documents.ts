import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/**
 * A document client. It makes one attempt: the repository repeats calls itself, because only it knows whether an
 * ambiguous write may be sent again.
 */
export function documentClient(settings: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...CLIENT_SETTINGS, maxAttempts: 1, ...settings });
  client.middlewareStack.use(regionGuard());
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
