import { BUGS, type Bug } from './house/bugs.ts';
import { houseMachine } from './house/machine.ts';
import { SCOPES, houseOf, type Scope } from './house/scopes.ts';
import { explore, UNBOUNDED, type Bounds, type Explored } from './explorer.ts';

/** One exploration, as it is told. */
export interface Told {
  readonly name: string;
  readonly explored: Explored;
}

/** A planted bug with what was found of it. */
export interface Hunt {
  readonly bug: Bug;
  readonly falls: string;
  readonly explored: Explored;
  readonly found: boolean;
}

/** Goes through scopes in which nothing is broken. */
export function tellScopes(scopes: Readonly<Record<string, Scope>>, bounds: Bounds = UNBOUNDED): Told[] {
  return Object.entries(scopes).map(([name, scope]) => ({
    name,
    explored: explore(houseMachine(houseOf(scope)), bounds),
  }));
}

/** Looks for one planted bug, in the scope that its row names. */
export function hunt(bug: Bug): Hunt {
  const { falls, in: scope } = BUGS[bug];
  const explored = explore(houseMachine(houseOf(SCOPES[scope]), { bug }));
  return { bug, falls, explored, found: explored.violation?.what.startsWith(`${falls}: `) === true };
}

/** All planted bugs. */
export const ALL_BUGS = Object.keys(BUGS) as Bug[];

/** A violation, one move per line. */
export function traceOf({ violation }: Explored): string {
  if (!violation) return '';
  const moves = violation.trace.map((name, position) => `  ${String(position + 1).padStart(3)}. ${name}`);
  return [violation.what, ...moves].join('\n');
}
