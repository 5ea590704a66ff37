import { createHash } from 'node:crypto';
import type { BatchGetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { newId } from '../kernel/ids.ts';
import { prefixed } from './clauses.ts';
import type { ItemKey, TableName } from './grammar.ts';
import { INDEXES } from './grammar.ts';
import { wall } from './guard.ts';
import { refusalOf } from './refusals.ts';
import { ATTEMPTS, failed, pause, unavailable, withRetries } from './retries.ts';
import { sendSingle } from './single-write.ts';
import type { TablesSettings } from './tables-settings.ts';
import type { TableNames } from './transaction.ts';
import { placeholders, transactPart } from './transaction.ts';
import type { Item, PartitionQuery, TenantTables, Write } from './workspace.ts';

/** Parts of one call (DynamoDB's limit for BatchGetItem and TransactWriteItems). */
export const PARTS = 100;

/** A repository over one namespace of the tables; see `TenantTables` for the contract. */
export function createTables(settings: TablesSettings): TenantTables {
  return {
    get: (keys) => get(settings, keys),
    query: (query) => page(settings, query),
    write: (writes, operation) => write(settings, writes, operation),
  };
}

const place = (table: TableName, pk: unknown, sk: unknown) => JSON.stringify([table, pk, sk]);

async function get(settings: TablesSettings, keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
  const { guard, names, documents, sleep, random } = settings;
  if (keys.length > PARTS) throw wall('parts');
  for (const key of keys) guard.read(key);
  if (keys.length === 0) return [];

  let open = requestItems(keys, names);
  const found = new Map<string, Item>();
  for (let tries = 0; open; tries++) {
    if (tries >= ATTEMPTS) throw unavailable('busy');
    if (tries > 0) await sleep(pause(tries, random));
    const RequestItems = open;
    const answer = await withRetries(settings, true, async () =>
      (await documents()).send(new BatchGetCommand({ RequestItems })),
    ).catch((error: unknown) => {
      throw failed(error);
    });
    for (const table of ['data', 'keys'] as const) {
      for (const item of answer.Responses?.[names[table] ?? ''] ?? []) {
        guard.answer(item);
        found.set(place(table, item['pk'], item['sk']), item as Item);
      }
    }
    const rest = answer.UnprocessedKeys;
    open = rest && Object.keys(rest).length > 0 ? rest : undefined;
  }
  return keys.map(({ table, pk, sk }) => found.get(place(table, pk, sk)));
}

/** Keys by table, each once: BatchGetItem refuses duplicates. */
function requestItems(keys: readonly ItemKey[], names: TableNames): BatchGetCommandInput['RequestItems'] {
  const request: NonNullable<BatchGetCommandInput['RequestItems']> = {};
  const distinct = new Map(keys.map((key) => [place(key.table, key.pk, key.sk), key]));
  for (const { table, pk, sk } of distinct.values()) {
    const entry = (request[names[table] ?? ''] ??= { ConsistentRead: true, Keys: [] });
    entry.Keys?.push({ pk, sk });
  }
  return request;
}

async function page(settings: TablesSettings, query: PartitionQuery) {
  const { guard, documents } = settings;
  guard.partition(query.table, query.pk);
  if (query.skPrefix !== undefined && query.skBetween !== undefined) throw wall('range');
  if (query.after) guard.answer(query.after);
  const command = new QueryCommand(queryInput(settings.names, query));
  const answer = await withRetries(settings, true, async () => (await documents()).send(command)).catch(
    (error: unknown) => {
      throw failed(error);
    },
  );
  const items = (answer.Items ?? []) as Item[];
  for (const item of items) guard.answer(item);
  if (!answer.LastEvaluatedKey) return { items };
  guard.answer(answer.LastEvaluatedKey);
  return { items, next: answer.LastEvaluatedKey };
}

/** Base tables are read consistently; indexes cannot be. */
function queryInput(names: TableNames, query: PartitionQuery): QueryCommandInput {
  const index = query.index && INDEXES[query.index];
  const range =
    (query.skPrefix !== undefined && ' AND begins_with(#sk, :from)') ||
    (query.skBetween !== undefined && ' AND #sk BETWEEN :from AND :to') ||
    '';
  const [from = query.skPrefix, to] = query.skBetween ?? [];
  const key = {
    expression: `#pk = :pk${range}`,
    names: { '#pk': index?.pk ?? 'pk', ...(range && { '#sk': index?.sk ?? 'sk' }) },
    values: { ':pk': query.pk, ...(range && { ':from': from }), ...(to !== undefined && { ':to': to }) },
  };
  const filter = query.filter && prefixed(query.filter, 'filter');
  return {
    TableName: names[query.table],
    IndexName: query.index,
    ConsistentRead: !index,
    KeyConditionExpression: key.expression,
    FilterExpression: filter?.expression,
    ...placeholders(key, ...(filter ? [filter] : [])),
    ScanIndexForward: !query.newestFirst,
    Limit: query.limit,
    ExclusiveStartKey: query.after,
  };
}

async function write(settings: TablesSettings, writes: readonly Write[], operation?: string): Promise<void> {
  const { guard } = settings;
  const [first] = writes;
  if (!first || writes.length > PARTS) throw wall('parts');
  for (const part of writes) guard.write(part);
  if (new Set(writes.map(({ at }) => place(at.table, at.pk, at.sk))).size < writes.length) {
    throw wall('twice');
  }
  if (writes.length === 1 && operation === undefined && !('check' in first)) {
    await sendSingle(settings, first);
  } else {
    await transact(settings, writes, operation);
  }
  for (const part of writes) if ('delete' in part) settings.deleted?.(part.at);
}

/** A transaction may be repeated under one token: within ten minutes DynamoDB answers instead of doing it again. */
async function transact(
  settings: TablesSettings,
  writes: readonly Write[],
  operation: string | undefined,
): Promise<void> {
  const { names, namespace, documents, random } = settings;
  const command = new TransactWriteCommand({
    TransactItems: writes.map((part) => transactPart(part, names)),
    ClientRequestToken: tokenOf(namespace, operation ?? newId(random)),
  });
  try {
    await withRetries(settings, true, async () => (await documents()).send(command));
  } catch (error) {
    throw refusalOf(error, settings.guard) ?? failed(error);
  }
}

/** At most 36 characters, of which the token has 216 bits. */
function tokenOf(namespace: string, operation: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, operation]))
    .digest('base64url')
    .slice(0, 36);
}
