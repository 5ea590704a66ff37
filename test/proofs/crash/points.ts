import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArrivedCall } from '../../../local/probes.ts';
import type { Turn } from './turn.ts';

/** Where a process may die: turn, operation, its ordinal within the turn, before or after; one line of text. */
export type Point = string;

/** Which points of a flow one run is about: those that fall to `index` (from 0) when the seed deals them to `of` hands. */
export interface Share {
  readonly seed: number;
  readonly index: number;
  readonly of: number;
}

/** What a process that may die is told. */
export interface Orders {
  /** Folder of the ledger. */
  readonly ledger: string;
  /**
   * A point to die at; everywhere at which nobody has died yet, once per turn; where a repeated turn has passed what
   * nobody else does, once before it and once there; or nowhere.
   */
  readonly dies: 'nowhere' | 'everywhere' | 'again' | { readonly at: Point };
  readonly share?: Share;
}

/** Lines that are on file as soon as they are said, so that a process may die right after. */
export class Book {
  readonly #file: string;
  readonly #lines: Set<string>;

  constructor(file: string) {
    this.#file = file;
    this.#lines = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  }

  get lines(): ReadonlySet<string> {
    return this.#lines;
  }

  add(line: string): void {
    if (this.#lines.has(line)) return;
    this.#lines.add(line);
    appendFileSync(this.#file, `${line}\n`);
  }
}

/** What is known of a flow over all worlds of a visit. */
export class Ledger {
  /** Points that a turn has passed in which nobody had died. */
  readonly seen: Book;
  /** Points at which a process has died. */
  readonly died: Book;
  /** Points that a turn has passed after a death in it: `death ⇒ point`. */
  readonly repeated: Book;
  /** Those of them at which it was tried to die. */
  readonly tried: Book;

  constructor(folder: string) {
    this.seen = new Book(join(folder, 'seen'));
    this.died = new Book(join(folder, 'died'));
    this.repeated = new Book(join(folder, 'repeated'));
    this.tried = new Book(join(folder, 'tried'));
  }

  /** Points that are passed only when something is repeated, each with the death before it. */
  repetitions(): Repetition[] {
    return [...this.repeated.lines]
      .map((line) => line.split(' ⇒ ') as [Point, Point])
      .filter(([, point]) => !this.seen.lines.has(point))
      .map(([death, point]) => ({ death, point }));
  }

  /** The next of them whose first death is here; undefined when all have been tried. */
  nextAfter(here: Point): Repetition | undefined {
    return this.repetitions().find(
      (one) => one.death === here && !this.died.lines.has(one.point) && !this.tried.lines.has(lineOf(one)),
    );
  }
}

/** A point that is passed when a turn is repeated after a death. */
export interface Repetition {
  readonly death: Point;
  readonly point: Point;
}

/** A repetition as a line of a book. */
export const lineOf = ({ death, point }: Repetition): string => `${death} ⇒ ${point}`;

/** A death of a world, and where the same turn is to die again. */
interface Death {
  readonly turn: string;
  readonly at: Point;
  readonly next?: Point;
}

/** The deaths of one world, in their order. */
export class Deaths {
  readonly #book: Book;

  constructor(folder: string) {
    this.#book = new Book(join(folder, 'deaths'));
  }

  get all(): readonly Death[] {
    return [...this.#book.lines].map((line) => JSON.parse(line) as Death);
  }

  /** The last death in a turn. */
  in(turn: string): Death | undefined {
    return this.all.findLast((death) => death.turn === turn);
  }

  add(death: Death): void {
    this.#book.add(JSON.stringify(death));
  }
}

/** True for the points of a share. */
export function dealt(point: Point, { seed, index, of }: Share): boolean {
  return createHash('sha256').update(`${seed} ${point}`).digest().readUInt32BE() % of === index;
}

/** Names the points of calls by the turn that makes them. */
export class PointNames {
  readonly #turns = new Map<string, { readonly turn: Turn; readonly made: Map<string, number> }>();
  readonly #ordinals = new Map<number, number>();

  begins(traceId: string, turn: Turn): void {
    this.#turns.set(traceId, { turn, made: new Map() });
  }

  /** Undefined for a call outside of every turn. */
  of(call: ArrivedCall): { readonly turn: Turn; readonly point: Point } | undefined {
    const under = this.#turns.get(call.traceId ?? '');
    if (under === undefined) return undefined;
    const what = `${call.service}:${call.operation}`;
    let ordinal = this.#ordinals.get(call.number);
    if (ordinal === undefined) {
      ordinal = (under.made.get(what) ?? 0) + 1;
      under.made.set(what, ordinal);
      this.#ordinals.set(call.number, ordinal);
    }
    const { turn } = under;
    return { turn, point: `${turn.name}, ${what} ${ordinal}, ${call.phase}` };
  }
}
