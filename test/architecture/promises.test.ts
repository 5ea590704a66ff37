import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAGE, claimsOf, compare, pageOf, promises, statesOf } from '../../tools/promises.mjs';
import { ROOT, textOf } from './sources.ts';

// Joined, so that no title of this file is taken for a proof.
const whole = (id: string) => [id, ' it holds'].join(':');
const part = (id: string) => `part of ${whole(id)}`;
const IDS = ['TEN-01', 'TEN-02', 'TEN-03'];
const TITLES = { 'TEN-01': 'One', 'TEN-02': 'Two', 'TEN-03': 'Three' };

type Row = readonly [title: string, status: string, ...ancestors: string[]];
const report = (...rows: readonly Row[]) => ({
  testResults: [
    {
      name: join(ROOT, 'test/unit/a.test.ts'),
      assertionResults: rows.map(([title, status, ...ancestorTitles]) => ({ title, status, ancestorTitles })),
    },
  ],
});
const stateOf = (...rows: readonly Row[]) => statesOf(report(...rows), IDS)['TEN-01']?.state;

describe('the state of a promise', () => {
  test.each([
    ['no test', [], 'open'],
    ['a part that passed', [[part('TEN-01'), 'passed']], 'partly'],
    ['a part named by its group', [['does', 'passed', part('TEN-01')]], 'partly'],
    [
      'a part that failed beside one that passed',
      [
        [part('TEN-01'), 'passed'],
        [part('TEN-01'), 'failed'],
      ],
      'open',
    ],
    ['the whole row', [[whole('TEN-01'), 'passed']], 'kept'],
    [
      'the whole row beside a part that failed',
      [
        [whole('TEN-01'), 'passed'],
        [part('TEN-01'), 'failed'],
      ],
      'open',
    ],
    ['a test that was skipped', [[whole('TEN-01'), 'skipped']], 'open'],
    ['a test that is to be written', [[whole('TEN-01'), 'todo']], 'open'],
    ['a title that merely mentions the id', [['like TEN-01: this', 'passed']], 'open'],
  ] as const)('%s', (_, rows, state) => {
    expect(stateOf(...rows)).toBe(state);
  });

  test('is never given to an id that does not exist', () => {
    expect(() => statesOf(report([whole('TEN-99'), 'passed']), IDS)).toThrow('TEN-99');
  });
});

describe('the page', () => {
  const states = statesOf(report([whole('TEN-01'), 'passed'], [part('TEN-02'), 'passed']), IDS);
  const page = pageOf(states, TITLES);

  test('says the state and the tests of every promise, and can be read back', () => {
    expect(page).toContain('1 kept, 1 partly, 1 open.');
    expect(page).toContain('| TEN-01 | One | kept | `test/unit/a.test.ts` |');
    expect(claimsOf(page)).toEqual({ 'TEN-01': 'kept', 'TEN-02': 'partly', 'TEN-03': 'open' });
  });

  test('is refused when it claims more than a run has proven, not when it claims less', () => {
    expect(compare(page, states)).toEqual({ over: [], under: [] });
    const less = statesOf(report([part('TEN-01'), 'passed'], [part('TEN-03'), 'passed']), IDS);
    expect(compare(page, less)).toEqual({ over: ['TEN-01', 'TEN-02'], under: ['TEN-03'] });
  });

  test('in the repository has the rows of docs/promises.json, each once, and the sums of its rows', () => {
    const committed = textOf(PAGE.slice(ROOT.length + 1));
    const claims = claimsOf(committed);
    const again = pageOf(
      Object.fromEntries(Object.entries(claims).map(([id, state]) => [id, { state, files: [] }])),
    );
    const bare = (text: string) => text.replaceAll(/ \|[^|\n]*\|$/gm, '');
    expect(bare(committed)).toBe(bare(again));
    expect(Object.keys(promises())).toHaveLength(140);
  });
});
