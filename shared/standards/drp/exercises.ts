import type { RequestType } from '../../rights/rights.ts';

/** The version of the Data Rights Protocol that is spoken here. */
export const DRP_VERSION = '1.0';

/** What a right of the protocol is here. */
interface Exercise {
  readonly type: RequestType;
  readonly marketing?: true;
}

/**
 * The rights of the protocol (section 3.01). Opting out of a sale is the objection that needs no identification and is
 * not weighed: nothing is sold here, and what the law that it comes from also calls so is use for marketing. Opting in is
 * none of these: a consent is given by the person, to the business.
 */
export const EXERCISES = {
  access: { type: 'access' },
  'access:categories': { type: 'access' },
  'access:specific': { type: 'access' },
  deletion: { type: 'erasure' },
  'sale:opt-out': { type: 'objection', marketing: true },
} as const satisfies Record<string, Exercise>;
/** A right of the protocol that can be exercised here. */
export type ExerciseName = keyof typeof EXERCISES;

/** What an exercise is here; undefined for one that is not supported. */
export function exerciseOf(name: string): Exercise | undefined {
  return Object.hasOwn(EXERCISES, name) ? EXERCISES[name as ExerciseName] : undefined;
}
