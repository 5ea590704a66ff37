import { LAYERS, NARROW, OPEN, WIRING, type Layer, type Narrow } from './layers.ts';
import { PORTS } from './ports.ts';
import type { Edge } from './sources.ts';

/** The room of a file: `shared/<room>`, `functions/<function>`, or the top folder. */
export function roomOf(path: string): string {
  const [top = '', next = ''] = path.split('/');
  return top === 'shared' || top === 'functions' ? `${top}/${next}` : top;
}

/** The layer of a file of the product; undefined for the places around it. */
export function layerOf(path: string): Layer | undefined {
  if (path.startsWith('functions/')) return 'function';
  if (!path.startsWith('shared/')) return undefined;
  const room = roomOf(path);
  const named = LAYERS.find(({ rooms }) => (rooms as readonly string[]).includes(room));
  return named?.name ?? 'capability';
}

const rank = (layer: Layer) => LAYERS.findIndex(({ name }) => name === layer);

const throughPort = ({ from, to }: Edge) =>
  PORTS.some(
    (port) =>
      port.from === roomOf(from) &&
      port.to === roomOf(to) &&
      port.through.some((file) => to === `${port.to}/${file}.ts`),
  );

function narrowFault(
  { to, package: isPackage }: Edge,
  { place, files, packages }: Narrow,
): string | undefined {
  if (isPackage)
    return packages === undefined || packages.some((allowed) => to.startsWith(allowed))
      ? undefined
      : `${place} may not use this package`;
  return Object.keys(files).some((allowed) =>
    allowed.endsWith('/') ? to.startsWith(allowed) : to === allowed,
  )
    ? undefined
    : `${place} may not see it`;
}

/** Why an import is not allowed; undefined when it is. */
export function faultOf(edge: Edge): string | undefined {
  const narrow = NARROW.find(({ place }) => edge.from.startsWith(place));
  if (narrow) return narrowFault(edge, narrow);
  if (edge.package || roomOf(edge.from) === roomOf(edge.to)) return undefined;
  const [above, below] = [layerOf(edge.from), layerOf(edge.to)];
  if (!above || !below) return 'outside the product';
  if (rank(below) > rank(above)) return `${above} is below ${below}`;
  if (above === 'function') {
    if (below === 'function') return 'a function never imports another one';
    const wired = WIRING.some((open) => edge.to.startsWith(open));
    return ['kernel', 'capability', 'http'].includes(below) || wired ? undefined : 'not for wiring';
  }
  if (below === 'kernel' || below === 'catalogue' || (above === 'http' && below === 'capability'))
    return undefined;
  const open = below === 'foundation' && above !== 'foundation' && edge.to in OPEN;
  return open || throughPort(edge) ? undefined : `internal to ${roomOf(edge.to)}`;
}

/** Every import that is not allowed, as a line of text. */
export function faultsIn(edges: readonly Edge[]): string[] {
  return edges.flatMap((edge) => {
    const fault = faultOf(edge);
    return fault === undefined ? [] : [`${edge.from} → ${edge.to}: ${fault}`];
  });
}

/** Every circle of imports, as the files along it; found by depth-first search, each circle at one of its files. */
export function circlesIn(edges: readonly Edge[]): string[][] {
  const targets = Map.groupBy(
    edges.filter((edge) => !edge.package),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const { to } of targets.get(file) ?? []) visit(to);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return circles;
}
