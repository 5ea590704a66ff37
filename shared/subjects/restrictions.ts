import type { Id, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { controlWrite, type SubjectControl } from './control.ts';
import { groundRule, type Restriction } from './grounds.ts';

/** Restrictions of one person at most: all of them are read with every use of the person's data. */
export const MOST_RESTRICTIONS = 20;
/** Records that one restriction names at most. */
export const MOST_RECORDS = 50;

/** The restrictions of a person, oldest first. */
export function restrictionsOf(control: SubjectControl | undefined): readonly Restriction[] {
  return control?.restrictions ?? [];
}

const refusal = (pointer: string, rule: string) =>
  new Problem('rule.violated', { violations: [{ pointer, rule }] });

/** Refuses a restriction that is empty, too large, or reaches further than its ground. */
function refuseUnsound({ ground, purposes, records }: Restriction): void {
  const rule = groundRule(ground);
  if (purposes !== 'all') {
    if (purposes.length === 0) throw refusal('/purposes', 'too_small');
    const beyond = purposes.some((purpose) => rule.purposes !== 'all' && !rule.purposes.includes(purpose));
    if (beyond) throw refusal('/purposes', 'ground');
  }
  if (records !== 'all' && records.length === 0) throw refusal('/records', 'too_small');
  if (records !== 'all' && records.length > MOST_RECORDS) throw refusal('/records', 'too_big');
}

function found(control: SubjectControl | undefined, id: Id): Restriction {
  const restriction = restrictionsOf(control).find((one) => one.id === id);
  if (!restriction) throw new Problem('not-found');
  return restriction;
}

/**
 * Restricts a person's data from the transaction on that this is part of; what changes `besides` is in the same write,
 * since a transaction names an item once. `conflict` when the id is in use or the
 * person has as many as there can be, `subject.frozen` while the person is being erased.
 */
export function restrictWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  restriction: Restriction,
  besides: Pick<SubjectControl, 'consents'> = {},
): Write {
  refuseUnsound(restriction);
  const before = restrictionsOf(control);
  if (before.length >= MOST_RESTRICTIONS || before.some(({ id }) => id === restriction.id))
    throw new Problem('conflict', { violations: [{ pointer: '/restrictions', rule: 'too_big' }] });
  return controlWrite(workspace, subject, control, { ...besides, restrictions: [...before, restriction] });
}

/**
 * Records that the person was told that restrictions will be lifted (Art. 18(3)); the first time stays.
 * `not-found` for an id that is not in force.
 */
export function announceWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  ...ids: readonly Id[]
): Write {
  for (const id of ids) found(control, id);
  const now = instant(workspace.now());
  const next = restrictionsOf(control).map((one) =>
    ids.includes(one.id) ? { ...one, announcedAt: one.announcedAt ?? now } : one,
  );
  return controlWrite(workspace, subject, control, { restrictions: next });
}

/**
 * Lifts restrictions. `conflict` when the ground of one wants the person to be told before and nobody has told,
 * `not-found` for an id that is not in force.
 */
export function liftWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  ...ids: readonly Id[]
): Write {
  for (const id of ids) {
    const { ground, announcedAt } = found(control, id);
    if (!groundRule(ground).noticeFirst || announcedAt !== undefined) continue;
    throw new Problem('conflict', {
      detail: 'Tell the person before the restriction is lifted.',
      reason: 'restriction.notice-first',
    });
  }
  const next = restrictionsOf(control).filter((one) => !ids.includes(one.id));
  return controlWrite(workspace, subject, control, { restrictions: next });
}
