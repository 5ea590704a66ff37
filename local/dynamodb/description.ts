import { AwsError } from '../front/service.ts';
import type { Catalogue } from './catalogue.ts';
import type { Engine, Json } from './engine.ts';
import type { TableDefinition } from './table-definition.ts';

/** `DescribeTable`: counts and key schema from the engine, everything else as the account knows it. */
export async function describeTable(
  catalogue: Catalogue,
  engine: Engine,
  table: TableDefinition,
): Promise<Json> {
  if (table.restored?.running) return { Table: tableDescription(catalogue, table, {}) };
  const { Table: found } = (await engine.call('DescribeTable', { TableName: table.name })) as { Table: Json };
  return { Table: tableDescription(catalogue, table, found) };
}

/** A table in the words of AWS. */
export function tableDescription(catalogue: Catalogue, table: TableDefinition, found: Json): Json {
  const arn = catalogue.arn(table.name);
  const { LatestStreamArn: _arn, LatestStreamLabel: _label, SSEDescription: _sse, ...rest } = found;
  const indexes = (member: string) => {
    const listed = found[member] as Json[] | undefined;
    return listed?.map((index) => ({ ...index, IndexArn: `${arn}/index/${String(index['IndexName'])}` }));
  };
  return {
    ...rest,
    TableName: table.name,
    TableArn: arn,
    TableId: table.id,
    CreationDateTime: table.createdAt / 1000,
    TableStatus: table.restored?.running ? 'CREATING' : 'ACTIVE',
    GlobalSecondaryIndexes: indexes('GlobalSecondaryIndexes'),
    LocalSecondaryIndexes: indexes('LocalSecondaryIndexes'),
    DeletionProtectionEnabled: table.deletionProtection,
    ...(table.keyArn && {
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.keyArn },
    }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      LatestStreamLabel: table.stream,
      LatestStreamArn: `${arn}/stream/${table.stream}`,
    }),
    ...(table.restored && {
      RestoreSummary: {
        SourceTableArn: table.restored.sourceArn,
        RestoreDateTime: table.restored.at / 1000,
        RestoreInProgress: table.restored.running,
      },
    }),
  };
}

/** `DescribeTimeToLive`. */
export function describeTimeToLive(table: TableDefinition): Json {
  const on = { TimeToLiveStatus: 'ENABLED', AttributeName: table.timeToLive };
  return { TimeToLiveDescription: table.timeToLive ? on : { TimeToLiveStatus: 'DISABLED' } };
}

/** `ListTables`, by name, up to a hundred at a time. */
export function listTables(catalogue: Catalogue, input: Json): Json {
  const { ExclusiveStartTableName: start = '', Limit: limit = 100 } = input;
  const names = catalogue
    .all()
    .map(({ name }) => name)
    .toSorted();
  const after = names.filter((name) => name > String(start));
  const page = after.slice(0, Number(limit));
  const last = page.length < after.length ? page.at(-1) : undefined;
  return { TableNames: page, ...(last && { LastEvaluatedTableName: last }) };
}

/** `DeleteTable`; the system backup that AWS keeps of a table with recovery is not emulated. */
export async function deleteTable(
  catalogue: Catalogue,
  engine: Engine,
  table: TableDefinition,
): Promise<Json> {
  if (table.deletionProtection) {
    throw new AwsError(
      'ValidationException',
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const { TableDescription: found } = (await engine.call('DeleteTable', { TableName: table.name })) as {
    TableDescription: Json;
  };
  catalogue.remove(table.name);
  return { TableDescription: { ...tableDescription(catalogue, table, found), TableStatus: 'DELETING' } };
}
