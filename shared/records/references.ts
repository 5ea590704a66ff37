import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import { isRecordId, partitionOf, type RecordId, type SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';

/** One reference of a record to another one. */
export interface Reference {
  readonly field: string;
  readonly pointer: string;
  readonly to: RecordId;
  readonly refersTo: readonly string[];
}

/** Every reference in the link fields of a record. */
export function referencesIn(declaration: RecordDeclaration, values: RecordValues): Reference[] {
  return Object.entries(declaration.fields).flatMap(([field, { whose, refersTo }]) => {
    if (whose !== 'link' || values[field] === undefined) return [];
    const given: unknown = values[field];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    return list.map((to, index) => {
      const pointer = Array.isArray(given) ? `/${field}/${index}` : `/${field}`;
      if (typeof to !== 'string' || !isRecordId(to)) {
        throw new Problem('request.invalid', { violations: [{ pointer, rule: 'reference' }] });
      }
      return { field, pointer, to, refersTo: refersTo ?? [] };
    });
  });
}

/** The person that a record is about to live with, from the declaration's home; undefined when it is about nobody. */
export function homeOf(declaration: RecordDeclaration, values: RecordValues): SubjectId | undefined {
  if (declaration.home.in !== 'field') return undefined;
  const reference = values[declaration.home.field];
  return typeof reference === 'string' && isRecordId(reference) ? personOf(reference) : undefined;
}

/** The person in whose partition a record lives. */
export function personOf(record: RecordId): SubjectId | undefined {
  const partition = partitionOf(record);
  return partition.about === 'person' ? partition.id : undefined;
}
