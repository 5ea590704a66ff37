import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AwsError } from '../front/service.ts';
import type { Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import type { Engine } from './engine.ts';
import type { Lag } from './index-lag.ts';
import { itemId, keyOf, type TableDefinition } from './table-definition.ts';
import { writeOne } from './write-operations.ts';
import type { WriteParts } from './write-path.ts';

/** Items that expired longer ago are left alone (AWS: "Using time to live (TTL) in DynamoDB"). */
const OLDEST = 5 * 365 * 24 * 3_600_000;

/** Deletes expired items late, as AWS does: each item has its own delay, drawn from the seed. */
export class Expiry {
  readonly #catalogue: Catalogue;
  readonly #engine: Engine;
  readonly #writes: WriteParts;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #delay: Lag;

  /** `delay` bounds the milliseconds between an item's expiry and its deletion. */
  constructor(writes: WriteParts, clock: Clock, seed: number, delay: Lag) {
    this.#catalogue = writes.catalogue;
    this.#engine = writes.engine;
    this.#writes = writes;
    this.#clock = clock;
    this.#seed = seed;
    this.#delay = delay;
  }

  /** Deletes what is due in every table with time to live; returns how many items went. */
  async sweep(): Promise<number> {
    let removed = 0;
    for (const table of this.#catalogue.all()) {
      if (table.timeToLive !== undefined) removed += await this.#sweepTable(table, table.timeToLive);
    }
    return removed;
  }

  async #sweepTable(table: TableDefinition, attribute: string): Promise<number> {
    let removed = 0;
    let start: Item | undefined;
    do {
      const page = await this.#expired(table, attribute, start);
      for (const item of page.Items) {
        const value = item[attribute];
        const expiry = value && 'N' in value ? Number(value.N) * 1000 : Number.NaN;
        const due = expiry + this.#delayOf(table, item);
        if (due > this.#clock.now() || !(expiry > this.#clock.now() - OLDEST)) continue;
        if (await this.#remove(table, attribute, item)) removed += 1;
      }
      start = page.LastEvaluatedKey;
    } while (start);
    return removed;
  }

  async #expired(
    table: TableDefinition,
    attribute: string,
    start: Item | undefined,
  ): Promise<{ Items: Item[]; LastEvaluatedKey?: Item }> {
    const names = [table.key.partition, table.key.sort, attribute].filter((name) => name !== undefined);
    const aliases = [...new Set(names)].map((name, at) => [`#n${at}`, name] as const);
    const expiry = aliases.find(([, name]) => name === attribute)?.[0] ?? '';
    const page = await this.#engine.call('Scan', {
      TableName: table.name,
      FilterExpression: `${expiry} <= :now`,
      ProjectionExpression: aliases.map(([alias]) => alias).join(', '),
      ExpressionAttributeNames: Object.fromEntries(aliases),
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(this.#clock.now() / 1000)) } },
      ...(start && { ExclusiveStartKey: start }),
    });
    return page as unknown as { Items: Item[]; LastEvaluatedKey?: Item };
  }

  /** Only if the expiry is still the one that was seen: a write in between may have prolonged the item. */
  async #remove(table: TableDefinition, attribute: string, item: Item): Promise<boolean> {
    const input = {
      TableName: table.name,
      Key: keyOf(table, item),
      ConditionExpression: '#ttl = :seen',
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':seen': item[attribute] },
    };
    try {
      await writeOne(this.#writes, 'DeleteItem', table, input, true);
      return true;
    } catch (error) {
      const later = [
        'ConditionalCheckFailedException',
        'TransactionConflictException',
        'ThrottlingException',
      ];
      if (error instanceof AwsError && later.includes(error.code)) return false;
      throw error;
    }
  }

  #delayOf(table: TableDefinition, item: Item): number {
    const hash = createHash('sha256')
      .update(`${this.#seed}/${table.name}/${itemId(table, item)}`)
      .digest();
    const { min, max } = this.#delay;
    return min + (hash.readUInt32BE(0) / 4_294_967_296) * (max - min);
  }
}
