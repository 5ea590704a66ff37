import type { Id, RecordId } from '../kernel/ids.ts';

/** A hold as it is kept on the person's control item: what of the person must not be destroyed. */
export interface Hold {
  readonly id: Id;
  readonly records: readonly RecordId[] | 'all';
  readonly since: string;
}
