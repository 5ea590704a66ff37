import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declare, startCloud, tableProperties, type Cloud } from './cloud.ts';

const TableName = 'records';

/** Filters that use every comparator, function and connective, on every type. */
const FILTERS = [
  '#v = :one',
  '#v <> :one',
  '#v < :two',
  '#v <= :text',
  '#v > :one OR #v >= :text',
  '#v BETWEEN :one AND :two',
  '#v IN (:one, :text, :list)',
  'NOT #v = :one',
  'attribute_exists(#v) AND NOT attribute_exists(#m.#inner)',
  'attribute_not_exists(#v)',
  'attribute_type(#v, :typeS)',
  'begins_with(#v, :text)',
  'contains(#v, :text)',
  'contains(#v, :one)',
  'size(#v) > :one',
  'size(#v) = :two AND (#v = :set OR #v = :list)',
  '#m.#inner[1] = :two',
  '#m.#inner[0] = :one OR #v = :bytes',
  'begins_with(#v, :bytes)',
  '#v = #m',
];

const VALUES: Record<string, unknown> = {
  ':one': 1,
  ':two': 2,
  ':text': 'ab',
  ':typeS': 'S',
  ':list': [1, 2],
  ':set': new Set([1, 2]),
  ':bytes': new Uint8Array([1, 2]),
};

const ITEMS: Record<string, unknown>[] = [
  { v: 1 },
  { v: 2 },
  { v: 1.5 },
  { v: '1' },
  { v: 'ab' },
  { v: 'abc' },
  { v: 'zab' },
  { v: [1, 2] },
  { v: ['ab'] },
  { v: new Set([1, 2]) },
  { v: new Set(['ab', 'x']) },
  { v: new Uint8Array([1, 2, 3]) },
  { v: new Uint8Array([1, 2]) },
  { v: true },
  { v: null },
  { v: { a: 1 }, m: { a: 1 } },
  { m: { inner: [1, 2] } },
  { v: 3, m: { inner: [2] } },
  {},
];

describe('queries of a lagging index', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud({ indexLagMs: { min: 60_000, max: 60_000 } });
    const [own] = tableProperties().GlobalSecondaryIndexes;
    await declare(
      cloud,
      tableProperties({ GlobalSecondaryIndexes: [{ ...own, Projection: { ProjectionType: 'ALL' } }] }),
    );
    for (const [rank, item] of ITEMS.entries()) {
      await cloud.doc.send(
        new PutCommand({ TableName, Item: { pk: 'p', sk: String(rank), group: 'g', rank, ...item } }),
      );
    }
    cloud.clock.advance(60_000);
  });
  afterAll(() => cloud.stop());

  const run = async (FilterExpression: string, ProjectionExpression: string) => {
    const used = `${FilterExpression} ${ProjectionExpression}`;
    const pick = <T>(all: Record<string, T>) =>
      Object.fromEntries(
        Object.entries(all).filter(([name]) => new RegExp(`${name}(?![A-Za-z])`).test(used)),
      );
    const { Items, Count, ScannedCount } = await cloud.doc.send(
      new QueryCommand({
        TableName,
        IndexName: 'byGroup',
        KeyConditionExpression: '#g = :g',
        FilterExpression,
        ProjectionExpression,
        ExpressionAttributeNames: { '#g': 'group', ...pick({ '#v': 'v', '#m': 'm', '#inner': 'inner' }) },
        ExpressionAttributeValues: { ':g': 'g', ...pick(VALUES) },
      }),
    );
    return { Items, Count, ScannedCount };
  };

  it('filter and project exactly as the engine does without lag', async () => {
    const projection = 'sk, #v, #m.#inner[1]';
    const caughtUp = [];
    for (const filter of FILTERS) caughtUp.push(await run(filter, projection));
    expect(caughtUp.some(({ Count }) => (Count ?? 0) > 0)).toBe(true);
    await cloud.doc.send(
      new PutCommand({ TableName, Item: { pk: 'x', sk: 'x', group: 'elsewhere', rank: 1 } }),
    );
    for (const [at, filter] of FILTERS.entries()) {
      expect([filter, await run(filter, projection)]).toEqual([filter, caughtUp[at]]);
    }
  });

  it('refuse a bad expression whether or not the index lags', async () => {
    for (const filter of ['#v ==', '#v = :undefined', 'nonsense(#v)']) {
      await expect(run(filter, 'sk')).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });
});
