import type { EncodingName, Needle } from './encodings.ts';
import { layersIn } from './layers.ts';

/** Something to look through: a name that says where it is, and its bytes. */
export interface Piece {
  /** For example `item bailiwick-dev-data`; what stands before the first blank is the kind of store. */
  readonly where: string;
  readonly bytes: Buffer;
}

/** One place where a text was found. */
export interface Hit {
  readonly where: string;
  /** Position of the text in the list that was looked for. */
  readonly word: number;
  readonly encoding: EncodingName;
  /** What had to be unpacked, outermost first. */
  readonly layers: readonly string[];
}

/** Layers within layers that are looked into. */
const DEPTH = 3;

function* within(piece: Piece, needles: readonly Needle[], layers: readonly string[]): Generator<Hit> {
  for (const { word, encoding, bytes } of needles)
    if (piece.bytes.includes(bytes)) yield { where: piece.where, word, encoding, layers };
  if (layers.length >= DEPTH) return;
  for (const { name, bytes } of layersIn(piece.bytes))
    yield* within({ where: piece.where, bytes }, needles, [...layers, name]);
}

/** Looks for every needle in every piece, packed ones unpacked; each finding once. */
export async function scan(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  needles: readonly Needle[],
): Promise<{ readonly hits: readonly Hit[]; readonly bytes: number; readonly kinds: ReadonlySet<string> }> {
  const hits = new Map<string, Hit>();
  const kinds = new Set<string>();
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.bytes.length;
    kinds.add(kindOf(piece.where));
    for (const hit of within(piece, needles, [])) hits.set(JSON.stringify(hit), hit);
  }
  return { hits: [...hits.values()], bytes, kinds };
}

/** The kind of store that a name begins with. */
export const kindOf = (where: string): string => where.split(' ')[0] ?? where;
