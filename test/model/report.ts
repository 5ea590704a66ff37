import { BUGS, type Bug } from './house/bugs.ts';
import { houseMachine } from './house/machine.ts';
import { SCOPES, houseOf, type Scope } from './house/scopes.ts';
import { REQUEST_BUGS, requestMachine, type RequestBug } from './requests/machine.ts';
import { REQUEST_TYPES } from '../../shared/rights/rights.ts';
import { explore, UNBOUNDED, type Bounds, type Explored, type Violation } from './explorer.ts';

/** One exploration, as it is told. */
export interface Told {
  readonly name: string;
  readonly explored: Explored;
}

/** A planted bug with what was found of it. */
export interface Hunt {
  readonly bug: Bug | RequestBug;
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

/** The life of a request of every right, by the product's own table. */
export function tellRequests(): Told[] {
  return REQUEST_TYPES.map((type) => ({ name: `request: ${type}`, explored: explore(requestMachine(type)) }));
}

/** Looks for one planted bug of the life-cycle, in the rights in which it shows. */
export function huntRequest(bug: RequestBug): Hunt {
  const falls = REQUEST_BUGS[bug];
  const all = REQUEST_TYPES.map((type) => explore(requestMachine(type, bug)));
  const explored = all.find(({ violation }) => violation?.what.startsWith(`${falls}: `)) ?? all[0];
  if (!explored) throw new TypeError('there are no rights');
  return { bug, falls, explored, found: explored.violation !== undefined };
}

/** All planted bugs of the model, those of the life-cycle last. */
export function huntAll(): Hunt[] {
  return [...ALL_BUGS.map(hunt), ...(Object.keys(REQUEST_BUGS) as RequestBug[]).map(huntRequest)];
}

/** All planted bugs around one person. */
export const ALL_BUGS = Object.keys(BUGS) as Bug[];

/** A violation, one move per line. */
export function traceOf(violation: Violation | undefined): string {
  if (!violation) return '';
  const moves = violation.trace.map((name, position) => `  ${String(position + 1).padStart(3)}. ${name}`);
  return [violation.what, ...moves].join('\n');
}
