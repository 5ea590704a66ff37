/** Who makes a move: the product by itself (time included), a person who may, or the world with its callers and faults. */
export type By = 'product' | 'person' | 'world';

/** One atomic step and where it leads. */
export interface Move<S> {
  readonly name: string;
  readonly by: By;
  readonly next: S;
}

/** Something that can be explored: states are never changed, equal states have equal codes. */
export interface Machine<S> {
  readonly begin: S;
  readonly moves: (state: S) => readonly Move<S>[];
  readonly code: (state: S) => string;
  /** Which invariant a state breaks, in words that begin with its name. */
  readonly wrong: (state: S) => string | undefined;
  /** True where nothing is left to be done. */
  readonly ended: (state: S) => boolean;
}

/** A broken invariant with the shortest way there. */
export interface Violation {
  readonly what: string;
  readonly trace: readonly string[];
}

/** What an exploration came to. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** Moves on the longest of the shortest ways. */
  readonly depth: number;
  readonly seconds: number;
  /** True when every reachable state was seen. */
  readonly complete: boolean;
  /** Names of the moves that were made. */
  readonly moves: ReadonlySet<string>;
  readonly violation?: Violation;
}

/** Where an exploration ends although there is more. */
export interface Bounds {
  readonly depth: number;
  readonly states: number;
}

/** No bounds: until everything reachable was seen. */
export const UNBOUNDED: Bounds = { depth: Infinity, states: Infinity };

/** Whole numbers that grow without being copied one by one. */
class Numbers {
  #held = new Int32Array(1 << 12);
  size = 0;

  push(value: number): void {
    if (this.size === this.#held.length) {
      const more = new Int32Array(this.size * 2);
      more.set(this.#held);
      this.#held = more;
    }
    this.#held[this.size++] = value;
  }

  at(position: number): number {
    return this.#held[position] ?? -1;
  }
}

/** The states that were seen, by number in the order of their discovery, with the way to each. */
class Seen<S> {
  readonly #machine: Machine<S>;
  readonly #numbers = new Map<string, number>();
  readonly #parents = new Numbers();

