import type { Identifier } from './model.ts';

const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
const NUMBER = /(?<![\w.])(?:\+|00|\(?0)\d[\d ()/.-]{5,22}\d(?!\w)/g;

/** Identifiers that stand in a text, beyond those that are known; at most ten, for an officer to choose from. */
export function suggestionsIn(text: string, known: readonly Identifier[]): readonly Identifier[] {
  const found: Identifier[] = [
    ...[...text.matchAll(ADDRESS)].map(([value]) => ({ kind: 'email' as const, value })),
    ...[...text.matchAll(NUMBER)].map(([value]) => ({ kind: 'phone' as const, value: value.trim() })),
  ];
  const seen = new Set(known.map(({ value }) => value.toLowerCase()));
  return found
    .filter(
      ({ value }) => value.length <= 254 && !seen.has(value.toLowerCase()) && seen.add(value.toLowerCase()),
    )
    .slice(0, 10);
}
