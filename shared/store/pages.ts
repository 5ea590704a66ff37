import type { Item, Page, PartitionQuery } from './workspace.ts';

/** Whatever answers queries page by page. */
interface Queried {
  query(query: PartitionQuery): Promise<Page>;
}

/** The pages of a query to its end; the next one is asked for when the one before has been used. */
export async function* pagesOf(
  tables: Queried,
  query: Omit<PartitionQuery, 'after'>,
): AsyncGenerator<readonly Item[]> {
  let after: Page['next'];
  do {
    const page = await tables.query({ ...query, ...(after ? { after } : {}) });
    yield page.items;
    after = page.next;
  } while (after);
}

/** Every item of a query, one page in memory at a time. */
export async function* itemsOf(tables: Queried, query: Omit<PartitionQuery, 'after'>): AsyncGenerator<Item> {
  for await (const items of pagesOf(tables, query)) yield* items;
}

/** Every item of a query at once; for what is known to be few. */
export async function allItems(tables: Queried, query: Omit<PartitionQuery, 'after'>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const items of pagesOf(tables, query)) found.push(...items);
  return found;
}
