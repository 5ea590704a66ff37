import { setTimeout as pauseFor } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RandomBytes } from '../kernel/ids.ts';
import { randomBytes } from '../kernel/ids.ts';
import { documentClient } from './clients/documents.ts';
import { Guard } from './guard.ts';
import type { Sleep } from './retries.ts';
import { createTables } from './tables.ts';
import type { TenantTables } from './workspace.ts';

/** The repository of the system namespace: the same contract, over `S#…` of the data table only. */
export type SystemTables = TenantTables;

/** Builds it with the function's own credentials; a tenant's key is refused in requests and answers. */
export function createSystemTables(settings: {
  readonly dataTable: string;
  readonly random?: RandomBytes;
  readonly sleep?: Sleep;
  readonly documents?: DynamoDBDocumentClient;
}): SystemTables {
  const documents = settings.documents ?? documentClient();
  return createTables({
    guard: new Guard('S#', 'system', ['data']),
    names: { data: settings.dataTable },
    namespace: 'S',
    documents: async () => documents,
    sleep: settings.sleep ?? ((milliseconds) => pauseFor(milliseconds)),
    random: settings.random ?? randomBytes,
    renew: () => undefined,
  });
}
