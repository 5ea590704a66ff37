import { SECOND } from '../kernel/time.ts';
import type { ItemKey } from '../store/grammar.ts';
import type { Clause, TenantTables } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';

/** How often at most within how many milliseconds. */
export interface Bound {
  readonly most: number;
  readonly within: number;
}

/** The name of a window of time; part of what a counter's token is made of, so that no counter has to be set back. */
export const windowOf = (now: number, { within }: Bound): string => String(Math.floor(now / within));

/** One more, from nothing if need be; the counter goes by itself when its window is over. */
const oneMore = (ttl: number): Clause => ({
  expression: 'SET #count = if_not_exists(#count, :zero) + :one, #ttl = :ttl',
  names: { '#count': 'count', '#ttl': 'ttl' },
  values: { ':zero': 0, ':one': 1, ':ttl': ttl },
});

const fewer = (most: number): Clause => ({
  expression: 'attribute_not_exists(#count) OR #count < :most',
  names: { '#count': 'count' },
  values: { ':most': most },
});

/** Counts one more, however many count at once; false when the bound is reached. */
export async function countUp(
  tables: Pick<TenantTables, 'write'>,
  at: ItemKey,
  { most, within }: Bound,
  now: number,
): Promise<boolean> {
  try {
    await tables.write([{ update: oneMore(Math.ceil((now + 2 * within) / SECOND)), at, if: fewer(most) }]);
    return true;
  } catch (error) {
    if (isWriteRefusal(error)) return false;
    throw error;
  }
}
