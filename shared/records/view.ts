import { visibleGroups, type Permission, type Role } from '../access/roles.ts';
import type { AuditEvent } from '../audit/vocabulary.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { fieldsWhere } from '../catalogue/record-schema.ts';
import { told, type Processing } from '../subjects/admit.ts';
import { personOf } from './references.ts';
import type { OpenRecord } from './shape.ts';

/** The fields of a type that a role meets under a verb; hidden ones are absent, not nulled (IAM-03). */
export function visibleFields(
  role: Role,
  declaration: RecordDeclaration,
  verb: 'read' | 'list' | 'change',
): string[] {
  const groups = visibleGroups(role, recordPermission(declaration, verb));
  if (!groups) return [];
  return fieldsWhere(declaration, (field) => groups === 'all' || groups.includes(field.group));
}

/** The permission for a verb on a record type; a type that is no resource of the matrix is under `record`. */
export function recordPermission(
  declaration: RecordDeclaration,
  verb: Permission extends `${string}:${infer V}` ? V : never,
): Permission {
  const known = ['contact', 'customer', 'product', 'order', 'invoice', 'note', 'file'];
  const resource = (known.includes(declaration.type) ? declaration.type : 'record') as 'record';
  return `${resource}:${verb}` as Permission;
}

/** A record as a caller sees it; `withheld` names the fields that a restriction takes out. */
export function recordBody(
  record: OpenRecord & { readonly withheld?: readonly string[] },
  shown: readonly string[],
): Record<string, unknown> {
  const { item, values, externalId } = record;
  const withheld = record.withheld?.filter((name) => shown.includes(name)) ?? [];
  const person = personOf(item.id);
  const fields = Object.fromEntries(
    shown.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
  return {
    id: item.id,
    version: item.version,
    ...(person ? { person } : {}),
    ...(externalId ? { externalId } : {}),
    ...(record.statements ? { statements: record.statements } : {}),
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    ...(withheld.length > 0 ? { withheld } : {}),
    ...fields,
  };
}

/**
 * The event of showing a record's protected fields; undefined when none is shown (AUD-02) and nobody relied on an
 * exception.
 */
export function readingEvent(
  declaration: RecordDeclaration,
  record: OpenRecord,
  shown: readonly string[],
  action: AuditEvent['action'] = 'record.read',
  processing?: Processing,
): AuditEvent | undefined {
  const fields = fieldsWhere(
    declaration,
    (field, name) => field.kind !== 'plain' && shown.includes(name) && record.values[name] !== undefined,
  );
  if (fields.length === 0 && !processing?.exception) return undefined;
  const subject = personOf(record.item.id);
  return {
    action,
    target: record.item.id,
    type: declaration.type,
    ...(subject ? { subject } : {}),
    fields,
    ...told(processing),
  };
}
