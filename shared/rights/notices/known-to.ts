import type { FieldDeclaration } from '../../catalogue/declaration.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { ID_LENGTH, type RecordId, type SubjectId } from '../../kernel/ids.ts';
import { personOf } from '../../records/references.ts';
import { openRecords, type OpenRecord } from '../../records/shape.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { DisclosedRecord } from '../../recipients/disclosure.ts';
import type { Correction, Identifier, IdentifierLabel } from './notice-letter.ts';

/** Identifiers that a notice names at most. */
const MOST = 20;
/** Records that are read together. */
const TOGETHER = 100;

/** Values as they were before a correction, by record and field (`null`: nothing stood): what a recipient still knows. */
export type Before = Readonly<Record<RecordId, Readonly<Record<string, Json>>>>;

/** What stands for a value that is no longer there. */
const NOTHING = '–';

/** A value on one line and without signs that hide what it says: a letter carries no others. */
export function line(value: unknown): string {
  const text =
    value !== null && typeof value === 'object' ? Object.values(value).map(line).join(', ') : String(value);
  return text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

interface Known {
  readonly field: FieldDeclaration;
  readonly name: string;
  readonly value: string;
  readonly before?: string;
}

/** Values of fields of one record that were disclosed and are the person's own. */
function valuesOf(
  { item, values }: OpenRecord,
  disclosed: readonly string[],
  before: Readonly<Record<string, Json>> = {},
): Known[] {
  const fields: Readonly<Record<string, FieldDeclaration>> = declarationOf(item.type)?.fields ?? {};
  return disclosed.flatMap((name) => {
    const field = fields[name];
    const [value, was] = [values[name], before[name] ?? undefined];
    if (!field || field.whose === 'link' || (value === undefined && was === undefined)) return [];
    const now = value === undefined ? NOTHING : line(value);
    return [{ field, name, value: now, ...(was === undefined ? {} : { before: line(was) }) }];
  });
}

function distinct(identifiers: readonly Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((one) => [`${one.label}|${one.value}`, one])).values()].slice(0, MOST);
}

/** What identifies best comes first: look-up values, then other personal values, then the records' own numbers. */
function identifiersIn(known: readonly Known[], records: readonly DisclosedRecord[]): Identifier[] {
  const named = (label: IdentifierLabel, { value, before }: Known): Identifier => ({
    label,
    value: before ?? value,
  });
  const looked = known.flatMap((one) => (one.field.lookup ? [named(one.field.lookup, one)] : []));
  if (looked.length > 0) return distinct(looked);
  const personal = known.filter(({ field }) => field.kind === 'personal' && field.group !== 'content');
  if (personal.length > 0) return distinct(personal.map((one) => named('disclosed', one)));
  return distinct(records.map(({ record }) => ({ label: 'reference', value: record.slice(-ID_LENGTH) })));
}

/**
 * How a recipient knows a person: values that were disclosed to it and no others, as they were disclosed; and what is
 * right now of the fields that were corrected. Only the person's own records are opened.
 */
export async function knownTo(
  workspace: Workspace,
  person: SubjectId,
  records: readonly DisclosedRecord[],
  correction: { readonly fields: readonly string[]; readonly before?: Before },
): Promise<{ readonly person: readonly Identifier[]; readonly corrections: readonly Correction[] }> {
  const own = records.filter(({ record }) => personOf(record) === person);
  const known: Known[] = [];
  for (let from = 0; from < own.length; from += TOGETHER) {
    const some = own.slice(from, from + TOGETHER);
    const items = await workspace.tables.get(some.map(({ record }) => workspace.keys.record(record)));
    const opened = await openRecords(
      workspace,
      declarationOf,
      items.filter((item) => item !== undefined),
    );
    for (const record of opened) {
      const disclosed = some.find((one) => one.record === record?.item.id)?.fields ?? [];
      if (record) known.push(...valuesOf(record, disclosed, correction.before?.[record.item.id]));
    }
  }
  const corrected = known.filter(({ name }) => correction.fields.includes(name));
  return {
    person: identifiersIn(known, records),
    corrections: corrected.map(({ name: field, value, before }) => ({
      field,
      value,
      ...(before === undefined ? {} : { before }),
    })),
  };
}
