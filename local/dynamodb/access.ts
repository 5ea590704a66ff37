import { AwsError, type AccessRequest } from '../front/service.ts';
import { contentOf, type AttributeValue, type Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import type { Json } from './engine.ts';
import { attributesOf } from './expression-tokens.ts';
import { keyCondition, partitionValue } from './read-operations.ts';

type Context = Record<string, string | readonly string[]>;

/** From a request (table names resolved) to the questions that IAM must answer before it is carried out. */
export type Access = (input: Json, catalogue: Catalogue) => AccessRequest[];

/** Actions that a restore needs on the target besides its own (AWS: "Using IAM with DynamoDB backup and restore"). */
const RESTORE_ACTIONS = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];

/** Actions by part of a `TransactWriteItems` call (AWS: "Using IAM with DynamoDB transactions"). */
const PART_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** The same questions, each with the policy of the table that it is about. */
export function underTablePolicies(
  requests: readonly AccessRequest[],
  catalogue: Catalogue,
): AccessRequest[] {
  return requests.map((asked) => {
    const name = /:table\/([^/]+)/.exec(asked.resource)?.[1];
    const policy = name === undefined ? undefined : catalogue.find(name)?.policy;
    return policy === undefined ? asked : { ...asked, resourcePolicy: policy, resourceRule: 'either' };
  });
}

/** A call on one table that touches no item. */
export const onTable =
  (action: string): Access =>
  (input, catalogue) => [request(action, catalogue.arn(tableOf(input)))];

/** A call without a resource. */
export const onAccount =
  (action: string): Access =>
  () => [request(action, '*')];

/** A call on one item, named by `Key` or contained in `Item`. */
export const onItem =
  (action: string): Access =>
  (input, catalogue) => [itemRequest(action, input, catalogue)];

/** `Query`: on an index, both the resource and the leading key are the index's. */
export const onQuery: Access = (input, catalogue) => {
  const name = tableOf(input);
  const index = input['IndexName'];
  const table = catalogue.find(name);
  const definition =
    index === undefined ? table : table?.indexes.find((candidate) => candidate.name === index);
  const value = definition && partitionValue(keyCondition(input), definition.key.partition);
  return [
    request('Query', resourceOf(input, catalogue), {
      ...(value && { 'dynamodb:LeadingKeys': [leadingKey(value)] }),
      ...described(input),
      ...selected(input),
    }),
  ];
};

/** A scan asks for the whole table, which a policy may refuse by `dynamodb:FullTableScan`. */
export const onScan: Access = (input, catalogue) => [
  request('Scan', resourceOf(input, catalogue), {
    ...described(input),
    ...selected(input),
    'dynamodb:FullTableScan': 'true',
  }),
];

/** A batch of reads asks table by table, with the partitions that are read there. */
export const onBatchGet: Access = (input, catalogue) =>
  Object.entries(batch<Json & { Keys: Item[] }>(input)).map(([name, part]) =>
    request('BatchGetItem', catalogue.arn(name), {
      ...leadingKeys(name, part.Keys, catalogue),
      ...described({ ...part, ReturnConsumedCapacity: input['ReturnConsumedCapacity'] }, ...part.Keys),
      ...selected(part),
    }),
  );

