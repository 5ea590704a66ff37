/** The two tables: what is sealed, and what it is sealed with. */
export type TableName = 'data' | 'keys';

/** A primary key together with the table that it is a key of. */
export interface ItemKey {
  readonly table: TableName;
  readonly pk: string;
  readonly sk: string;
}

/** Who may write items of a kind: roles of the template, see lib/stacks. */
export type Writer = 'tenant' | 'eraser' | 'system';

/** What one kind of item is; the grammar is the list of these rows. */
export interface ItemKind {
  readonly table: TableName;
  /** Pattern of the partition key; `{…}` is an opaque id, a day, a shard or a keyed token. */
  readonly pk: string;
  readonly sk: string;
  /** Index partition and sort key, when items of this kind are in an index. */
  readonly index?: { readonly name: IndexName; readonly pk: string; readonly sk: string };
  readonly written: readonly Writer[];
  /** Who may delete; everybody else is refused by IAM on the key table and by the repository on both. */
  readonly deleted: readonly Writer[];
  readonly holds: string;
}

/**
 * The two indexes of the data table, both with every attribute, so that a page is one query; what they hold is sealed.
 * No right, uniqueness or authorisation rests on them: they lag.
 */
export const INDEXES = {
  list: { pk: 'listPk', sk: 'listSk' },
  trail: { pk: 'trailPk', sk: 'trailSk' },
} as const;
/** An index of the data table. */
export type IndexName = keyof typeof INDEXES;

/** Who writes and deletes what: the tenant’s role and the eraser’s. */
export const both = { written: ['tenant', 'eraser'], deleted: ['tenant', 'eraser'] } as const;
/** What is only ever added. */
export const append = { written: ['tenant', 'eraser'], deleted: [] } as const;
/** What only an erasure takes away. */
export const eraserDeletes = { written: ['tenant', 'eraser'], deleted: ['eraser'] } as const;
