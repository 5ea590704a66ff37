import { AwsError } from '../front/service.ts';
import type { AttributeValue, Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import { parseCondition, type Condition } from './condition-parser.ts';
import { unitsOf } from './consumption.ts';
import type { Engine, Json } from './engine.ts';
import { pageAsShown, unfiltered, type IndexQuery, type RawPage } from './index-query.ts';
import type { IndexLag } from './index-lag.ts';
import type { IndexDefinition, TableDefinition } from './table-definition.ts';
import type { Target, Throughput } from './throttling.ts';
import { partitionOf } from './write-capacity.ts';
import { full, locate } from './write-operations.ts';

/** Keys per call (AWS: `BatchGetItem`). */
const BATCH_LIMIT = 100;

/** What reading needs. */
export interface ReadParts {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly lag: IndexLag;
  readonly throughput: Throughput;
}

/** One item by its key; the read is metered at the partition of the key. */
export async function getItem(parts: ReadParts, table: TableDefinition, input: Json): Promise<Json> {
  const { key } = locate(table, input['Key'] as Item | undefined);
  return metered(parts, [partitionOf(parts.catalogue, table, undefined, key, 'Read')], () =>
    parts.engine.call('GetItem', full(input)),
  );
}

interface KeysOfTable {
  readonly Keys: readonly Item[];
}

/** Keys whose partition is exhausted come back as `UnprocessedKeys`, as AWS does; all of them: `ThrottlingException`. */
export async function batchGet(parts: ReadParts, input: Json): Promise<Json> {
  const asked = Object.entries(input['RequestItems'] as Readonly<Record<string, KeysOfTable>>);
  const now: Record<string, KeysOfTable> = {};
  const later: Record<string, KeysOfTable> = {};
  const targets: Target[] = [];
  const all: Target[] = [];
  for (const [name, request] of asked) {
    const table = parts.catalogue.ready(name);
    for (const key of request.Keys) {
      const target = partitionOf(parts.catalogue, table, undefined, locate(table, key).key, 'Read');
      const throttled = parts.throughput.exhausted([target]) !== undefined;
      const side = throttled ? later : now;
      side[name] = { ...request, Keys: [...(side[name]?.Keys ?? []), key] };
      all.push(target);
      if (!throttled) targets.push(target);
    }
  }
  if (all.length === 0 || all.length > BATCH_LIMIT) throw tooManyKeys();
  if (targets.length === 0) parts.throughput.admit(all);
  const reply = await metered(parts, targets, () =>
    parts.engine.call('BatchGetItem', full({ ...input, RequestItems: now })),
  );
  const unprocessed = { ...(reply['UnprocessedKeys'] as Record<string, KeysOfTable> | undefined) };
  for (const [name, request] of Object.entries(later)) {
    unprocessed[name] = { ...request, Keys: [...(unprocessed[name]?.Keys ?? []), ...request.Keys] };
  }
  return { ...reply, UnprocessedKeys: unprocessed };
}

/** A query; of a global index as of the moment that the index has reached. */
export async function query(parts: ReadParts, table: TableDefinition, input: Json): Promise<Json> {
  const index = indexOf(table, input['IndexName']);
  const condition = keyCondition(input);
  const name = (index ?? table).key.partition;
  const value = partitionValue(condition, name);
  const target = partitionOf(parts.catalogue, table, index, value ? { [name]: value } : {}, 'Read');
  return metered(parts, [target], async () => {
    const reply = await parts.engine.call('Query', full(input));
    if (!index?.global || parts.lag.hidden(table.name).size === 0) return reply;
    const asked = input as Json & IndexQuery;
    const raw = (await parts.engine.call('Query', full(unfiltered(asked)))) as unknown as RawPage;
    const page = pageAsShown(table, index, asked, raw, parts.lag.hidden(table.name));
    return { ...page, ConsumedCapacity: reply['ConsumedCapacity'] };
  });
}

/** A page of everything in a table or an index. */
export async function scan(parts: ReadParts, table: TableDefinition, input: Json): Promise<Json> {
  indexOf(table, input['IndexName']);
  return parts.engine.call('Scan', full(input));
}

/** The index that a request names; an unknown one is refused as on AWS. */
export function indexOf(table: TableDefinition, name: unknown): IndexDefinition | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) {
    throw new AwsError('ValidationException', 'The table does not have the specified index');
  }
  return index;
}

/** The parsed key condition of a query. */
export function keyCondition(input: Json): Condition {
  const { KeyConditionExpression: expression } = input;
  if (typeof expression !== 'string') {
    throw new AwsError(
      'ValidationException',
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  return parseCondition(expression, {
    names: (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>,
    values: (input['ExpressionAttributeValues'] ?? {}) as Item,
  });
}

/** The value that a key condition demands of the partition key. */
export function partitionValue(condition: Condition, name: string): AttributeValue | undefined {
  if (condition.kind === 'and') {
    return partitionValue(condition.left, name) ?? partitionValue(condition.right, name);
  }
  if (condition.kind !== 'compare' || condition.comparator !== '=') return undefined;
  const { left, right } = condition;
  const [path, value] = left.kind === 'path' ? [left, right] : [right, left];
  const named = path.kind === 'path' && path.path.length === 1 && path.path[0] === name;
  return named && value.kind === 'value' ? value.value : undefined;
}

async function metered(
  { throughput }: ReadParts,
  targets: readonly Target[],
  read: () => Promise<Json>,
): Promise<Json> {
  throughput.admit(targets);
  const reply = await read();
  const units = unitsOf(reply['ConsumedCapacity']);
  for (const target of targets) throughput.charge(target, units / targets.length);
  return reply;
}

function tooManyKeys(): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length less than or equal to ${BATCH_LIMIT}`,
  );
}
