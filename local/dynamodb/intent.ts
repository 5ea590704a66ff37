import type { Item } from './attribute-value.ts';
import type { TableDefinition } from './table-definition.ts';

/** An item about to be written. */
export interface Intent {
  readonly table: TableDefinition;
  /** Identity within the table. */
  readonly id: string;
  /** Key attributes. */
  readonly key: Item;
  readonly before: Item | undefined;
  /** True for deletions by the service itself (time to live). */
  readonly byService: boolean;
}
