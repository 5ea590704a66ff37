import * as z from 'zod';
import { newId } from '../../shared/kernel/ids.ts';

/** JSON Schema as far as bodies of routes use it. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
}

/** Texts of which one fits wherever a route wants a text: a word, days and moments, addresses, codes, ids. */
const texts = () => [
  'Written for a test, and long enough for every place that asks for an explanation of some length.',
  'x',
  '2999-11-05',
  '2026-11-05T09:00:00Z',
  'somebody@example.org',
  '+49 30 901820',
  'https://example.org/',
  'DE',
  'EUR',
  newId(),
  `S${newId()}${newId()}`,
];

function valueOf(shape: Shape): unknown {
  const [first] = shape.anyOf ?? shape.oneOf ?? [];
  if (first) return valueOf(first);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        (shape.required ?? []).map((name) => [name, valueOf(shape.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => valueOf(shape.items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(shape.minimum ?? 1, (shape.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return true;
    default:
      return undefined;
  }
}

function isText(shape: Shape): boolean {
  return shape.type === 'string' && shape.const === undefined && shape.enum === undefined;
}

/** The shape itself, and the shape with one more member required: some bodies want any one of several. */
function variants(shape: Shape): readonly Shape[] {
  const required = shape.required ?? [];
  return [
    shape,
    ...Object.keys(shape.properties ?? {}).map((name) => ({ ...shape, required: [...required, name] })),
  ];
}

/** A body that the shape of a route accepts: what it requires and no more. Throws when it cannot think of one. */
export function sampleBody(schema: z.ZodType): unknown {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const options = shape.anyOf ?? shape.oneOf ?? [shape];
  for (const option of options.flatMap(variants)) {
    const body = filled(schema, option);
    if (schema.safeParse(body).success) return body;
  }
  throw new Error(`no sample for ${JSON.stringify(shape)}`);
}

/** Fills texts one after the other with the first candidate to which the schema has no objection at that place. */
function filled(schema: z.ZodType, shape: Shape): unknown {
  const body = valueOf(shape);
  const places: (readonly (string | number)[])[] = [];
  const find = (part: Shape, path: readonly (string | number)[]): void => {
    const one = part.anyOf?.[0] ?? part.oneOf?.[0] ?? part;
    if (isText(one)) places.push(path);
    for (const name of one.required ?? []) find(one.properties?.[name] ?? {}, [...path, name]);
    for (let index = 0; index < (one.minItems ?? 0); index++) find(one.items ?? {}, [...path, index]);
  };
  find(shape, []);
  for (const path of places)
    for (const text of texts()) {
      put(body, path, text);
      const issues = schema.safeParse(body).error?.issues ?? [];
      if (!issues.some((issue) => path.every((step, index) => issue.path[index] === step))) break;
    }
  return body;
}

function put(body: unknown, path: readonly (string | number)[], value: unknown): void {
  let at = body as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
}
