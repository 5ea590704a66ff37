import type { ItemKey } from '../../shared/store/grammar.ts';
import { INDEXES } from '../../shared/store/grammar.ts';
import type { Item, Page, PartitionQuery, TenantTables, Write } from '../../shared/store/workspace.ts';
import { writeRefusal } from '../../shared/store/write-refusal.ts';
import { holds, updated } from './expression.ts';

const place = ({ table, pk, sk }: ItemKey) => `${table}|${pk}|${sk}`;

/**
 * A small model of the two tables: transactions are all or nothing, every condition is evaluated, indexes follow at
 * once. It has no limits on size or throughput; those belong to the engine.
 */
export class ModelTables {
  readonly items = new Map<string, Item>();

  /** The repository of one tenant: a key or answer that is not the tenant's is refused. */
  of(prefix: string): TenantTables {
    const guard = (key: ItemKey) => {
      if (!key.pk.startsWith(prefix)) throw new TypeError('a key of another tenant');
      return place(key);
    };
    return {
      get: async (keys) => keys.map((key) => this.#read(guard(key))),
      query: async (query) => {
        if (!query.pk.startsWith(prefix)) throw new TypeError('a partition of another tenant');
        return this.#query(query);
      },
      write: async (writes) => {
        for (const { at } of writes) guard(at);
        this.#write(writes);
      },
    };
  }

  #read(at: string): Item | undefined {
    return structuredClone(this.items.get(at));
  }

  #write(writes: readonly Write[]): void {
    const places = writes.map(({ at }) => place(at));
    if (new Set(places).size !== places.length) throw new TypeError('a transaction names an item twice');
    if (writes.length === 0 || writes.length > 100) throw new TypeError('a transaction has 1 to 100 parts');
    const failed = new Map<number, Item | undefined>();
    for (const [position, { at, if: clause }] of writes.entries()) {
      const found = this.items.get(place(at));
      if (!holds(clause, found)) failed.set(position, structuredClone(found));
    }
    if (failed.size > 0) throw writeRefusal(failed);
    for (const write of writes) {
      const { pk, sk } = write.at;
      if ('put' in write) this.items.set(place(write.at), structuredClone({ ...write.put, pk, sk }));
      else if ('update' in write) {
        const next = updated(write.update, this.items.get(place(write.at)) ?? {});
        this.items.set(place(write.at), structuredClone({ ...next, pk, sk }));
      } else if ('delete' in write) this.items.delete(place(write.at));
    }
  }

  #query(query: PartitionQuery): Page {
    const { pk, sk } = query.index ? INDEXES[query.index] : { pk: 'pk', sk: 'sk' };
    const order = (item: Item) => `${String(item[sk])}|${item.pk}|${item.sk}`;
    const [low, high] = query.skBetween ?? ['', '\uffff'];
    const after = query.after as Item | undefined;
    const found = [...this.items]
      .filter(([at]) => at.startsWith(`${query.table}|`))
      .map(([, item]) => item)
      .filter((item) => item[pk] === query.pk && String(item[sk]).startsWith(query.skPrefix ?? ''))
      .filter((item) => String(item[sk]) >= low && String(item[sk]) <= high)
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
    if (query.newestFirst) found.reverse();
    const start = after ? found.findIndex((item) => item.pk === after.pk && item.sk === after.sk) + 1 : 0;
    const page = found.slice(start, start + (query.limit ?? found.length));
    const last = page.at(-1);
    const items = page.filter((item) => !query.filter || holds(query.filter, item));
    if (!last || start + page.length >= found.length) return { items: structuredClone(items) };
    return {
      items: structuredClone(items),
      next: { pk: last.pk, sk: last.sk, [pk]: last[pk], [sk]: last[sk] },
    };
  }
}
