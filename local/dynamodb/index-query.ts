import { compareKeys, type AttributeValue, type Item } from './attribute-value.ts';
import { parseCondition, parseProjection, type Path } from './condition-parser.ts';
import { holds } from './condition-value.ts';
import type { Json } from './engine.ts';
import { tokenize } from './expression-tokens.ts';
import {
  indexed,
  itemId,
  keyOf,
  pick,
  type IndexDefinition,
  type TableDefinition,
} from './table-definition.ts';

/** A query of a global index as the wire has it. */
export interface IndexQuery {
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly Select?: string;
}

/** The same query for whole index entries: without filter and projection, and without what only those use. */
export function unfiltered(input: Json & IndexQuery): Json {
  const { FilterExpression: _filter, ProjectionExpression: _projection, Select: _select, ...rest } = input;
  const used = new Set(tokenize(input.KeyConditionExpression).map(({ text }) => text));
  const only = (all: object | undefined) => {
    const kept = Object.entries(all ?? {}).filter(([name]) => used.has(name));
    return kept.length > 0 ? Object.fromEntries(kept) : undefined;
  };
  return {
    ...rest,
    ExpressionAttributeNames: only(input.ExpressionAttributeNames),
    ExpressionAttributeValues: only(input.ExpressionAttributeValues),
  };
}

/** A page of whole index entries. */
export interface RawPage {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}

/** The page as the index showed it before its hidden changes: changed entries replaced, moved or taken out. */
export function pageAsShown(
  table: TableDefinition,
  index: IndexDefinition,
  query: IndexQuery,
  raw: RawPage,
  hidden: ReadonlyMap<string, Item | undefined>,
): Json {
  const placeholders = {
    names: query.ExpressionAttributeNames ?? {},
    values: query.ExpressionAttributeValues ?? {},
  };
  const order = entryOrder(table, index, query.ScanIndexForward !== false);
  const inKey = parseCondition(query.KeyConditionExpression, placeholders);
  const { ExclusiveStartKey: start } = query;
  const shown = raw.Items.filter((item) => !hidden.has(itemId(table, item)));
  for (const image of hidden.values()) {
    const entry = indexed(table, index, image);
    if (entry === undefined || !holds(inKey, entry)) continue;
    if (start && order(entry, start) <= 0) continue;
    if (raw.LastEvaluatedKey && order(entry, raw.LastEvaluatedKey) > 0) continue;
    shown.push(entry);
  }
  shown.sort(order);
  const page = shown.slice(0, query.Limit ?? shown.length);
  const last = page.at(-1);
  const cut = page.length < shown.length && last !== undefined;
  const next = cut ? entryKey(table, index, last) : raw.LastEvaluatedKey;
  const filter =
    query.FilterExpression === undefined ? undefined : parseCondition(query.FilterExpression, placeholders);
  const items = filter ? page.filter((item) => holds(filter, item)) : page;
  const paths = query.ProjectionExpression && parseProjection(query.ProjectionExpression, placeholders.names);
  return {
    ...(query.Select !== 'COUNT' && { Items: paths ? items.map((item) => projected(item, paths)) : items }),
    Count: items.length,
    ScannedCount: page.length,
    ...(next && { LastEvaluatedKey: next }),
  };
}

function entryKey(table: TableDefinition, index: IndexDefinition, item: Item): Item {
  const names = index.key.sort === undefined ? [index.key.partition] : [index.key.partition, index.key.sort];
  return { ...pick(item, names), ...keyOf(table, item) };
}

/** Order within one index partition: the index's sort key, then the table's keys. */
function entryOrder(
  table: TableDefinition,
  index: IndexDefinition,
  forward: boolean,
): (a: Item, b: Item) => number {
  const names = [index.key.sort, table.key.partition, table.key.sort].filter((name) => name !== undefined);
  return (a, b) => {
    for (const name of names) {
      const left = a[name];
      const right = b[name];
      const order = left && right ? compareKeys(left, right) : 0;
      if (order !== 0) return forward ? order : -order;
    }
    return 0;
  };
}

interface Branch {
  readonly name: string | number;
  readonly rest: Path[];
}

/** The parts of an item that a projection names, in their places. */
function projected(item: Item, paths: readonly Path[]): Item {
  const value = cut({ M: item }, paths);
  return value && 'M' in value ? value.M : {};
}

function cut(value: AttributeValue, paths: readonly Path[]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const branches = new Map<string | number, Branch>();
  for (const [name, ...rest] of paths) {
    if (name === undefined) continue;
    const branch = branches.get(name) ?? { name, rest: [] };
    branch.rest.push(rest);
    branches.set(name, branch);
  }
  if ('M' in value) {
    const members = [...branches.values()].flatMap(({ name, rest }) => {
      const inner = typeof name === 'string' && Object.hasOwn(value.M, name) ? value.M[name] : undefined;
      const part = inner && cut(inner, rest);
      return part ? [[name, part] as const] : [];
    });
    return members.length > 0 ? { M: Object.fromEntries(members) } : undefined;
  }
  if (!('L' in value)) return undefined;
  const elements = value.L.flatMap((inner, at) => {
    const branch = branches.get(at);
    const part = branch && cut(inner, branch.rest);
    return part ? [part] : [];
  });
  return elements.length > 0 ? { L: elements } : undefined;
}
