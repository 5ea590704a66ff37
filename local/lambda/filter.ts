import { RefusedTemplate } from '../template/refusal.ts';

type Test = (value: unknown, operand: unknown) => boolean;

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** The operators of event filter patterns (Lambda developer guide, "Filter rule syntax"). */
const OPERATORS: Readonly<Record<string, Test>> = {
  prefix: (value, operand) => typeof value === 'string' && value.startsWith(String(operand)),
  suffix: (value, operand) => typeof value === 'string' && value.endsWith(String(operand)),
  exists: (value, operand) => (value !== undefined) === operand,
  'equals-ignore-case': (value, operand) =>
    typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase(),
  'anything-but': (value, operand) =>
    value !== undefined && ![operand].flat().some((member) => matchesLeaf(value, member)),
  numeric: (value, operand) => {
    const parts = operand as unknown[];
    return parts.every(
      (part, at) =>
        at % 2 === 1 || COMPARISONS[String(part)]?.(Number(value), Number(parts[at + 1])) === true,
    );
  },
};

function matchesLeaf(value: unknown, rule: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return value === rule;
  return Object.entries(rule).every(([name, operand]) => OPERATORS[name]?.(value, operand) === true);
}

function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(value) ? value : [value];
    return pattern.some((rule) => values.some((member) => matchesLeaf(member, rule)));
  }
  return Object.entries(pattern as Record<string, unknown>).every(([name, inner]) =>
    name === '$or'
      ? (inner as unknown[]).some((choice) => matches(choice, value))
      : matches(inner, (value as Record<string, unknown> | undefined)?.[name]),
  );
}

function refuse(subject: string): never {
  throw new RefusedTemplate('property.unsupported', `FilterCriteria ${subject}`);
}

function check(pattern: unknown): void {
  if (typeof pattern !== 'object' || pattern === null) return refuse('pattern');
  for (const [name, member] of Object.entries(pattern)) {
    if (!Array.isArray(member)) check(member);
    else for (const rule of member as unknown[]) (name === '$or' ? check : checkRule)(rule);
  }
}

function checkRule(rule: unknown): void {
  if (typeof rule !== 'object' || rule === null) return;
  for (const name of Object.keys(rule)) if (OPERATORS[name] === undefined) refuse(name);
}

/** Compiles filter patterns (JSON texts); a record passes when any matches. Unknown operators are refused. */
export function compileFilters(patterns: readonly string[]): (record: unknown) => boolean {
  const compiled = patterns.map((text) => JSON.parse(text) as unknown);
  for (const pattern of compiled) check(pattern);
  return (record) => compiled.length === 0 || compiled.some((pattern) => matches(pattern, record));
}
