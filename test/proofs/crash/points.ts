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
  /** A point to die at once; everywhere at which nobody has died yet; or nowhere. */
  readonly dies: 'nowhere' | 'everywhere' | { readonly at: Point };
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

/** Points that have been passed, and points at which a process has died. */
export const ledgerIn = (folder: string) => ({
  seen: new Book(join(folder, 'seen')),
  died: new Book(join(folder, 'died')),
});

/** Turns of one world in which a process has died. */
export const disturbedIn = (folder: string): Book => new Book(join(folder, 'disturbed'));

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
