import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { newId } from '../../shared/kernel/ids.ts';
import type { Item } from '../../shared/store/workspace.ts';
import type { Scene } from '../unit/erasure/fixture.ts';

const BATCH = 100;

/** Replaces every text in an item, bytes untouched. */
function replaced(value: unknown, pairs: readonly (readonly [string, string])[]): unknown {
  if (typeof value === 'string') return pairs.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((member) => replaced(member, pairs));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, pairs)]));
}

/**
 * Fills a tenant up with people of one record each, past the product: copies of one person's control, key, record and
 * tokens under new ids. Their sealed parts do not open; nothing here reads them.
 */
export async function fill(scene: Scene, people: number): Promise<void> {
  if (people < 1) return;
  const before = new Set((await scene.raw()).map(({ pk, sk }) => `${pk} ${sk}`));
  const id = await scene.create('contact', {
    name: 'Somebody',
    email: `${newId().toLowerCase()}@example.org`,
  });
  const made = (await scene.raw()).filter(
    ({ pk, sk }) => !before.has(`${pk} ${sk}`) && !pk.includes('#AUD#'),
  );
  const control = made.find(({ sk }) => sk === 'CTL');
  const subject = id.slice(1, 27);
  const own = id.slice(27);
  const found = control?.['key'];
  const key = typeof found === 'string' ? found : '';
  if (control === undefined || key === '' || made.length < 3)
    throw new Error('a person looks different by now');
  const copies: Item[] = [];
  for (let person = 1; person < people; person++) {
    const pairs = [subject, own, key].map((old) => [old, newId() as string] as const);
    copies.push(...made.map((item) => replaced(item, pairs) as Item));
    if (copies.length >= BATCH * 8 || person === people - 1) await write(scene, copies.splice(0));
  }
}

async function write({ bench }: Scene, items: readonly Item[]): Promise<void> {
  const table = ({ pk, sk }: Item) => (/#(?:KEY|TOK)#/.test(pk) || sk.startsWith('TOK#') ? 'keys' : 'data');
  for (let from = 0; from < items.length; from += BATCH)
    await bench.engine.documents.send(
      new TransactWriteCommand({
        TransactItems: items
          .slice(from, from + BATCH)
          .map((Item) => ({ Put: { TableName: table(Item), Item } })),
      }),
    );
}
