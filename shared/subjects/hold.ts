import type { Id, RecordId } from '../kernel/ids.ts';

/** A hold as it is kept on the control item of everybody whom it is about: what must not be destroyed, and why. */
export interface Hold {
  readonly id: Id;
  readonly records: readonly RecordId[] | 'all';
  /** A stored file is among the records: its bytes stay where they are, and so does the whole person. */
  readonly file?: true;
  /** Art. 17(3), and its letter. */
  readonly ground: string;
  readonly since: string;
}
