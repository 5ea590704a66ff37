import type { Json } from './engine.ts';

/** Capacity units since the start, fractions included. */
export interface Consumed {
  readonly read: number;
  readonly write: number;
  readonly calls: number;
}

interface Capacity {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits?: number }>>;
  readonly [member: string]: unknown;
}

/** Adds up what calls consumed, by table. */
export class Consumption {
  readonly #tables = new Map<string, { read: number; write: number; calls: number }>();

  /** Counts a reply's capacity and returns the reply with as much of it as the caller asked for. */
  account(way: 'read' | 'write', reply: Json, asked: unknown): Json {
    const { ConsumedCapacity: found, ...rest } = reply;
    for (const capacity of listed(found)) {
      const table = capacity.TableName ?? '';
      const sum = this.#tables.get(table) ?? { read: 0, write: 0, calls: 0 };
      sum[way] += capacity.CapacityUnits ?? 0;
      sum.calls += 1;
      this.#tables.set(table, sum);
    }
    if (found === undefined || (asked !== 'TOTAL' && asked !== 'INDEXES')) return rest;
    return { ...rest, ConsumedCapacity: asked === 'INDEXES' ? found : shortened(found) };
  }

  totals(): Readonly<Record<string, Consumed>> {
    return Object.fromEntries([...this.#tables].map(([table, sum]) => [table, { ...sum }]));
  }
}

/** The capacity entries of a reply: one, or one per table. */
function listed(found: unknown): readonly Capacity[] {
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as Capacity[]) : [found as Capacity];
}

/** Capacity units of a whole reply. */
export function unitsOf(found: unknown): number {
  return listed(found).reduce((sum, { CapacityUnits: units }) => sum + (units ?? 0), 0);
}

function shortened(found: unknown): unknown {
  const short = listed(found).map(
    ({ Table: _table, GlobalSecondaryIndexes: _global, LocalSecondaryIndexes: _local, ...total }) => total,
  );
  return Array.isArray(found) ? short : short[0];
}
