import * as z from 'zod';
import { Problem } from '../kernel/problems.ts';
import type { FieldDeclaration, RecordDeclaration } from './declaration.ts';
import { text } from './values.ts';
import { violationsOf } from './violations.ts';

/** The values of one record by field name; absent fields have no entry. */
export type RecordValues = Readonly<Record<string, unknown>>;

/** What a caller sends to create a record: its fields and the two members every type has. */
export interface NewRecord {
  readonly externalId?: string;
  /** Id of the person whose partition the record joins; only for types that are at home with a person of their own. */
  readonly person?: string;
  readonly values: RecordValues;
}

const ENVELOPE = {
  externalId: text(200).optional(),
  person: z
    .string()
    .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    .optional(),
};

const shapes = new Map<RecordDeclaration, { create: z.ZodObject; values: z.ZodObject }>();

/** The strict schemas of a type: what a create body is, and what stored values are (assigned fields apart). */
export function recordSchemas(declaration: RecordDeclaration): { create: z.ZodObject; values: z.ZodObject } {
  let schemas = shapes.get(declaration);
  if (!schemas) {
    const given = Object.fromEntries(
      Object.entries(declaration.fields)
        .filter(([, field]) => !field.assigned)
        .map(([name, field]) => [name, field.schema]),
    );
    const envelope = declaration.home.in === 'own' ? ENVELOPE : { externalId: ENVELOPE.externalId };
    schemas = { create: z.strictObject({ ...given, ...envelope }), values: z.strictObject(given) };
    shapes.set(declaration, schemas);
  }
  return schemas;
}

/** Parses values against a schema, or refuses with `request.invalid`. */
export function parseOrRefuse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success)
    throw new Problem('request.invalid', {
      violations: violationsOf('', schema, parsed.error.issues, input),
    });
  return parsed.data;
}

/** The names of the fields that a predicate picks. */
export function fieldsWhere(
  declaration: RecordDeclaration,
  picks: (field: FieldDeclaration, name: string) => boolean,
): string[] {
  return Object.entries(declaration.fields)
    .filter(([name, field]) => picks(field, name))
    .map(([name]) => name);
}
