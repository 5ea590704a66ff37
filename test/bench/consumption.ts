import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Consumed {
  readonly CapacityUnits?: number;
}

/** Capacity units as the engine reports them. */
export interface Meter {
  readonly units: number;
  readonly calls: number;
}

/** Counts what a client's calls consume from now on, without the caller's knowing. */
export function meter(documents: DynamoDBDocumentClient): () => Meter {
  let units = 0;
  let calls = 0;
  documents.middlewareStack.add(
    (next) => async (args) => {
      (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
      const result = await next(args);
      const { ConsumedCapacity: told } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const one of [told ?? []].flat()) units += one.CapacityUnits ?? 0;
      calls += 1;
      return result;
    },
    { step: 'initialize', name: 'meter', priority: 'high' },
  );
  return () => ({ units, calls });
}
