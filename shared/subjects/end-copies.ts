import type { Id, SubjectId } from '../kernel/ids.ts';
import { MINUTE } from '../kernel/time.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { groundRule, type Restriction } from './grounds.ts';

/** A call that was let in before the restriction may still be writing its copy: longer than a call lasts. */
const LATE = MINUTE;

/**
 * The due work by which opened copies of a person's files are taken away once the person's data are restricted, for the
 * transaction that restricts: at once, and again for a copy that was just being made. None for a ground that leaves the
 * files in use.
 */
export function endCopiesWrites(
  workspace: Workspace,
  subject: SubjectId,
  { ground }: Pick<Restriction, 'ground'>,
): Write[] {
  const { purposes, uses } = groundRule(ground);
  if (purposes !== 'all' || uses !== 'all') return [];
  const reference = subject as string as Id;
  return [0, LATE].map((later) =>
    dueWrite(workspace, { at: workspace.now() + later, kind: 'copies', reference }),
  );
}
