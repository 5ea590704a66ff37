import { DESK_BUGS, type DeskBug } from './desk/bugs.ts';
import { deskMachine } from './desk/machine.ts';
import { DESK_SCOPES, deskOf, type DeskScope } from './desk/state.ts';
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
  readonly bug: Bug | DeskBug | RequestBug;
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

/** Goes through an erasure with its watchdog and holds, scope by scope. */
export function tellDesk(scopes: Readonly<Record<string, DeskScope>> = DESK_SCOPES): Told[] {
  return Object.entries(scopes).map(([name, scope]) => ({
    name,
    explored: explore(deskMachine(deskOf(scope))),
  }));
}

/** Looks for one planted bug around holds and the watchdog, in the scope that its row names. */
export function huntDesk(bug: DeskBug): Hunt {
  const { falls, in: scope } = DESK_BUGS[bug];
  const explored = explore(deskMachine(deskOf(DESK_SCOPES[scope]), bug));
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

const names = <Name extends string>(rows: Readonly<Record<Name, unknown>>) => Object.keys(rows) as Name[];

/** Every planted bug by its name: around one person, around holds and the watchdog, in the life of a request. */
export const HUNTS: ReadonlyMap<string, () => Hunt> = new Map<string, () => Hunt>([
  ...names(BUGS).map((bug) => [bug, () => hunt(bug)] as const),
  ...names(DESK_BUGS).map((bug) => [bug, () => huntDesk(bug)] as const),
  ...names(REQUEST_BUGS).map((bug) => [bug, () => huntRequest(bug)] as const),
]);

/** Looks for all planted bugs of the model. */
export function huntAll(): Hunt[] {
  return [...HUNTS.values()].map((look) => look());
}

/** A violation, one move per line. */
export function traceOf(violation: Violation | undefined): string {
  if (!violation) return '';
  const moves = violation.trace.map((name, position) => `  ${String(position + 1).padStart(3)}. ${name}`);
  return [violation.what, ...moves].join('\n');
}
