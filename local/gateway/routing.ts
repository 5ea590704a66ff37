import type { Route } from './openapi.ts';

/** A route with the values of its path parameters, still percent-encoded as API Gateway hands them on. */
export interface Matched {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route for a method and a raw path; undefined when no resource or no method of it fits. */
export type Router = (method: string, path: string) => Matched | undefined;

interface Part {
  readonly text: string;
  /** Name of a path parameter. */
  readonly name: string | undefined;
  readonly greedy: boolean;
}

interface Resource {
  readonly parts: readonly Part[];
  readonly rank: string;
  readonly methods: ReadonlyMap<string, Route>;
}

/** The most specific resource that fits decides, then its method, then its ANY method. */
export function createRouter(routes: readonly Route[]): Router {
  const resources = [...Map.groupBy(routes, ({ resource }) => resource)]
    .map(([path, own]) => resourceOf(path, own))
    .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    if (segments.length > 1 && segments.at(-1) === '') segments.pop();
    const plain = segments.map(decoded);
    for (const { parts, methods } of resources) {
      const parameters = fit(parts, segments, plain);
      if (parameters === undefined) continue;
      const route = methods.get(method) ?? methods.get('ANY');
      return route && { route, parameters };
    }
    return undefined;
  };
}

/** Literal segments rank before parameters, and these before greedy ones, from left to right. */
function resourceOf(path: string, routes: readonly Route[]): Resource {
  const parts = path
    .split('/')
    .slice(1)
    .map((text): Part => {
      const [, name, greedy] = /^\{([\w.-]+)(\+?)\}$/.exec(text) ?? [];
      return { text, name, greedy: greedy === '+' };
    });
  const rank = parts.map(({ name, greedy }) => (name === undefined ? 0 : greedy ? 2 : 1)).join('');
  // Of two methods of one name the first counts.
  const methods = new Map(routes.toReversed().map((route) => [route.method, route]));
  return { parts, rank, methods };
}

function fit(
  parts: readonly Part[],
  segments: readonly string[],
  plain: readonly string[],
): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [at, { text, name, greedy }] of parts.entries()) {
    const segment = segments[at];
    if (segment === undefined || (name !== undefined && segment === '')) return undefined;
    if (name === undefined) {
      if (text !== plain[at]) return undefined;
    } else if (greedy) {
      found[name] = segments.slice(at).join('/');
      return found;
    } else found[name] = segment;
  }
  return parts.length === segments.length ? found : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
