import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import { RECORD_TYPES } from '../../../shared/catalogue/record-types.ts';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { marked } from './markers.ts';

/** A person of whom everything is held that can be. */
export interface Person {
  readonly subject: SubjectId;
  readonly contact: RecordId;
  /** Marks by `type.field`. */
  readonly marks: Readonly<Record<string, string>>;
}

/** A person with one record of every type that can be about one, a mark in every field that holds text. */
export async function person(workspace: Workspace, next: () => number): Promise<Person> {
  const { body, marks } = marked(contact, next);
  const { id, subject } = await createRecord(workspace, contact, body);
  const all: Record<string, string> = { ...marks };
  for (const declaration of RECORD_TYPES as readonly RecordDeclaration[]) {
    if (declaration.home.in !== 'field') continue;
    const one = marked(declaration, next);
    await createRecord(workspace, declaration, { ...one.body, [declaration.home.field]: id });
    Object.assign(all, one.marks);
  }
  return { subject: subject as SubjectId, contact: id, marks: all };
}
