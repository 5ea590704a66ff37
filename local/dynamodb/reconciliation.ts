import type { Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import type { Engine } from './engine.ts';
import { readImages } from './images.ts';
import { fingerprint, type Entry, type Journal } from './journal.ts';
import type { Store } from './store.ts';

/**
 * Decides what became of calls whose reply never came: an item that differs from its image before the call was changed.
 * Several open calls on one item are a chain, in which each one's result is the next one's image before.
 */
export async function reconcile(
  store: Store,
  catalogue: Catalogue,
  engine: Engine,
  journal: Journal,
  only?: Entry,
): Promise<void> {
  const rows = store.durable.prepare('SELECT * FROM log WHERE pending = 1 ORDER BY id DESC').all();
  const nextPrint = new Map<string, string>();
  const applied = new Set<string>();
  const settlements: (() => void)[] = [];
  for (const row of rows) {
    const id = Number(row['id']);
    if (only && !only.rows.includes(id)) continue;
    const table = catalogue.find(String(row['table_name']));
    if (table === undefined) continue;
    const identity = String(row['item_id']);
    const place = `${table.name}/${identity}`;
    const key = JSON.parse(String(row['item_key'])) as Item;
    const after =
      nextPrint.get(place) ?? fingerprint((await readImages(engine, [{ table, key, id: identity }]))[0]);
    const print = String(row['fingerprint']);
    nextPrint.set(place, print);
    const changed = print !== after;
    if (changed && row['token'] !== null) applied.add(String(row['token']));
    const before = print === fingerprint(undefined) ? undefined : key;
    const intent = { table, id: identity, key, before, byService: row['by_service'] === 1 };
    const outcome = { changed, exists: after !== fingerprint(undefined) };
    settlements.push(() => journal.settle({ intents: [intent], rows: [id] }, [outcome]));
  }
  for (const settle of settlements.toReversed()) settle();
  settleTokens(store, applied, only);
}

/** A token whose transaction left no trace may be used again. */
function settleTokens(store: Store, applied: ReadonlySet<string>, only: Entry | undefined): void {
  const open = only
    ? only.token
      ? [only.token.token]
      : []
    : store.durable
        .prepare('SELECT token FROM tokens WHERE pending = 1')
        .all()
        .map((row) => String(row['token']));
  for (const token of open) {
    const settled = applied.has(token)
      ? 'UPDATE tokens SET pending = 0 WHERE token = ?'
      : 'DELETE FROM tokens WHERE token = ? AND pending = 1';
    store.durable.prepare(settled).run(token);
  }
}
