import type { Workspace, Write } from '../../../shared/store/workspace.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { controlFrom, type SubjectControl } from '../../../shared/subjects/control.ts';
import type { Ground, Restriction } from '../../../shared/subjects/grounds.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';

/** The control of a person as it is stored now. */
export async function controlOf(
  workspace: Workspace,
  subject: SubjectId,
): Promise<SubjectControl | undefined> {
  return controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
}

/** A restriction of everything on a ground, unless something narrower is said. */
export function restriction(
  workspace: Workspace,
  ground: Ground,
  narrower: Partial<Restriction> = {},
): Restriction {
  const since = instant(workspace.now());
  return { id: newId(workspace.random), ground, purposes: 'all', records: 'all', since, ...narrower };
}

/** Carries out one write about a person, prepared from the stored control. */
export async function carryOut(
  workspace: Workspace,
  subject: SubjectId,
  prepare: (control: SubjectControl | undefined) => Write,
): Promise<void> {
  await workspace.tables.write([prepare(await controlOf(workspace, subject))]);
}

/** Restricts a person at once. */
export async function restrict(
  workspace: Workspace,
  subject: SubjectId,
  ground: Ground,
  narrower: Partial<Restriction> = {},
): Promise<Restriction> {
  const made = restriction(workspace, ground, narrower);
  await carryOut(workspace, subject, (control) => restrictWrite(workspace, subject, control, made));
  return made;
}
