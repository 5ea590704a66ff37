import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import type { SubjectId } from '../kernel/ids.ts';
import type { OwnerKey, Workspace, Write } from '../store/workspace.ts';
import {
  activeCheck,
  controlFrom,
  newSubject,
  unknownPerson,
  writable,
  type SubjectControl,
} from '../subjects/control.ts';
import type { Restriction } from '../subjects/grounds.ts';
import { homeOf } from './references.ts';

/** Where a new record will live, with what has to be written or checked for that. */
export interface Home {
  readonly subject?: SubjectId;
  readonly key?: OwnerKey;
  readonly control?: SubjectControl;
  readonly writes: readonly Write[];
}

/**
 * Finds or makes the partition of a new record: the named person's (checked to be active), a new person's, or nobody's.
 * Somebody new begins with the restrictions `born`. A named person who does not exist is `reference.unknown`, one who is being erased `subject.frozen`.
 */
export async function findHome(
  workspace: Workspace,
  declaration: RecordDeclaration,
  person: string | undefined,
  values: RecordValues,
  born: readonly Restriction[] = [],
): Promise<Home> {
  const inOwn = declaration.home.in === 'own';
  const existing = inOwn ? (person as SubjectId | undefined) : homeOf(declaration, values);
  if (existing) {
    const pointer = declaration.home.in === 'field' ? `/${declaration.home.field}` : '/person';
    const [item] = await workspace.tables.get([workspace.keys.subject(existing)]);
    const control = writable(controlFrom(item), pointer);
    const [key] = await workspace.vault.ownerKeys([control.key]);
    if (!key) throw unknownPerson(pointer);
    return { subject: existing, key, control, writes: [activeCheck(workspace, existing, control.epoch)] };
  }
  if (!inOwn) return { writes: [] };
  const { id, key, writes } = await newSubject(workspace, born);
  return { subject: id, key, writes };
}
