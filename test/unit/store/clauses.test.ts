import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ABSENT,
  PRESENT,
  absentOrSame,
  all,
  any,
  equals,
  lacks,
  oneOf,
  prefixed,
  remove,
  set,
  stateIs,
  updates,
  versionIs,
} from '../../../shared/store/clauses.ts';
import type { Clause, Workspace } from '../../../shared/store/workspace.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import type { Bench } from '../../engine/bench.ts';
import { SOMEBODY, openBench } from '../../engine/bench.ts';

let bench: Bench;
let workspace: Workspace;
beforeAll(async () => {
  bench = await openBench();
  workspace = bench.office.workspace(await bench.tenant(), SOMEBODY);
});
afterAll(() => bench.stop());

test('each named condition accepts what it says and refuses its opposite, on the engine', async () => {
  const at = workspace.keys.sequence('clauses');
  await workspace.tables.write([{ put: { version: 3, state: 'open', left: 1 }, at, if: ABSENT }]);
  const holds = async (condition: Clause) => {
    // A check by itself is a transaction of one part.
    const error = await workspace.tables
      .write([{ check: true, at, if: condition }])
      .catch((thrown: unknown) => thrown);
    return error === undefined || !isWriteRefusal(error);
  };
  const rows: readonly (readonly [Clause, boolean])[] = [
    [PRESENT, true],
    [ABSENT, false],
    [versionIs(3), true],
    [versionIs(2), false],
    [stateIs('open', 'closed'), true],
    [stateIs('closed'), false],
    [oneOf('left', [0, 1]), true],
    [lacks('answer'), true],
    [lacks('left'), false],
    [absentOrSame('state', 'open'), true],
    [absentOrSame('state', 'closed'), false],
    [all(PRESENT, versionIs(3), any(stateIs('gone'), stateIs('open'))), true],
    [all(versionIs(3), versionIs(4)), false],
    [any(versionIs(4), versionIs(3)), true],
  ];
  for (const [clause, expected] of rows) expect([clause, await holds(clause)]).toEqual([clause, expected]);
});

test('an update sets and removes in one expression, whatever its condition names', async () => {
  const { tables, keys } = workspace;
  const at = keys.sequence('updates');
  await tables.write([{ put: { a: 1, b: 2, c: 3 }, at, if: ABSENT }]);
  const update = updates(set({ a: 10, d: 4, left: undefined }), remove('b', 'c'));
  await tables.write([{ update, at, if: all(equals('a', 1), equals('b', 2)) }]);
  expect(await tables.get([at])).toEqual([{ pk: at.pk, sk: at.sk, a: 10, d: 4 }]);
});

test('however clauses are nested, no two share a name or value', () => {
  const clause = fc.letrec<{ node: Clause }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.string({ minLength: 1, maxLength: 5 }).map((value) => equals('attribute', value)),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((parts) => all(...parts)),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((parts) => any(...parts)),
    ),
  })).node;
  fc.assert(
    fc.property(clause, ({ expression, names = {}, values = {} }) => {
      const used = expression.match(/[#:]\w+/g) ?? [];
      expect(new Set(used).size).toBe(used.length);
      expect(new Set(used)).toEqual(new Set([...Object.keys(names), ...Object.keys(values)]));
    }),
  );
});

test('a clause that uses what it does not declare is refused', () => {
  expect(() => prefixed({ expression: '#a = :b', names: { '#a': 'a' } }, 'x')).toThrowError('undeclared');
});
