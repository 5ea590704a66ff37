import type { Now } from '../../kernel/time.ts';

/** What an answer of steady length is made with. */
export interface Pace {
  readonly now: Now;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** Milliseconds that every public answer takes at least: a link that leads somewhere is not told by its time. */
export const STEADY = 600;

/** Answers, or fails, no sooner than after `STEADY`. */
export async function steadily<T>({ now, sleep }: Pace, use: () => Promise<T>): Promise<T> {
  const begun = now();
  try {
    return await use();
  } finally {
    const rest = STEADY - (now() - begun);
    if (rest > 0) await sleep(rest);
  }
}
