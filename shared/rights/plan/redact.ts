import { identifiersIn } from '../../subjects/identifiers.ts';
import { declarationOf, RECORD_TYPES } from '../../catalogue/record-types.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { openRecords } from '../../records/shape.ts';
import { oneOf } from '../../store/clauses.ts';
import { pagesOf } from '../../store/pages.ts';
import type { Workspace } from '../../store/workspace.ts';

/** What a person is known by: values of the identifying fields of the person's own records. */
export interface KnownAs {
  readonly names: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

/** Types whose records identify a person; they are swept last, since redacting needs their values. */
export const IDENTIFYING_TYPES: readonly string[] = RECORD_TYPES.filter((declaration) =>
  Object.values(declaration.fields).some(({ lookup, whose }) => lookup !== undefined && whose === 'self'),
).map(({ type }) => type);

/** Reads what a person is known by, consistently. */
export async function knownAs(workspace: Workspace, person: SubjectId): Promise<KnownAs> {
  const found: { readonly kind: string; readonly value: string }[] = [];
  const pages = pagesOf(workspace.tables, {
    table: 'data',
    pk: workspace.keys.subject(person).pk,
    skPrefix: 'REC#',
    filter: oneOf('type', IDENTIFYING_TYPES),
  });
  for await (const items of pages)
    for (const record of await openRecords(workspace, declarationOf, items)) {
      const declaration = record && declarationOf(record.item.type);
      if (record && declaration) found.push(...identifiersIn(declaration, record.values));
    }
  const of = (kind: string) => [
    ...new Set(found.filter((one) => one.kind === kind).map(({ value }) => value)),
  ];
  return { names: of('name'), emails: of('email'), phones: of('phone') };
}

/** What stands where a person was named. */
export const BLANK = '[…]';

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const word = (pattern: string) => String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`;

/** Parts of a name shorter than this are words of their own too often. */
const SHORTEST_PART = 3;

/**
 * What is searched for: whole names and addresses in any case, telephone numbers in any writing, and single parts of
 * a name as they are written (a part may be an ordinary word in lower case).
 */
function patterns({ names, emails, phones }: KnownAs): RegExp[] {
  const whole = [...emails, ...names].map((text) => literal(text).replace(/\s+/g, String.raw`\s+`));
  const numbers = phones.map((phone) => Array.from(phone.replace(/\D/g, '')).join(String.raw`[\s./()-]*`));
  const pieces = names
    .flatMap((name) => name.split(/[\s,]+/u))
    .filter((part) => part.length >= SHORTEST_PART);
  const any = (list: readonly string[], flags: string) =>
    list.length === 0 ? [] : [new RegExp(word([...new Set(list)].join('|')), flags)];
  return [
    ...any(whole, 'giu'),
    ...any(
      numbers.filter((number) => number !== '').map((number) => String.raw`\+?${number}`),
      'gu',
    ),
    ...any(pieces.map(literal), 'gu'),
  ];
}

/** Blanks every naming of a person in the texts of a value, however deep; everything else stays as it is. */
export function redactor(known: KnownAs): <V>(value: V) => V {
  const wanted = patterns(known);
  const text = (value: string) => wanted.reduce((left, pattern) => left.replace(pattern, BLANK), value);
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(redact);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redact(member)]));
  };
  return <V>(value: V) => redact(value) as V;
}

/** True when a value names the person anywhere. */
export function names(known: KnownAs, value: unknown): boolean {
  return JSON.stringify(redactor(known)(value)) !== JSON.stringify(value);
}
