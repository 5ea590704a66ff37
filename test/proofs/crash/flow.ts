import type { Clients } from '../account.ts';
import type { Told } from '../story/told.ts';

/** Work that has to finish once and once only, wherever the process dies. */
export interface Flow {
  readonly name: string;
  /** What was there before the work began; done once, without crashes. */
  readonly prepare: (told: Told) => Promise<string>;
  /** What a caller does, and does again after an answer that was cut off; ends when the work has. */
  readonly run: (told: Told, id: string) => Promise<void>;
  /** What is wrong afterwards, in words: something missing, stuck or doubled. */
  readonly check: (told: Told, id: string, account: Clients) => Promise<string[]>;
  /** Shapes of the census that a crash may leave more of; the reason stands where they are named. */
  readonly mayRemain?: readonly string[];
}
