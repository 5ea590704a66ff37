import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';

/** Shapes that a field's schema may take, each with a mark of its own in it. */
const SHAPES: readonly ((mark: number) => unknown)[] = [
  (mark) => `Marker ${mark}`,
  (mark) => `marker.${mark}@example.org`,
  (mark) => `+49 30 ${mark}`,
  (mark) => ({ street: `Marker ${mark}` }),
];

/** Values for fields that a record cannot be without and that hold no person's data. */
const PLAIN: readonly unknown[] = [
  '2027-01-15',
  4200,
  'application/pdf',
  [{ text: 'Oak table', quantity: 1, unitPrice: 4200, amount: 4200 }],
  'active',
];

/** A body of a type with a mark in every field that holds text; and the marks by field. */
export function marked(
  declaration: RecordDeclaration,
  next: () => number,
): { readonly body: Record<string, unknown>; readonly marks: Record<string, string> } {
  const body: Record<string, unknown> = {};
  const marks: Record<string, string> = {};
  for (const [name, field] of Object.entries(declaration.fields)) {
    if (field.assigned || field.whose === 'link') continue;
    if (field.kind === 'personal' || field.kind === 'special' || field.kind === 'confidential') {
      const mark = next();
      const value = SHAPES.map((shape) => shape(mark)).find((shape) => field.schema.safeParse(shape).success);
      if (value === undefined) throw new Error(`${declaration.type}.${name} needs a shape`);
      body[name] = value;
      marks[`${declaration.type}.${name}`] = String(mark);
    } else if (!field.schema.safeParse(undefined).success) {
      body[name] = PLAIN.find((value) => field.schema.safeParse(value).success);
    }
  }
  return { body, marks };
}
