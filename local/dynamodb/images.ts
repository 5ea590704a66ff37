import type { Item } from './attribute-value.ts';
import type { Engine } from './engine.ts';
import { itemId, type TableDefinition } from './table-definition.ts';

/** An item named by its key. */
export interface Located {
  readonly table: TableDefinition;
  readonly key: Item;
  readonly id: string;
}

/** Keys that one batch read of the engine takes. */
const BATCH = 100;

/** The items' present images, in the order asked for; undefined where there is none. */
export async function readImages(engine: Engine, wanted: readonly Located[]): Promise<(Item | undefined)[]> {
  const [only] = wanted;
  if (wanted.length === 1 && only) {
    const input = { TableName: only.table.name, Key: only.key, ConsistentRead: true };
    const answer = (await engine.call('GetItem', input)) as { Item?: Item };
    return [answer.Item];
  }
  const found = new Map<string, Item>();
  for (let at = 0; at < wanted.length; at += BATCH)
    await readBatch(engine, wanted.slice(at, at + BATCH), found);
  return wanted.map(({ table, id }) => found.get(`${table.name}/${id}`));
}

interface BatchAnswer {
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, unknown>>;
}

async function readBatch(
  engine: Engine,
  wanted: readonly Located[],
  found: Map<string, Item>,
): Promise<void> {
  const tables = new Map(wanted.map(({ table }) => [table.name, table]));
  let pending: Readonly<Record<string, unknown>> = Object.fromEntries(
    [...tables.keys()].map((name) => {
      const located = wanted.filter(({ table }) => table.name === name);
      const distinct = new Map(located.map(({ id, key }) => [id, key]));
      return [name, { Keys: [...distinct.values()], ConsistentRead: true }];
    }),
  );
  while (Object.keys(pending).length > 0) {
    const answer = (await engine.call('BatchGetItem', { RequestItems: pending })) as BatchAnswer;
    for (const [name, items] of Object.entries(answer.Responses ?? {})) {
      const table = tables.get(name);
      for (const item of items) if (table) found.set(`${name}/${itemId(table, item)}`, item);
    }
    pending = answer.UnprocessedKeys ?? {};
  }
}
