import { OPERATORS } from './operators.ts';
import type { Operator } from './operators.ts';
import type { Context, Matcher } from './pattern.ts';
import { PolicyError } from './policy-error.ts';

/** True when one line of a `Condition` block holds. */
export type Condition = (context: Context) => boolean;

type Set = 'ForAllValues' | 'ForAnyValue' | undefined;

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Compiles a `Condition` block; all lines must hold.
 * @throws PolicyError `policy.operator` for an operator that is not supported (Binary operators among them).
 */
export function compileConditions(
  block: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  effect: 'Allow' | 'Deny',
  path: string,
): Condition[] {
  return Object.entries(block).flatMap(([name, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      compileLine(name, key.toLowerCase(), texts(values, `${path}/${name}`), effect, `${path}/${name}`),
    ),
  );
}

function compileLine(name: string, key: string, values: string[], effect: string, path: string): Condition {
  const [, set, base = '', exists] = NAME.exec(name) ?? [];
  if (base === 'Null') return compileNull(key, values, set !== undefined || exists !== undefined, path);
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!operator) throw new PolicyError('operator', path);
  const matchers = values.map((value) => operator.compile(value, path));
  const absent = whenAbsent(set as Set, exists !== undefined, operator);
  return (context) => {
    const given = context.get(key) ?? [];
    if (given.length === 0) return absent;
    return compare(given, set as Set, effect, (value) => holds(operator, matchers, value, context));
  };
}

/** `Null: true` asks for absence, `Null: false` for presence. */
function compileNull(key: string, values: string[], decorated: boolean, path: string): Condition {
  const [wanted] = values;
  if (decorated) throw new PolicyError('operator', path);
  if (values.length !== 1 || (wanted !== 'true' && wanted !== 'false')) throw new PolicyError('value', path);
  return (context) => ((context.get(key)?.length ?? 0) === 0) === (wanted === 'true');
}

/** An absent key satisfies `ForAllValues`, every `IfExists`, and a negated operator without a set prefix. */
function whenAbsent(set: Set, ifExists: boolean, operator: Operator): boolean {
  if (ifExists || set === 'ForAllValues') return true;
  return set === undefined && operator.negated;
}

function compare(
  given: readonly string[],
  set: Set,
  effect: string,
  test: (value: string) => boolean,
): boolean {
  // "ForAllValues also returns true if the key values resolve to a null data set, such as an empty string."
  if (set === 'ForAllValues') return given.every((value) => value === '' || test(value));
  if (set === 'ForAnyValue') return given.some(test);
  // AWS leaves several values without a set prefix undefined: here such a line never helps the caller.
  if (given.length > 1) return effect === 'Deny';
  return given.every(test);
}

/** Values of one line are alternatives; a negated operator holds when none of them matches. */
function holds(operator: Operator, matchers: readonly Matcher[], value: string, context: Context): boolean {
  return matchers.some((matches) => matches(value, context)) !== operator.negated;
}

function texts(values: unknown, path: string): string[] {
  const list: unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0) throw new PolicyError('value', path);
  return list.map((value) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new PolicyError('value', path);
    }
    return String(value);
  });
}
