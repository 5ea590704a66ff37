import type * as z from 'zod';
import type { Violation } from '../kernel/problems.ts';

/** Most places that one answer names. */
const LIMIT = 50;

/**
 * The issues of a schema as places and rules. A name that the schema does not declare may be personal data, so a
 * pointer shows `*` in its stead, and an unknown member is reported at its parent.
 */
export function violationsOf(
  root: string,
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
) {
  const declared = declaredNames(schema);
  return issues.slice(0, LIMIT).map((issue): Violation => {
    const segments = issue.path.map((part) =>
      typeof part === 'number' ? String(part) : declared.has(String(part)) ? escape(String(part)) : '*',
    );
    return { pointer: [root, ...segments].join('/'), rule: ruleOf(issue, value) };
  });
}

function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_type' && at(value, issue.path) === undefined) return 'required';
  if (issue.code === 'invalid_format') return `invalid_format.${issue.format}`;
  if (issue.code === 'custom' && typeof issue.params?.['rule'] === 'string') return issue.params['rule'];
  return issue.code;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[part];
  }
  return found;
}

/** RFC 6901 § 3. */
const escape = (segment: string) => segment.replaceAll('~', '~0').replaceAll('/', '~1');

const names = new WeakMap<z.core.$ZodType, ReadonlySet<string>>();

/** Every member name that a schema declares anywhere; computed once per schema. */
function declaredNames(schema: z.core.$ZodType): ReadonlySet<string> {
  const known = names.get(schema);
  if (known) return known;
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if ('_zod' in part) return visit((part as z.core.$ZodType)._zod.def);
    if (Array.isArray(part)) return part.forEach(visit);
    const def = part as Readonly<Record<string, unknown>>;
    for (const name of CHILDREN) visit(def[name]);
    if (typeof def['getter'] === 'function') visit((def['getter'] as () => unknown)());
    for (const [name, child] of Object.entries((def['shape'] as object | undefined) ?? {})) {
      found.add(name);
      visit(child);
    }
  };
  visit(schema);
  names.set(schema, found);
  return found;
}

/** Where a zod definition keeps the schemas that it is made of, apart from an object's shape. */
const CHILDREN = [
  'element',
  'innerType',
  'in',
  'out',
  'options',
  'items',
  'rest',
  'left',
  'right',
  'valueType',
  'catchall',
] as const;
