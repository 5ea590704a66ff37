import type { FieldDeclaration, RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { ID_LENGTH, isRecordId } from '../kernel/ids.ts';
import type { OpenRecord } from '../records/shape.ts';
import { personOf } from '../records/references.ts';
import type { Reason } from './wordings/reasons.ts';

/** One thing that is held and not given: record and field, never the value. */
export interface Withheld {
  readonly record: string;
  readonly type: string;
  readonly field: string;
  readonly why: Reason;
}

/** A record as the person gets it. */
export interface Disclosed {
  /** The id as the person sees it. */
  readonly id: string;
  readonly shown: Readonly<Record<string, unknown>>;
  /** The person's own statements beside the record (Art. 16). */
  readonly statements: readonly string[];
  readonly withheld: readonly Withheld[];
  /** True when bytes of a file may be given. */
  readonly content: boolean;
  /** True when a text that names several people waits for the officer's decision. */
  readonly undecided: boolean;
}

/** What the officer has decided about a text that names several people. */
export type Decision = 'include' | 'withhold';

/** Protected text; in a record that names several people, all of it waits for the officer. */
export const isText = ({ kind }: FieldDeclaration) => kind === 'personal' || kind === 'special';

/** Why a record of somebody or something else is not given. */
export function foreignReason(id: RecordId): Reason {
  return personOf(id) === undefined ? 'not-about-you' : 'another-person';
}

const leadsElsewhere = (subject: SubjectId) => (value: unknown) => {
  if (typeof value !== 'string' || !isRecordId(value)) return false;
  const person = personOf(value);
  return person !== undefined && person !== subject;
};

/** References of a field without those to other people. */
function ownReferences(value: unknown, elsewhere: (value: unknown) => boolean): unknown {
  if (!Array.isArray(value)) return elsewhere(value) ? undefined : value;
  const kept = value.filter((one) => !elsewhere(one));
  return kept.length > 0 || value.length === 0 ? kept : undefined;
}

const dropped = (before: unknown, after: unknown) =>
  after === undefined || (Array.isArray(before) && Array.isArray(after) && after.length < before.length);

/** True when a record's text names people beside the one that it is about. */
export function namesSeveral(values: RecordValues): boolean {
  return Array.isArray(values['mentions']) && values['mentions'].length > 0;
}

/** The id of a record as a person sees it: that of a record about somebody else leaves out who that is. */
export function idFor(subject: SubjectId, id: RecordId): string {
  const person = personOf(id);
  return person === undefined || person === subject ? id : id.slice(-ID_LENGTH);
}

/**
 * Splits a record into what its person gets and what is withheld, and why; together they are everything held.
 * `own`: the record is about the person. Otherwise it only names the person, by the fields `naming`.
 */
export function disclose(
  subject: SubjectId,
  declaration: RecordDeclaration,
  { item, values, statements = [] }: Pick<OpenRecord, 'item' | 'values' | 'statements'>,
  place: { readonly own: true } | { readonly own: false; readonly naming: readonly string[] },
  decision: Decision | undefined,
): Disclosed {
  const elsewhere = leadsElsewhere(subject);
  const several = namesSeveral(values);
  const text = several ? decision === 'include' : place.own;
  const foreign = foreignReason(item.id);
  const id = idFor(subject, item.id);
  const shown: Record<string, unknown> = {};
  const withheld: Withheld[] = [];
  const withhold = (field: string, why: Reason) =>
    withheld.push({ record: id, type: declaration.type, field, why });
  for (const [name, field] of Object.entries(declaration.fields)) {
    const value = values[name];
    if (value === undefined) continue;
    if (field.whose === 'link') {
      const kept = ownReferences(value, elsewhere);
      const named = place.own || place.naming.includes(name);
      if (named && kept !== undefined) shown[name] = kept;
      if (!named || dropped(value, kept)) withhold(name, named ? 'another-person' : foreign);
    } else if (isText(field) && several) {
      if (text) shown[name] = value;
      else withhold(name, 'names-others');
    } else if (place.own) shown[name] = value;
    else withhold(name, foreign);
  }
  if (statements.length > 0 && !place.own) withhold('statements', foreign);
  return {
    id,
    shown,
    statements: place.own ? statements : [],
    withheld,
    content: text,
    undecided: several && decision === undefined,
  };
}
