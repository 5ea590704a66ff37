import { describe, expect, test } from 'vitest';
import {
  destination,
  isClosed,
  type RequestState,
  type Step,
  LIFE_CYCLE,
  REQUEST_STATES,
} from '../../../shared/rights/request/life-cycle.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { type RequestType, REQUEST_TYPES } from '../../../shared/rights/rights.ts';

const STATES = Object.keys(REQUEST_STATES) as RequestState[];
const STEPS = [...new Set(LIFE_CYCLE.map(({ step }) => step))];

const tried = (type: RequestType, state: RequestState, step: Step) => {
  try {
    return destination({ type, state }, step);
  } catch (error) {
    return isProblem(error) ? error.code : 'broken';
  }
};

describe('the life-cycle of requests', () => {
  test.each(REQUEST_TYPES)('%s: every step of the table is taken and every other one is refused', (type) => {
    for (const state of STATES)
      for (const step of STEPS) {
        const rows = LIFE_CYCLE.filter(
          (row) => row.step === step && row.of.includes(type) && row.from.includes(state),
        );
        expect(rows.length).toBeLessThanOrEqual(1);
        expect([state, step, tried(type, state, step)]).toEqual([
          state,
          step,
          rows[0]?.to ?? 'state.conflict',
        ]);
      }
  });

  test('only a new word from outside leads out of a final state: it is taken up again, or a restriction ends', () => {
    const out = new Set<string>();
    for (const state of STATES.filter((each) => isClosed({ state: each })))
      for (const type of REQUEST_TYPES)
        for (const step of STEPS) if (tried(type, state, step) !== 'state.conflict') out.add(step);
    expect([...out].sort()).toEqual(['announce-lifting', 'reopen']);
  });

  test('every state is reached, and from every open state a final one can be reached', () => {
    for (const type of REQUEST_TYPES) {
      const from = (state: RequestState) =>
        LIFE_CYCLE.filter((row) => row.of.includes(type) && row.from.includes(state)).map(({ to }) => to);
      const reach = (state: RequestState) => {
        const seen = new Set([state]);
        for (const each of seen) for (const to of from(each)) seen.add(to);
        return seen;
      };
      for (const state of reach('received'))
        expect([state, [...reach(state)].some((each) => isClosed({ state: each }))]).toEqual([state, true]);
    }
    const everywhere = new Set<RequestState>(['received', ...LIFE_CYCLE.map(({ to }) => to)]);
    expect(STATES.filter((state) => !everywhere.has(state))).toEqual([]);
  });

  test('no erasure is carried out without approval, and nobody is answered with data before identification', () => {
    const into = (to: RequestState, type: RequestType) =>
      LIFE_CYCLE.filter((row) => row.to === to && row.of.includes(type)).flatMap(({ from }) => from);
    expect(new Set(into('executing', 'erasure'))).toEqual(new Set(['approved', 'failed', 'partly-done']));
    expect(new Set(into('verified', 'access'))).toEqual(new Set(['received', 'please-specify', 'verifying']));
    expect(into('preparing', 'access')).not.toContain('received');
    expect(into('released', 'access')).not.toContain('verified');
  });
});
