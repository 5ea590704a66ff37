import { correct, type Correction } from './correct.ts';
import type { Act } from './act-items.ts';
import { object, restrict, type WantedObjection, type WantedRestriction } from './restrict.ts';
import { supplement, type Supplement } from './supplement.ts';
import { withdraw, type WantedWithdrawal } from './withdraw.ts';

/** An act as an officer asks for it. */
export type Wanted = Correction | Supplement | WantedRestriction | WantedObjection | WantedWithdrawal;

/** Every act by its name. */
export const ACTS = { correct, supplement, restrict, object, withdraw } as const satisfies {
  readonly [Name in Wanted['act']]: Act<Extract<Wanted, { readonly act: Name }>>;
};
/** The name of an act. */
export type ActName = keyof typeof ACTS;

/** The act of a name, with its own kind of wish forgotten. */
export function actNamed(name: string): Act<Wanted> | undefined {
  return Object.hasOwn(ACTS, name) ? (ACTS[name as ActName] as unknown as Act<Wanted>) : undefined;
}
