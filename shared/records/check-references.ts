import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import { Problem } from '../kernel/problems.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { admit, type Processing } from '../subjects/admit.ts';
import { activeCheck, controlFrom, writable } from '../subjects/control.ts';
import { heldIn } from './gate.ts';
import { personOf, referencesIn, type Reference } from './references.ts';
import { needsOwnKey } from './shape.ts';

/** A link item says which fields of another person's or nobody's record name this person. */
function linkWrite(
  workspace: Workspace,
  subject: SubjectId,
  from: RecordId,
  type: string,
  fields: string[],
): Write {
  return {
    put: { record: from, type, fields },
    at: workspace.keys.link(subject, from),
    if: { expression: 'attribute_exists(pk) OR attribute_not_exists(pk)' },
  };
}

/** The people whom references name, with the naming fields; the record's own person is no link. */
function people(references: readonly Reference[], home: SubjectId | undefined): Map<SubjectId, string[]> {
  const named = new Map<SubjectId, string[]>();
  for (const { to, field } of references) {
    const subject = personOf(to);
    if (subject && subject !== home) named.set(subject, [...new Set([...(named.get(subject) ?? []), field])]);
  }
  return named;
}

/**
 * Checks that what a record refers to exists and is of an allowed type, and gives the link items to write and delete
 * so that every person named by the record can be found from the person's own partition.
 * Only references that are new are looked up; `subject.restricted` when one of the people must not be written about.
 */
export async function checkReferences(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  before: RecordValues,
  after: RecordValues,
  processing: Processing,
): Promise<Write[]> {
  const home = personOf(id);
  const old = referencesIn(declaration, before);
  const current = referencesIn(declaration, after);
  const fresh = current.filter(({ to, field }) => !old.some((was) => was.to === to && was.field === field));
  const was = people(old, home);
  const is = people(current, home);
  const gone = [...was.keys()].filter((subject) => !is.has(subject));
  const changed = [...is].filter(([subject, fields]) => was.get(subject)?.join() !== fields.join());
  await refuseUnknown(workspace, fresh);
  const writes: Write[] = [];
  const controls = await workspace.tables.get(changed.map(([subject]) => workspace.keys.subject(subject)));
  for (const [index, [subject, fields]] of changed.entries()) {
    const pointer = fresh.find(({ to }) => personOf(to) === subject)?.pointer ?? '';
    const control = writable(controlFrom(controls[index]), pointer);
    const written = needsOwnKey(declaration, after) ? Object.keys(after) : fields;
    admit(control, { ...processing, record: id, fields: heldIn(declaration, written) });
    const { epoch } = control;
    writes.push(activeCheck(workspace, subject, epoch));
    writes.push(linkWrite(workspace, subject, id, declaration.type, fields));
  }
  for (const subject of gone) {
    writes.push({
      delete: true,
      at: workspace.keys.link(subject, id),
      if: { expression: 'attribute_exists(pk) OR attribute_not_exists(pk)' },
    });
  }
  return writes;
}

async function refuseUnknown(workspace: Workspace, references: readonly Reference[]): Promise<void> {
  if (references.length === 0) return;
  const unique = [...new Map(references.map((reference) => [reference.to, reference])).values()];
  const items = await workspace.tables.get(unique.map(({ to }) => workspace.keys.record(to)));
  const violations = unique.flatMap(({ pointer, refersTo }, index) => {
    const item = items[index];
    return item && refersTo.includes(item['type'] as string) ? [] : [{ pointer, rule: 'reference' }];
  });
  if (violations.length > 0) throw new Problem('reference.unknown', { violations });
}
