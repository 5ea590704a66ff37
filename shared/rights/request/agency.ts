import type { Id } from '../../kernel/ids.ts';
import type { RequestType } from '../rights.ts';

/** Whom answers go to. */
export const ANSWERS_TO = ['person', 'agent'] as const;
/** A recipient of answers. */
export type AnswersTo = (typeof ANSWERS_TO)[number];

/** Somebody who asks on a person's behalf: what a request shows of it; name, contact and mandate are sealed (IDV-02). */
export interface Agency {
  /** `claimed` until an officer has looked at the mandate. */
  readonly state: 'claimed' | 'verified' | 'refused' | 'revoked';
  /** The part that holds the mandate. */
  readonly mandate: Id;
  /** Rights that the mandate covers. */
  readonly rights: readonly RequestType[];
  /** Last day of the mandate. */
  readonly until?: string;
  readonly answers: AnswersTo;
  readonly checkedBy?: string;
  readonly checkedAt?: string;
  readonly revokedAt?: string;
}