  constructor(machine: Machine<S>) {
    this.#machine = machine;
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a state, and whether it is new; codes are compared whole, so that no two states are taken for one. */
  add(state: S, parent: number): { readonly number: number; readonly fresh: boolean } {
    const code = this.#machine.code(state);
    const known = this.#numbers.get(code);
    if (known !== undefined) return { number: known, fresh: false };
    const number = this.#numbers.size;
    this.#numbers.set(code, number);
    this.#parents.push(parent);
    return { number, fresh: true };
  }

  /** The moves that lead to a state, found by walking there again from the beginning. */
  trace(number: number): string[] {
    const way: number[] = [];
    for (let at = number; at > 0; at = this.#parents.at(at)) way.unshift(at);
    const names: string[] = [];
    let state = this.#machine.begin;
    for (const wanted of way) {
      const move = this.#machine
        .moves(state)
        .find(({ next }) => this.#numbers.get(this.#machine.code(next)) === wanted);
      if (!move) throw new TypeError('a machine gives the same moves every time');
      names.push(move.name);
      state = move.next;
    }
    return names;
  }
}

/** The first state, in the order of discovery, from which no end is reached by the product and the people who may. */
function stuck(states: number, from: Numbers, to: Numbers, ends: Numbers): number | undefined {
  const first = new Int32Array(states + 1);
  for (let edge = 0; edge < to.size; edge++) first[to.at(edge) + 1] = (first[to.at(edge) + 1] ?? 0) + 1;
  for (let state = 0; state < states; state++)
    first[state + 1] = (first[state + 1] ?? 0) + (first[state] ?? 0);
  const back = new Int32Array(to.size);
  const next = first.slice();
  for (let edge = 0; edge < to.size; edge++) {
    const slot = next[to.at(edge)] ?? 0;
    back[slot] = from.at(edge);
    next[to.at(edge)] = slot + 1;
  }
  const reaches = new Uint8Array(states);
  const open: number[] = [];
  const reach = (state: number) => {
    if (reaches[state]) return;
    reaches[state] = 1;
    open.push(state);
  };
  for (let end = 0; end < ends.size; end++) reach(ends.at(end));
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (let slot = first[state] ?? 0; slot < (first[state + 1] ?? 0); slot++) reach(back[slot] ?? 0);
  const found = reaches.indexOf(0);
  return found < 0 ? undefined : found;
}

/**
 * Goes through every reachable state, breadth first, until an invariant breaks; then, when everything was seen, looks
 * for a state from which no end is reached any more without help from the world (liveness).
 */
export function explore<S>(machine: Machine<S>, bounds: Bounds = UNBOUNDED): Explored {
  const begun = performance.now();
  const seen = new Seen(machine);
  const [from, to, ends] = [new Numbers(), new Numbers(), new Numbers()];
  const moves = new Set<string>();
  let transitions = 0;
  let depth = 0;
  let complete = true;
  const outcome = (violation?: Violation): Explored => ({
    states: seen.size,
    transitions,
    depth,
    seconds: (performance.now() - begun) / 1000,
    complete: complete && !violation,
    moves,
    ...(violation ? { violation } : {}),
  });
  const visit = (state: S, number: number): Violation | undefined => {
    if (machine.ended(state)) ends.push(number);
    const what = machine.wrong(state);
    return what === undefined ? undefined : { what, trace: seen.trace(number) };
  };
  let level: { readonly state: S; readonly number: number }[] = [];
  level.push({ state: machine.begin, number: seen.add(machine.begin, -1).number });
  const atOnce = visit(machine.begin, 0);
  if (atOnce) return outcome(atOnce);
  while (level.length > 0) {
    if (depth >= bounds.depth || seen.size >= bounds.states) {
      complete = false;
      break;
    }
    const following: typeof level = [];
    for (const { state, number } of level) {
      for (const move of machine.moves(state)) {
        transitions += 1;
        moves.add(move.name);
        const reached = seen.add(move.next, number);
        if (move.by !== 'world') {
          from.push(number);
          to.push(reached.number);
        }
        if (!reached.fresh) continue;
        const violation = visit(move.next, reached.number);
        if (violation) return outcome(violation);
        following.push({ state: move.next, number: reached.number });
      }
    }
    level = following;
    if (level.length > 0) depth += 1;
  }
  if (!complete) return outcome();
  const hopeless = stuck(seen.size, from, to, ends);
  if (hopeless === undefined) return outcome();
  return outcome({ what: 'I8: from here nothing ends any more', trace: seen.trace(hopeless) });
}

/** Follows moves drawn by chance through worlds too large to be seen whole; gives the way to the first broken invariant. */
export function wander<S>(
  machine: Machine<S>,
  random: () => number,
  { walks, steps }: { readonly walks: number; readonly steps: number },
): Explored {
  const begun = performance.now();
  const states = new Set<string>();
  const made = new Set<string>();
  let transitions = 0;
  let depth = 0;
  let violation: Violation | undefined;
  for (let walk = 0; walk < walks && !violation; walk++) {
    let state = machine.begin;
    const trace: string[] = [];
    for (let step = 0; step < steps; step++) {
      const moves = machine.moves(state);
      const move = moves[Math.floor(random() * moves.length)];
      if (!move) break;
      transitions += 1;
      made.add(move.name);
      trace.push(move.name);
      state = move.next;
      if (states.size < 1_000_000) states.add(machine.code(state));
      const what = machine.wrong(state);
      if (what === undefined) continue;
      violation = { what, trace };
      break;
    }
    depth = Math.max(depth, trace.length);
  }
  const seconds = (performance.now() - begun) / 1000;
  return {
    states: states.size,
    transitions,
    depth,
    seconds,
    complete: false,
    moves: made,
    ...(violation ? { violation } : {}),
  };
}
