import type { Route } from './openapi.ts';

/** A route with the values of its path parameters, still percent-encoded as API Gateway hands them on. */
export interface Matched {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchResource(resource: string, path: readonly string[]): Record<string, string> | undefined {
  const pattern = resource.split('/').slice(1);
  const found: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const [, name, greedy] = /^\{([\w.-]+)(\+?)\}$/.exec(part) ?? [];
    const segment = path[at];
    if (segment === undefined || (name !== undefined && segment === '')) return undefined;
    if (name === undefined) {
      if (part !== decoded(segment)) return undefined;
    } else if (greedy === '+') {
      found[name] = path.slice(at).join('/');
      return found;
    } else found[name] = segment;
  }
  return pattern.length === path.length ? found : undefined;
}

/** Sorts literal segments before parameters, and these before greedy ones, from left to right. */
function specificity(resource: string): string {
  return resource
    .split('/')
    .map((part) => (part.startsWith('{') ? (part.endsWith('+}') ? '2' : '1') : '0'))
    .join('');
}

/**
 * The route for a method and a raw path: the most specific resource decides, then its method, then its ANY method.
 * Undefined when either is missing.
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): Matched | undefined {
  const segments = path.split('/').slice(1);
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  const resources = [...new Set(routes.map(({ resource }) => resource))];
  const fitting = resources.flatMap((resource) => {
    const parameters = matchResource(resource, segments);
    return parameters === undefined ? [] : [{ resource, parameters, rank: specificity(resource) }];
  });
  fitting.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const [best] = fitting;
  const own = routes.filter(({ resource }) => resource === best?.resource);
  const route = own.find((row) => row.method === method) ?? own.find((row) => row.method === 'ANY');
  return route === undefined || best === undefined ? undefined : { route, parameters: best.parameters };
}
