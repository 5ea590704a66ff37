import type { TenantId } from '../kernel/ids.ts';
import { day } from '../kernel/time.ts';
import type { Due } from '../store/due.ts';

type Piece = Due & { readonly tenant: TenantId };

/** Work about one reference: one piece after the other, oldest first. */
export type Strand = readonly [Piece, ...Piece[]];

/** The first of each list, then the second of each, and so on. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

const grouped = <T>(list: readonly T[], by: (one: T) => string): T[][] => [...Map.groupBy(list, by).values()];

/** Strands between the beginnings of consecutive turns: more than a sweep works at together. */
const STRIDE = 97;

function rotated<T>(list: readonly T[], turn: number): T[] {
  const from = (turn * STRIDE) % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}

/**
 * The order in which due work is handled: tenants take turns, and so do the days and kinds of each. A tenant's work
 * begins elsewhere for every `turn`, so that two sweeps that overlap do not go side by side.
 */
export function inTurns(found: readonly Piece[], turn: number): Strand[] {
  const oldestFirst = found.toSorted((a, b) => a.at - b.at);
  const strands = grouped(
    oldestFirst,
    ({ tenant, reference }) => `${tenant} ${reference}`,
  ) as unknown as Strand[];
  const tenants = grouped(strands, ([{ tenant }]) => tenant).map((own) =>
    rotated(interleaved(grouped(own, ([{ at, kind }]) => `${day(at)} ${kind}`)), turn),
  );
  return interleaved(tenants);
}