/** A batch of writes asks table by table, for puts and deletions together. */
export const onBatchWrite: Access = (input, catalogue) =>
  Object.entries(batch<{ PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>(input)).map(
    ([name, parts]) => {
      const items = parts.map((part) => part.PutRequest?.Item ?? part.DeleteRequest?.Key ?? {});
      return request('BatchWriteItem', catalogue.arn(name), {
        ...leadingKeys(name, items, catalogue),
        ...described({ ReturnConsumedCapacity: input['ReturnConsumedCapacity'] }, ...items),
      });
    },
  );

/** Transactions have no action of their own: each part needs the permission of the single call. */
export const onTransaction =
  (enclosing: 'TransactWriteItems' | 'TransactGetItems'): Access =>
  (input, catalogue) => {
    const parts = input['TransactItems'];
    if (!Array.isArray(parts) || parts.length === 0) {
      throw new AwsError('ValidationException', 'TransactItems must contain at least one element');
    }
    return parts.flatMap((part: Readonly<Record<string, Json>>) =>
      Object.entries(part).map(([kind, call]) => {
        const action = enclosing === 'TransactGetItems' ? 'GetItem' : (PART_ACTIONS[kind] ?? 'Unknown');
        const single = itemRequest(action, call, catalogue);
        return { ...single, context: { ...single.context, 'dynamodb:EnclosingOperation': enclosing } };
      }),
    );
  };

/** A restore asks for both tables, and for every action that fills the new one. */
export const onRestore: Access = (input, catalogue) => {
  const source = catalogue.arn(catalogue.nameOf(input['SourceTableName'] ?? input['SourceTableArn']));
  const target = catalogue.arn(catalogue.nameOf(input['TargetTableName']));
  return [
    request('RestoreTableToPointInTime', source),
    request('RestoreTableToPointInTime', target),
    ...RESTORE_ACTIONS.map((action) => request(action, target)),
  ];
};

function itemRequest(action: string, input: Json, catalogue: Catalogue): AccessRequest {
  const name = tableOf(input);
  const item = (input['Item'] ?? input['Key'] ?? {}) as Item;
  return request(action, catalogue.arn(name), {
    ...leadingKeys(name, [item], catalogue),
    ...described(input, item),
    ...(action === 'GetItem' && selected(input)),
  });
}

function request(action: string, resource: string, context: Context = {}): AccessRequest {
  return { action: `dynamodb:${action}`, resource, context };
}

function tableOf(input: Json): string {
  return String(input['TableName']);
}

function resourceOf(input: Json, catalogue: Catalogue): string {
  const index = input['IndexName'];
  return typeof index === 'string'
    ? catalogue.indexArn(tableOf(input), index)
    : catalogue.arn(tableOf(input));
}

function batch<T>(input: Json): Readonly<Record<string, T>> {
  return (input['RequestItems'] ?? {}) as Readonly<Record<string, T>>;
}

function leadingKeys(name: string, items: readonly Item[], catalogue: Catalogue): Context {
  const partition = catalogue.find(name)?.key.partition;
  const values = items.flatMap((item) => (partition && item[partition] ? [leadingKey(item[partition])] : []));
  return values.length > 0 ? { 'dynamodb:LeadingKeys': [...new Set(values)] } : {};
}

/** Policies compare text: numbers and base64 as they are on the wire. */
function leadingKey(value: AttributeValue): string {
  return String(contentOf(value));
}

/** Expressions whose attribute names count as named by the request. */
const EXPRESSIONS = [
  'KeyConditionExpression',
  'ConditionExpression',
  'UpdateExpression',
  'FilterExpression',
  'ProjectionExpression',
];

/** Keys that follow from a request's members: attribute names, return values, capacity detail. */
function described(input: Json, ...items: readonly Item[]): Context {
  const names = (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const inExpressions = EXPRESSIONS.flatMap((member) =>
    attributesOf(input[member] as string | undefined, names),
  );
  const attributes = [...new Set([...items.flatMap((item) => Object.keys(item)), ...inExpressions])];
  const { ReturnValues: values, ReturnConsumedCapacity: capacity } = input;
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(typeof values === 'string' && { 'dynamodb:ReturnValues': values }),
    ...(typeof capacity === 'string' && { 'dynamodb:ReturnConsumedCapacity': capacity }),
  };
}

/** What a read returns: as asked, or as it follows from projection and index. */
function selected(input: Json): Context {
  const { Select: select, ProjectionExpression: projection, IndexName: index } = input;
  const implied = projection ? 'SPECIFIC_ATTRIBUTES' : index ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
  return { 'dynamodb:Select': typeof select === 'string' ? select : implied };
}
