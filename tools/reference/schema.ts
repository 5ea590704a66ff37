import { escape } from './html.ts';

/** The part of a JSON Schema that the contract uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

/** Patterns that are longer say less than the format beside them. */
const LONGEST_PATTERN = 48;

const range = (least: number | undefined, most: number | undefined, unit: string): string[] => {
  const safe = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (safe(least) && safe(most)) return [`${least} to ${most}${unit}`];
  if (safe(most)) return [`at most ${most}${unit}`];
  return safe(least) ? [`at least ${least}${unit}`] : [];
};

/** What a value has to be, in one line of HTML without its members. */
export function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) return escape(schema.$ref.split('/').at(-1) ?? '');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(kindOf).join(' or ');
  if (schema.const !== undefined) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(' ');
  if (schema.items !== undefined)
    return ['list of ' + kindOf(schema.items), ...range(schema.minItems, schema.maxItems, '')].join(', ');
  const { pattern, format } = schema;
  return [
    escape(format ?? String(schema.type ?? 'anything')),
    ...range(schema.minLength, schema.maxLength, ' characters'),
    ...range(schema.minimum, schema.maximum, ''),
    ...(pattern !== undefined && format === undefined && pattern.length <= LONGEST_PATTERN
      ? [`<code>${escape(pattern)}</code>`]
      : []),
  ].join(', ');
}

/** The members of an object, those of a list's items and of every choice included, as rows: name, needed, kind. */
export function membersOf(schema: Schema, prefix = ''): string[][] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (inner.length > 0) return inner.flatMap((choice) => membersOf(choice, prefix));
  if (schema.items !== undefined) return membersOf(schema.items, `${prefix}[].`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const told =
      member.description === undefined ? '' : ` <span class="n">${escape(member.description)}</span>`;
    const needed = schema.required?.includes(name) === true ? 'yes' : '';
    const deeper = membersOf(member, member.items === undefined ? `${path}.` : path);
    return [[`<code>${escape(path)}</code>`, needed, kindOf(member) + told], ...deeper];
  });
}
