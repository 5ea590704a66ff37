import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODE, filesIn, isThere, textOf } from './sources.ts';

const decisions = filesIn('docs/decisions/*.md');

describe('decisions', () => {
  test.each(decisions)('%s says context, decision and cost on one screen', (path) => {
    const text = textOf(path);
    expect(path).toMatch(/\/\d{4}-[a-z0-9-]+\.md$/);
    expect(text).toMatch(/^# \S/);
    for (const part of ['**Context.**', '**Decision.**', '**What it costs.**']) expect(text).toContain(part);
    expect(text.split('\n').length).toBeLessThanOrEqual(41);
  });

  test('are numbered without gaps or doubles', () => {
    const numbers = decisions.map((path) => Number(path.split('/').at(-1)?.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('that code or documents refer to exist', () => {
    const known = decisions.map((path) => path.split('/').at(-1)?.slice(0, 4));
    const files = filesIn(...CODE.map((folder) => `${folder}/**/*.{ts,mjs}`), 'docs/**/*.md', '*.md');
    const referred = files.flatMap((path) =>
      [...textOf(path).matchAll(/\bdecision (\d{4})\b|docs\/decisions\/(\d{4})-/g)].map(([, a, b]) => [
        path,
        a ?? b,
      ]),
    );
    expect(referred.length).toBeGreaterThan(0);
    expect(referred.filter(([, number]) => !known.includes(number))).toEqual([]);
  });
});

test('links of the documents lead to files that exist', () => {
  const broken = filesIn('docs/**/*.md', '*.md').flatMap((path) =>
    [...textOf(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => join(dirname(path), target))
      .filter((target) => !isThere(target))
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});
