import { describe, expect, test } from 'vitest';
import { HEAVY, report, SEED, seeded } from '../proofs/run.ts';
import { explore, wander, type Machine } from './explorer.ts';
import { LIFE_CYCLE } from '../../shared/rights/request/life-cycle.ts';
import { DESK_SCOPES, DESK_WIDE } from './desk/state.ts';
import { TAKEN_BY } from './requests/machine.ts';
import { MOVES, houseMachine } from './house/machine.ts';
import { SCOPES, WIDE, houseOf } from './house/scopes.ts';
import { huntAll, tellDesk, tellRequests, tellScopes, traceOf } from './report.ts';

/** Moves that nobody makes unless something is broken. */
const ONLY_BROKEN = ['create writes its event', 'import makes the person anew', 'request is partly done'];

/** Milliseconds for all scopes. */
const PATIENCE = HEAVY ? 3_600_000 : 60_000;

/** Counts to a number; nothing goes on from there. */
const counting = (last: number, forbidden: number): Machine<number> => ({
  begin: 0,
  moves: (at) => (at < last ? [{ name: `to ${at + 1}`, by: 'product', next: at + 1 }] : []),
  code: String,
  wrong: (at) => (at === forbidden ? 'I0: forbidden' : undefined),
  ended: (at) => at === 3,
});

describe('the explorer', () => {
  test('sees every state, and says nothing where nothing is wrong', () => {
    expect(explore(counting(3, 9))).toMatchObject({ states: 4, transitions: 3, depth: 3, complete: true });
  });

  test('gives the shortest way to a broken invariant', () => {
    expect(explore(counting(3, 2)).violation).toEqual({ what: 'I0: forbidden', trace: ['to 1', 'to 2'] });
  });

  test('finds where nothing ends any more', () => {
    expect(explore(counting(4, 9)).violation?.trace).toHaveLength(4);
  });

  test('ends at its bounds and says so', () => {
    expect(explore(counting(3, 9), { depth: 1, states: Infinity })).toMatchObject({
      states: 2,
      complete: false,
    });
  });
});

describe('one person, one erasure, and everybody who works on them at the same time (I2, I3, I4, I6, I7, I8, I9, I12)', () => {
  test(
    'no interleaving breaks an invariant, and an end is reachable from every state',
    () => {
      const say = report('model: scopes');
      const told = tellScopes(HEAVY ? { ...SCOPES, ...WIDE } : SCOPES);
      const sum = (of: 'states' | 'transitions') =>
        told.reduce((total, { explored }) => total + explored[of], 0);
      say({ scopes: told.length, states: sum('states'), transitions: sum('transitions') });
      for (const { name, explored } of told) expect([name, traceOf(explored.violation)]).toEqual([name, '']);
      expect(told.every(({ explored }) => explored.complete)).toBe(true);
      // Nothing holds because something never happens.
      const made = new Set(told.flatMap(({ explored }) => [...explored.moves]));
      expect(MOVES.filter((name) => !made.has(name))).toEqual(ONLY_BROKEN);
    },
    PATIENCE,
  );

  test(
    'a hold keeps what it covers and nothing else, nothing but a hold delays an erasure, and no work is forsaken (I8, I12)',
    () => {
      const say = report('model: holds and the watchdog');
      const told = tellDesk(HEAVY ? { ...DESK_SCOPES, ...DESK_WIDE } : DESK_SCOPES);
      say({ scopes: told.length, states: told.reduce((sum, { explored }) => sum + explored.states, 0) });
      for (const { name, explored } of told) expect([name, traceOf(explored.violation)]).toEqual([name, '']);
      expect(told.every(({ explored }) => explored.complete)).toBe(true);
    },
    PATIENCE,
  );

  test('the life of a request of every right ends, whatever dies or fails on the way (I8)', () => {
    const say = report('model: requests');
    const told = tellRequests();
    say({ rights: told.length, states: told.reduce((sum, { explored }) => sum + explored.states, 0) });
    for (const { name, explored } of told) expect([name, traceOf(explored.violation)]).toEqual([name, '']);
    const steps = new Set<string>(LIFE_CYCLE.map(({ step }) => step));
    expect(Object.keys(TAKEN_BY).filter((step) => !steps.has(step))).toEqual([]);
  });

  test('every planted bug is found, as a breach of the invariant that its row names', () => {
    const say = report('model: planted bugs');
    const hunts = huntAll();
    say({ planted: hunts.length, found: hunts.filter(({ found }) => found).length });
    expect(hunts.length).toBeGreaterThanOrEqual(60);
    const made = new Set(hunts.flatMap(({ explored }) => [...explored.moves]));
    expect(ONLY_BROKEN.filter((name) => !made.has(name))).toEqual([]);
    expect(
      hunts.filter(({ found }) => !found).map(({ bug, explored }) => [bug, traceOf(explored.violation)]),
    ).toEqual([]);
  });

  test('walks drawn by chance through worlds that are too large for a short run find nothing either', () => {
    const say = report('model: walks');
    for (const [name, scope] of Object.entries(WIDE)) {
      const machine = houseMachine(houseOf(scope));
      const { transitions, depth, ...walked } = wander(machine, seeded(SEED), { walks: 20, steps: 400 });
      say({ scope: name, transitions, depth });
      expect([name, walked.violation]).toEqual([name, undefined]);
    }
  });
});
