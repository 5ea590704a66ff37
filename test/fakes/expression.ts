import { isDeepStrictEqual } from 'node:util';
import type { Clause } from '../../shared/store/workspace.ts';

type Attributes = Readonly<Record<string, unknown>>;

const TOKEN =
  /\s*(attribute_not_exists|attribute_exists|AND|OR|NOT|IN|<=|>=|<>|[=<>(),]|[#:]?[A-Za-z][A-Za-z0-9]*(?:\.#[A-Za-z][A-Za-z0-9]*)*)/y;

/** Splits a condition; text that the model does not know is refused. */
function tokens(expression: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const match = TOKEN.exec(expression);
    if (!match?.[1]) throw new TypeError(`the model does not know: ${expression}`);
    found.push(match[1]);
  }
  return found;
}

const COMPARISONS: Readonly<Record<string, (a: never, b: never) => boolean>> = {
  '=': (a, b) => isDeepStrictEqual(a, b),
  '<>': (a, b) => !isDeepStrictEqual(a, b),
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** True when a condition holds for an item (`undefined`: there is none), as DynamoDB decides it. */
export function holds(clause: Clause, item: Attributes | undefined): boolean {
  const rest = tokens(clause.expression);
  const nameOf = (token: string) => (token.startsWith('#') ? demand(clause.names, token) : token);
  const valueOf = (token: string): unknown =>
    token.startsWith(':')
      ? demand(clause.values, token)
      : token
          .split('.')
          .reduce<unknown>((within, name) => (within as Attributes | undefined)?.[nameOf(name)], item);
  const take = (wanted?: string): string => {
    const token = rest.shift();
    if (token === undefined || (wanted && token !== wanted)) throw new TypeError(`expected ${wanted}`);
    return token;
  };
  const either = (): boolean => {
    let result = both();
    while (rest[0] === 'OR') {
      take();
      const next = both();
      result ||= next;
    }
    return result;
  };
  const both = (): boolean => {
    let result = one();
    while (rest[0] === 'AND') {
      take();
      const next = one();
      result &&= next;
    }
    return result;
  };
  const one = (): boolean => {
    const token = take();
    if (token === 'NOT') return !one();
    if (token === '(') {
      const result = either();
      take(')');
      return result;
    }
    if (token.startsWith('attribute_')) {
      take('(');
      const name = nameOf(take());
      const there = item?.[name] !== undefined;
      take(')');
      return token === 'attribute_exists' ? there : !there;
    }
    const left = valueOf(token);
    const operator = take();
    if (operator !== 'IN') {
      const right = valueOf(take());
      return (
        left !== undefined && right !== undefined && !!COMPARISONS[operator]?.(left as never, right as never)
      );
    }
    const list: unknown[] = [];
    do {
      take();
      list.push(valueOf(take()));
    } while (rest[0] === ',');
    take(')');
    return list.some((value) => isDeepStrictEqual(value, left));
  };
  const result = either();
  if (rest.length > 0) throw new TypeError(`the model does not know: ${clause.expression}`);
  return result;
}

/** The item after an update of `SET a = :b, …`, `REMOVE a, …` and `ADD a :b, …`. */
export function updated(clause: Clause, item: Attributes): Attributes {
  const next: Record<string, unknown> = { ...item };
  for (const [, keyword, list] of clause.expression.matchAll(
    /(SET|REMOVE|ADD) (.*?)(?= SET | REMOVE | ADD |$)/g,
  )) {
    for (const part of (list ?? '').split(', ')) {
      const [name, value] = part.split(keyword === 'ADD' ? ' ' : ' = ');
      if (keyword === 'ADD') {
        const attribute = demand(clause.names, name ?? '');
        next[attribute] = Number(next[attribute] ?? 0) + Number(demand(clause.values, value ?? ''));
      } else if (keyword === 'REMOVE') delete next[demand(clause.names, name ?? '')];
      else next[demand(clause.names, name ?? '')] = demand(clause.values, value ?? '');
    }
  }
  return next;
}

function demand<V>(members: Readonly<Record<string, V>> | undefined, name: string): V {
  if (!members || !Object.hasOwn(members, name)) throw new TypeError(`${name} is not declared`);
  return members[name] as V;
}
