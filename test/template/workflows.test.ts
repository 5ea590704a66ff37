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
