import validator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS, WORKFLOWS } from '../../lib/functions.ts';
import { DEFINITIONS } from '../../lib/workflows/table.ts';
import { QUIET } from '../../shared/erasure/erasure.ts';

const context = {
  arn: 'arn:aws',
  functionArn: (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
};
const definitionOf = (name: (typeof WORKFLOWS)[number]) => DEFINITIONS[name].definition(context);

describe.each(WORKFLOWS)('workflow %s', (name) => {
  test('is valid Amazon States Language in JSONata', () => {
    const { isValid, errors } = validator(definitionOf(name));
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  test('calls exactly the functions that its role may invoke', () => {
    const text = JSON.stringify(definitionOf(name));
    const called = new Set([...text.matchAll(/:function:([a-z]+)/g)].map(([, found]) => found));
    expect([...called].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual(
      [...DEFINITIONS[name].functions].sort(),
    );
  });
});

test('a definition with a missing state is found', () => {
  const broken = structuredClone(definitionOf('import')) as { States: Record<string, unknown> };
  delete broken.States['Pause'];
  expect(validator(broken).isValid).toBe(false);
});

test('an erasure waits longer than any function may run: nobody writes back what was read before the keys ended', () => {
  const longest = Math.max(...FUNCTIONS.map(({ timeout }) => timeout));
  expect(longest).toBeGreaterThan(0);
  expect(QUIET).toBeGreaterThan(longest);
});

test.each(WORKFLOWS)(
  'a call of %s that found no room among concurrent ones waits for minutes before it counts as failed',
  (name) => {
    interface Retry {
      readonly ErrorEquals: readonly string[];
      readonly IntervalSeconds: number;
      readonly BackoffRate: number;
      readonly MaxDelaySeconds: number;
      readonly MaxAttempts: number;
      readonly JitterStrategy: string;
    }
    const { States } = definitionOf(name) as { States: Record<string, { Retry?: readonly Retry[] }> };
    const { Retry: [room, others] = [] } = States['Work'] ?? {};
    const waits = (row: Retry | undefined) =>
      Array.from({ length: row?.MaxAttempts ?? 0 }, (_, at) =>
        Math.min(row?.MaxDelaySeconds ?? 0, (row?.IntervalSeconds ?? 0) * (row?.BackoffRate ?? 1) ** at),
      ).reduce((sum, wait) => sum + wait, 0);
    expect(room?.ErrorEquals).toEqual(['Lambda.TooManyRequestsException']);
    // Half of it on average: anything between nothing and each bound is drawn.
    expect(waits(room) / 2).toBeGreaterThan(300);
    expect(waits(others) / 2).toBeLessThan(60);
    expect([room?.JitterStrategy, others?.JitterStrategy]).toEqual(['FULL', 'FULL']);
  },
);
