import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import { controlFrom, type SubjectControl } from '../subjects/control.ts';
import { personOf } from './references.ts';
import { openWithPeople, type People } from './gate.ts';
import type { OpenRecord } from './shape.ts';

/** A record with the control of the person that it is about. */
export interface LoadedRecord {
  readonly record: OpenRecord;
  readonly stored: Item;
  readonly control?: SubjectControl;
  /** Everybody whose restrictions reach the record. */
  readonly people: People;
}

/**
 * Reads one record and its person's control in one consistent call; people whom its own text names cost one more
 * when no owner key has to be read.
 * Absent, of another type, of another tenant, or unreadable because its key was destroyed: all the same `not-found`.
 * `subject.frozen` from the moment at which the person's erasure begins.
 */
export async function loadRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
): Promise<LoadedRecord> {
  const subject = personOf(id);
  const [stored, controlItem] = await workspace.tables.get([
    workspace.keys.record(id),
    ...(subject ? [workspace.keys.subject(subject)] : []),
  ]);
  if (!stored || stored['type'] !== declaration.type) throw new Problem('not-found');
  const control = controlFrom(controlItem);
  if (subject && (!control || control.state === 'erased')) throw new Problem('not-found');
  if (control?.state === 'erasing') throw new Problem('subject.frozen');
  const known: People = new Map(subject ? [[subject, control]] : []);
  const { records, people } = await openWithPeople(workspace, () => declaration, [stored], known);
  const [record] = records;
  if (!record) throw new Problem('not-found');
  return { record, stored, people, ...(control ? { control } : {}) };
}
