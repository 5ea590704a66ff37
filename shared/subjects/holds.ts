import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { remove, set, updates } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { ACTIVE_AT, writable, type SubjectControl } from './control.ts';
import type { Hold } from './hold.ts';

/** Holds on one person at most: all of them are read with every write about the person. */
const MOST = 20;

function replaced(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  next: readonly Hold[],
): Write {
  const { epoch } = writable(control, '/person');
  const raised = set({ epoch: epoch + 1, holds: next.length > 0 ? next : undefined });
  return {
    update: next.length > 0 ? raised : updates(raised, remove('holds')),
    at: workspace.keys.subject(subject),
    if: ACTIVE_AT(epoch),
  };
}

/** True when nothing of the person may be erased: a hold covers everything, or a stored file. */
export function isHeldWhole(control: SubjectControl | undefined): boolean {
  return (control?.holds ?? []).some(({ records, file }) => records === 'all' || file === true);
}

/** The holds on single records: their records are kept, everything else of the person may be erased. */
export function holdsOnRecords(control: SubjectControl | undefined): Hold[] {
  return (control?.holds ?? []).filter(({ records, file }) => records !== 'all' && file !== true);
}

/** Refuses to destroy a record that a hold covers: `conflict` with the reason `hold`. */
export function refuseHeld(control: SubjectControl | undefined, record: RecordId): void {
  const covered = (control?.holds ?? []).some(({ records }) => records === 'all' || records.includes(record));
  if (covered) throw new Problem('conflict', { detail: 'A hold covers this record.', reason: 'hold' });
}

/**
 * Puts a hold on a person in the transaction that this is part of; the epoch is raised, so that an erasure that was
 * about to begin fails. `subject.frozen` once it has begun, `conflict` when there are as many as there can be.
 */
export function holdWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  hold: Hold,
): Write {
  const before = control?.holds ?? [];
  if (before.length >= MOST) throw new Problem('conflict', { reason: 'hold' });
  return replaced(workspace, subject, control, [...before, hold]);
}

/** Takes a hold off a person. */
export function unholdWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  hold: Id,
): Write {
  const left = (control?.holds ?? []).filter(({ id }) => id !== hold);
  return replaced(workspace, subject, control, left);
}
