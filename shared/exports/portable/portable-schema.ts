import * as z from 'zod';
import type { RecordDeclaration } from '../../catalogue/declaration.ts';
import { isPortable } from './portable.ts';

/** Version of the layout of `data.json`; raised when a reader of the former one would misread it. */
export const PORTABLE_VERSION = 1;

/** The layout of portable data of some record types, from the declarations that validated them. */
function layout(types: Iterable<RecordDeclaration>) {
  const records = [...types].map((declaration) => {
    const fields = Object.entries(declaration.fields).filter(([, field]) => isPortable(field));
    return z.object({
      type: z.literal(declaration.type),
      id: z.string(),
      createdAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
      externalId: z.string().optional(),
      fields: z.object(Object.fromEntries(fields.map(([name, { schema }]) => [name, z.optional(schema)]))),
      statements: z.array(z.string()).optional(),
    });
  });
  return z.object({
    format: z.literal('portable-data'),
    version: z.literal(PORTABLE_VERSION),
    controller: z.object({ name: z.string().optional(), country: z.string() }),
    madeAt: z.iso.datetime(),
    records: z.array(records.length > 0 ? z.union(records) : z.never()),
  });
}

/** The layout as JSON Schema (draft 2020-12), for whoever reads the data in. */
export function portableSchema(types: Iterable<RecordDeclaration>): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(layout(types), { io: 'input' });
}
