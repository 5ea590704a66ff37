import * as z from 'zod';

const column = z.string().min(1).max(200);
const name = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/);

/** How the text of a cell becomes a value. */
export const FORMATS = [
  'text',
  'date',
  'datetime',
  'integer',
  'decimal',
  'decimal-to-minor',
  'boolean',
  'country-name',
] as const;
/** A format of cells. */
export type Format = (typeof FORMATS)[number];

/** When a record or reference is made of a row: a column against a constant or another column. */
const condition = z
  .strictObject({
    column,
    is: z.enum(['equals', 'not-equals', 'contains', 'not-contains', 'present', 'absent']),
    value: z.string().max(500).optional(),
    otherColumn: column.optional(),
  })
  .refine(
    ({ is, value, otherColumn }) =>
      is === 'present' || is === 'absent'
        ? value === undefined && otherColumn === undefined
        : (value === undefined) !== (otherColumn === undefined),
    { error: 'a constant or another column' },
  );
/** A condition on a row. */
export type Condition = z.output<typeof condition>;

const cell = z
  .strictObject({
    column: column.optional(),
    constant: z.union([z.string().max(4000), z.number(), z.boolean()]).optional(),
    join: z
      .strictObject({ columns: z.array(column).min(1).max(10), separator: z.string().max(10).default(' ') })
      .optional(),
    format: z.enum(FORMATS).default('text'),
    /** Text of the cell → value; a text that is not listed is refused. */
    map: z.record(z.string().max(200), z.union([z.string().max(4000), z.number(), z.boolean()])).optional(),
    /** Digits after the decimal point of the currency, for `decimal-to-minor`. */
    digits: z.int().min(0).max(4).default(2),
  })
  .refine(
    ({ column: from, constant, join }) =>
      [from, constant, join].filter((one) => one !== undefined).length === 1,
    { error: 'one of column, constant, join' },
  );
/** Where a value comes from. */
export type Cell = z.output<typeof cell>;

/** An external id: a column, or a text with columns in braces. */
const externalId = z
  .strictObject({ column: column.optional(), template: z.string().min(1).max(300).optional() })
  .refine(({ column: from, template }) => (from === undefined) !== (template === undefined), {
    error: 'a column or a template',
  });
/** How an external id is made of a row. */
export type ExternalId = z.output<typeof externalId>;

const reference = z.strictObject({ type: name, externalId, when: condition.optional() });
/** A reference to a record that is found by its external id. */
export type ReferenceRule = z.output<typeof reference>;

const lines = z.strictObject({
  from: name,
  fields: z.record(z.string().max(100), cell).default({}),
  references: z.record(name, reference).default({}),
});
/** A list field whose entries are the rows of a joined file. */
export type LinesRule = z.output<typeof lines>;

const record = z.strictObject({
  type: name,
  externalId,
  when: condition.optional(),
  /** The record of the person whom this one joins, for types that are at home with a person of their own. */
  person: reference.optional(),
  /** Field, or member of a field (`address.city`) → cell. */
  fields: z.record(z.string().regex(/^[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)?$/), cell).default({}),
  references: z.record(name, reference).default({}),
  lines: z.record(name, lines).default({}),
});
/** One record that is made of a row. */
export type RecordRule = z.output<typeof record>;

/** How the rows of a file become records. A record may refer to those before it in the list and to earlier rows. */
export const mappingSchema = z.strictObject({
  encoding: z.literal('utf-8').default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** Cells with this text are absent, as empty ones are. */
  nullText: z.string().max(20).optional(),
  records: z.array(record).min(1).max(4),
  /** Further files, by name: the column that each row names its main row by, and the column of that there. */
  joins: z.record(name, z.strictObject({ on: column, to: column.optional() })).default({}),
});
/** A parsed mapping. */
export type Mapping = z.output<typeof mappingSchema>;

/** Columns in braces of a template. */
export function templateColumns(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map(([, one]) => one ?? '');
}
