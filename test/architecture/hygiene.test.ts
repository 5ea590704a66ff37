import { describe, expect, test } from 'vitest';
import { undocumented, undocumentedIn } from './docstrings.ts';
import { LARGEST, LONG } from './exceptions.ts';
import { codeFiles, filesIn, isThere, textOf } from './sources.ts';
import { TEXT_RULES } from './text-rules.ts';

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length;
const linesIn = (path: string) => textOf(path).split('\n').length - 1;
const programs = () => [...codeFiles(), ...filesIn('tools/*.mjs', 'test/**/*.ts')];

describe.each(TEXT_RULES)('$rule', ({ holdsFor, except = {}, never, accepted, refused }) => {
  test('accepts and refuses', () => {
    expect(never.test(accepted)).toBe(false);
    expect(never.test(refused)).toBe(true);
  });

  test('holds in every file', () => {
    const files = filesIn(...holdsFor);
    const found = files
      .filter((path) => !(path in except))
      .flatMap((path) => {
        const text = textOf(path);
        const index = never.exec(text)?.index;
        return index === undefined ? [] : [`${path}:${lineOf(text, index)}`];
      });
    expect(found).toEqual([]);
    expect(Object.keys(except).filter((path) => !never.test(textOf(path)))).toEqual([]);
  });
});

describe('names and sizes', () => {
  const vague = /(?:^|[/-])(?:utils?|helpers?|common|misc|managers?)(?=[/.-]|$)/i;

  test('no file or folder has a name that could hold anything', () => {
    expect(vague.test('shared/records/record-helpers.ts')).toBe(true);
    expect(vague.test('shared/kernel/commonwealth.ts')).toBe(false);
    expect(programs().filter((path) => vague.test(path))).toEqual([]);
  });

  test('files are named in kebab-case', () => {
    const plain = /^[a-z0-9.-]+$/;
    expect(programs().filter((path) => !path.split('/').every((part) => plain.test(part)))).toEqual([]);
  });

  test('no file is longer than 300 lines, tables apart', () => {
    const long = programs().filter((path) => linesIn(path) > LARGEST);
    expect(long.filter((path) => !(path in LONG))).toEqual([]);
  });

  test('nine of ten files of the code have at most 250 lines, and half of them at most 90', () => {
    const sizes = codeFiles()
      .map(linesIn)
      .sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(90);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(250);
  });

  test('the entry of a function has fewer than forty lines', () => {
    const entries = filesIn('functions/*/index.ts');
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter((path) => linesIn(path) >= 40)).toEqual([]);
  });
});

describe('what is exported is told in a sentence', () => {
  test('which is seen, also over lines that follow each other', () => {
    expect(undocumented('/** One. */\nexport const a = 1;\nexport const b = 2;\n')).toEqual([]);
    expect(undocumented('/** One. */\nexport const a = 1;\n\nexport const b = 2;\n')).toEqual(['b']);
    expect(undocumented('// One.\nexport interface C {\n')).toEqual(['C']);
  });

  test('everywhere', () => {
    expect(undocumentedIn(codeFiles())).toEqual({});
  });

  test('files that are listed exist', () => {
    expect(Object.keys(LONG).filter((path) => !isThere(path))).toEqual([]);
  });
});
