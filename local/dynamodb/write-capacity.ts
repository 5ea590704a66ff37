import { canonical, canonicalItem, type Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import { itemSize, writeUnits } from './item-size.ts';
import { indexed, type IndexDefinition, type TableDefinition } from './table-definition.ts';
import type { Target, Throughput } from './throttling.ts';

/** Images of an item around a write. */
export interface Images {
  readonly table: TableDefinition;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** The base partition and the partitions of global indexes that a write goes to. */
export function writeTargets(catalogue: Catalogue, { table, key, before, after }: Images): Target[] {
  const targets = [partitionOf(catalogue, table, undefined, key, 'Write')];
  for (const index of table.indexes.filter(({ global }) => global)) {
    for (const image of [before, after]) {
      if (image && Object.hasOwn(image, index.key.partition)) {
        targets.push(partitionOf(catalogue, table, index, image, 'Write'));
      }
    }
  }
  return targets;
}

/** One partition key value of a table, or of one of its indexes. */
export function partitionOf(
  catalogue: Catalogue,
  table: TableDefinition,
  index: IndexDefinition | undefined,
  key: Item,
  way: Target['way'],
): Target {
  const name = index?.global ? index.key.partition : table.key.partition;
  const value = key[name];
  return {
    arn: index?.global ? catalogue.indexArn(table.name, index.name) : catalogue.arn(table.name),
    index: index?.global === true,
    partition: value ? canonical(value) : '',
    way,
  };
}

/** Takes the units of a finished write from the partitions it went to; transactions cost twice (prepare and commit). */
export function chargeWrite(
  catalogue: Catalogue,
  throughput: Throughput,
  images: Images,
  factor: 1 | 2,
): void {
  const { table, key, before, after } = images;
  const size = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
  throughput.charge(partitionOf(catalogue, table, undefined, key, 'Write'), factor * writeUnits(size));
  for (const index of table.indexes.filter(({ global }) => global)) {
    const old = indexed(table, index, before);
    const now = indexed(table, index, after);
    if (old && now && canonicalItem(old) === canonicalItem(now)) continue;
    const sides = [old, now].filter((entry) => entry !== undefined);
    const targets = sides.map((entry) => partitionOf(catalogue, table, index, entry, 'Write'));
    sides.forEach((entry, at) => {
      const target = targets[at];
      const moved = at === 0 || target?.partition !== targets[0]?.partition;
      if (target && moved) throughput.charge(target, factor * writeUnits(itemSize(entry)));
    });
  }
}
