import type { Clause } from './workspace.ts';

/** The item does not exist. */
export const ABSENT: Clause = { expression: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };

/** The item exists. */
export const PRESENT: Clause = { expression: 'attribute_exists(#pk)', names: { '#pk': 'pk' } };

/** An attribute has a value. */
export function equals(attribute: string, value: unknown): Clause {
  return {
    expression: '#attribute = :value',
    names: { '#attribute': attribute },
    values: { ':value': value },
  };
}

/** An attribute has one of 1 to 100 values. */
export function oneOf(attribute: string, values: readonly unknown[]): Clause {
  const named = Object.fromEntries(values.map((value, position) => [`:value${position}`, value]));
  return {
    expression: `#attribute IN (${Object.keys(named).join(', ')})`,
    names: { '#attribute': attribute },
    values: named,
  };
}

/** The attribute is not there. */
export function lacks(attribute: string): Clause {
  return { expression: 'attribute_not_exists(#attribute)', names: { '#attribute': attribute } };
}

/** The attribute is there. */
export function has(attribute: string): Clause {
  return { expression: 'attribute_exists(#attribute)', names: { '#attribute': attribute } };
}

/** The item has this version (optimistic concurrency). */
export const versionIs = (version: number): Clause => equals('version', version);

/** The life-cycle is in one of these states. */
export const stateIs = (...states: readonly string[]): Clause => oneOf('state', states);

const NAME = /[#:]\w+/g;

/** The same clause with every name and value prefixed, so that two clauses never share one. */
export function prefixed(clause: Clause, prefix: string): Clause {
  const rename = (name: string) => `${name[0]}${prefix}${name.slice(1)}`;
  for (const used of clause.expression.match(NAME) ?? []) {
    const declared = used.startsWith('#') ? clause.names : clause.values;
    if (!declared || !Object.hasOwn(declared, used)) throw new TypeError(`a clause uses ${used} undeclared`);
  }
  const renamed = <V>(members: Readonly<Record<string, V>> = {}) =>
    Object.fromEntries(Object.entries(members).map(([name, value]) => [rename(name), value]));
  return {
    expression: clause.expression.replace(NAME, rename),
    names: renamed(clause.names),
    values: renamed(clause.values),
  };
}

function combined(word: 'AND' | 'OR', clauses: readonly Clause[]): Clause {
  const parts = clauses.map((clause, position) => prefixed(clause, `${word.toLowerCase()}${position}x`));
  return {
    expression: parts.map(({ expression }) => `(${expression})`).join(` ${word} `),
    names: Object.assign({}, ...parts.map(({ names }) => names)) as Record<string, string>,
    values: Object.assign({}, ...parts.map(({ values }) => values)) as Record<string, unknown>,
  };
}

/** Every clause holds. */
export function all(...clauses: readonly Clause[]): Clause {
  return combined('AND', clauses);
}

/** At least one clause holds. */
export function any(...clauses: readonly Clause[]): Clause {
  return combined('OR', clauses);
}

/** Absent, or there with this value: writing the same thing twice is allowed, overwriting another is not. */
export const absentOrSame = (attribute: string, value: unknown): Clause =>
  any(ABSENT, equals(attribute, value));

/** An update that sets attributes; undefined ones are left as they are. */
export function set(attributes: Readonly<Record<string, unknown>>): Clause {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    expression: `SET ${given.map((_, position) => `#set${position} = :set${position}`).join(', ')}`,
    names: Object.fromEntries(given.map(([name], position) => [`#set${position}`, name])),
    values: Object.fromEntries(given.map(([, value], position) => [`:set${position}`, value])),
  };
}

/** An update that removes attributes. */
export function remove(...attributes: readonly string[]): Clause {
  return {
    expression: `REMOVE ${attributes.map((_, position) => `#remove${position}`).join(', ')}`,
    names: Object.fromEntries(attributes.map((name, position) => [`#remove${position}`, name])),
  };
}

/** One update from several sections, each keyword at most once (`SET …` and `REMOVE …`). */
export function updates(...sections: readonly Clause[]): Clause {
  const parts = sections.map((section, position) => prefixed(section, `part${position}x`));
  return {
    expression: parts.map(({ expression }) => expression).join(' '),
    names: Object.assign({}, ...parts.map(({ names }) => names)) as Record<string, string>,
    values: Object.assign({}, ...parts.map(({ values }) => values)) as Record<string, unknown>,
  };
}
