import type { By, Move } from '../explorer.ts';
import type { DeskBug } from './bugs.ts';
import type { Desk } from './state.ts';

/** What may happen in a state: none, one or several ways. */
export type Moves = (desk: Desk, bug: DeskBug | undefined) => readonly Move<Desk>[];

/** One move, when it can be made. */
export function may(when: boolean, name: string, by: By, next: () => Desk): Move<Desk>[] {
  return when ? [{ name, by, next: next() }] : [];
}
