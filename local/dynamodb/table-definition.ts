import type { PolicyDocument } from '../front/service.ts';
import { canonical, type AttributeValue, type Item } from './attribute-value.ts';

/** Names of the partition key and, where there is one, the sort key. */
export interface KeySchema {
  readonly partition: string;
  readonly sort?: string;
}

/** A secondary index as its table declares it. */
export interface IndexDefinition {
  readonly name: string;
  readonly global: boolean;
  readonly key: KeySchema;
  /** Attributes beside keys that the index holds; `all` holds everything. */
  readonly projected: 'all' | readonly string[];
}

/** A table as the local cloud keeps it; the engine knows only keys and indexes. */
export interface TableDefinition {
  readonly name: string;
  readonly id: string;
  /** Virtual epoch milliseconds. */
  readonly createdAt: number;
  readonly key: KeySchema;
  readonly indexes: readonly IndexDefinition[];
  /** Types of key attributes: `S`, `N` or `B`. */
  readonly attributeTypes: Readonly<Record<string, string>>;
  /** ARN of the customer key; absent for a table under the service's own key. */
  readonly keyArn?: string;
  readonly recovery?: { readonly enabledAt: number; readonly days: number };
  /** Label (creation time) of the table's change feed; absent without a stream. */
  readonly stream?: string;
  /** Attribute with the expiry in epoch seconds. */
  readonly timeToLive?: string;
  readonly deletionProtection: boolean;
  /** The table's own policy; its statements on the table also meet questions about its indexes that they name. */
  readonly policy?: PolicyDocument;
  readonly restored?: {
    readonly sourceArn: string;
    readonly source: string;
    readonly at: number;
    readonly running: boolean;
  };
}

/** The key attributes of an item. */
export function keyOf(table: TableDefinition, item: Item): Item {
  const names = table.key.sort === undefined ? [table.key.partition] : [table.key.partition, table.key.sort];
  return pick(item, names);
}

/** Identity of an item within its table: equal keys, however spelled, are equal strings. */
export function itemId(table: TableDefinition, item: Item): string {
  return Object.values(keyOf(table, item)).map(canonical).join('\u0000');
}

/** Those of the named attributes that an item has, in the order of the names. */
export function pick(item: Item, names: readonly string[]): Item {
  const picked: Record<string, AttributeValue> = {};
  for (const name of names) if (Object.hasOwn(item, name)) picked[name] = item[name] as AttributeValue;
  return picked;
}

/** What an index holds of an item; undefined when the item has no place in it. */
export function indexed(
  table: TableDefinition,
  index: IndexDefinition,
  item: Item | undefined,
): Item | undefined {
  if (item === undefined) return undefined;
  const keys = [index.key.partition, ...(index.key.sort === undefined ? [] : [index.key.sort])];
  if (keys.some((name) => !Object.hasOwn(item, name))) return undefined;
  if (index.projected === 'all') return item;
  const tableKeys = [table.key.partition, ...(table.key.sort === undefined ? [] : [table.key.sort])];
  return pick(item, [...new Set([...tableKeys, ...keys, ...index.projected])]);
}
