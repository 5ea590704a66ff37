import { DAY } from '../../kernel/time.ts';

/** What becomes of a document that was asked for; `unused`: its time was over, or the request closed otherwise. */
export const EVIDENCE_STATES = ['asked', 'held', 'confirmed', 'rejected', 'unused'] as const;
/** A state of evidence. */
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** A document for one check (Art. 12(6)): what became of it stays, its bytes go with the result. */
export interface Evidence {
  readonly state: EvidenceState;
  readonly askedAt: string;
  readonly askedBy: string;
  /** Where its bytes are; absent once nothing can come back there. */
  readonly objectKey?: string;
  /** When the bytes go at the latest. */
  readonly until?: string;
  /** When an opened copy was made last. */
  readonly openedAt?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  /** When its bytes were deleted. */
  readonly goneAt?: string;
}

/** How long a document is held at most, from the moment at which its upload was prepared. */
export const EVIDENCE_LIFE = 30 * DAY;

/** True while a document is awaited or being looked at. */
export function isPendingEvidence(evidence: Evidence | undefined): boolean {
  return evidence?.state === 'asked' || evidence?.state === 'held';
}

/** What members see of it: not where its bytes are. */
export function shownEvidence({ objectKey: _at, ...shown }: Evidence): Omit<Evidence, 'objectKey'> {
  return shown;
}
