import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from './grammar.ts';
import type { Guard } from './guard.ts';
import type { Patience } from './retries.ts';
import type { TableNames } from './transaction.ts';

/** What a repository is built from; everything in it belongs to one namespace. */
export interface TablesSettings extends Patience {
  readonly guard: Guard;
  readonly names: TableNames;
  /** Enters every transaction token, so that equal operation ids of two namespaces are two operations. */
  readonly namespace: string;
  readonly documents: () => Promise<DynamoDBDocumentClient>;
  /** Told after an item was deleted, so that caches forget it. */
  readonly deleted?: (key: ItemKey) => void;
}
