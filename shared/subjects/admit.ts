import type { Exception, LegalBasis, Purpose } from '../catalogue/vocabulary.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { SubjectControl } from './control.ts';
import { groundRule, type Ground, type Restriction } from './grounds.ts';
import { USES, type Use } from './uses.ts';

/** How data about a person is about to be processed. */
export interface Processing {
  readonly use: Use;
  /** The exception of Art. 18(2) that the caller relies on. */
  readonly exception?: Exception;
}

/** What an event says of a processing: the exception that was relied on, and that it served the person's own rights. */
export function told(processing: Processing | undefined): {
  readonly exception?: Exception;
  readonly purpose?: Purpose;
} {
  return {
    ...(processing?.exception ? { exception: processing.exception } : {}),
    ...(processing?.use === 'rights' ? { purpose: 'rights-handling' } : {}),
  };
}

/** Why a value is held: what a restriction can single out. */
export interface Held {
  readonly purpose: Purpose;
  readonly basis: LegalBasis;
}

/** A use of some values of a person; without a record it is a use of the person as a whole. */
export interface WantedUse extends Processing {
  readonly record?: RecordId;
  readonly fields: readonly Held[];
}

const covers = <T>(some: readonly T[] | 'all', one: T) => some === 'all' || some.includes(one);

function stops(
  { ground, purposes, records }: Restriction,
  { use, exception, record }: Omit<WantedUse, 'fields'>,
  { purpose, basis }: Held,
): boolean {
  const rule = groundRule(ground);
  if (exception && rule.exceptions.includes(exception)) return false;
  return (
    covers(rule.uses, use) &&
    covers(rule.purposes, purpose) &&
    covers(rule.bases, basis) &&
    covers(purposes, purpose) &&
    (records === 'all' || (record !== undefined && records.includes(record)))
  );
}

/** The ground that stops the use of a value; undefined when nothing does, as for every use that passes. */
export function groundStopping(
  control: SubjectControl | undefined,
  use: Omit<WantedUse, 'fields'>,
  held: Held,
): Ground | undefined {
  if (USES[use.use].restricted === 'passes') return undefined;
  return control?.restrictions?.find((restriction) => stops(restriction, use, held))?.ground;
}

/** The refusal of a use; its reason names the ground, for example `restriction.accuracy`. */
export function restrictedBy(ground: Ground): Problem {
  return new Problem('subject.restricted', { reason: `restriction.${ground}` });
}

/** Refuses a use as soon as one of the values is stopped: `subject.restricted`. */
export function admit(control: SubjectControl | undefined, wanted: WantedUse): void {
  for (const held of wanted.fields) {
    const ground = groundStopping(control, wanted, held);
    if (ground) throw restrictedBy(ground);
  }
}
