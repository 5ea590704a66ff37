import type { Item, WriteRefusal } from './workspace.ts';

class Refusal extends Error implements WriteRefusal {
  override readonly name = 'WriteRefusal';
  readonly failed: ReadonlyMap<number, Item | undefined>;

  constructor(failed: ReadonlyMap<number, Item | undefined>) {
    super('a condition of the transaction does not hold');
    this.failed = failed;
  }
}

/** The refusal of a transaction: positions whose condition failed, with the items found there. */
export function writeRefusal(failed: ReadonlyMap<number, Item | undefined>): WriteRefusal {
  return new Refusal(failed);
}

/** True for a refusal of any bundle; with a position, only when that part's condition failed. */
export function isWriteRefusal(error: unknown, position?: number): error is WriteRefusal {
  if (!(error instanceof Error) || error.name !== 'WriteRefusal' || !('failed' in error)) return false;
  return position === undefined || (error as WriteRefusal).failed.has(position);
}
