import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFunctions } from '../../../tools/bundle/build.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const NAMES = ['due', 'work', 'export'];

/** Words that are in the code of a package and in nothing else that is bundled. */
const SAYS = { s3: 'AmazonS3', zod: 'invalid_format' };

let folder: string;
let sizes: Readonly<Record<string, number>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  sizes = await buildFunctions(ROOT, NAMES, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = (name: string, file: string) => readFileSync(join(folder, name, file), 'utf8');

/** The files that one file imports as it is loaded, itself included. */
function startOf(name: string): string[] {
  const files = new Set(['index.mjs']);
  for (const file of files)
    for (const [, next = ''] of textOf(name, file).matchAll(/\b(?:from|import)\s*"\.\/([^"]+)"/g))
      files.add(next);
  return [...files];
}

const holding = (name: string, files: readonly string[], word: string) =>
  files.filter((file) => textOf(name, file).includes(word));

describe('a cold start', () => {
  test('of an API function does not wait for S3, which is beside it and is loaded by the first call that needs it', () => {
    const [start, all] = [startOf('work'), readdirSync(join(folder, 'work'))];
    expect(holding('work', start, SAYS.s3)).toEqual([]);
    const late = holding('work', all, SAYS.s3);
    expect(late).toHaveLength(1);
    expect(holding('work', start, `import("./${late[0]}")`)).toEqual(['index.mjs']);
    expect(holding('work', start, SAYS.zod)).not.toEqual([]);
  });

  test('of a function that always needs S3 has it at hand, in one file', () => {
    expect(startOf('export')).toEqual(['index.mjs']);
    expect(textOf('export', 'index.mjs')).toContain(SAYS.s3);
  });

  test('loads no table of telephone numbers, which is beside whoever may need it and nobody else', () => {
    const phones = (name: string) => readdirSync(join(folder, name)).filter((file) => file.endsWith('.cjs'));
    expect(phones('work')).toEqual(['libphonenumber-js-min.cjs']);
    expect(phones('due')).toEqual([]);
  });

  test('reads nothing of Node but the members that are used', () => {
    for (const name of NAMES)
      for (const file of startOf(name)) expect(textOf(name, file)).not.toMatch(/\b(?:from|import)\s*"node:/);
  });

  test('is measured by all that is loaded at it', () => {
    const loaded = startOf('work').reduce(
      (total, file) => total + Buffer.byteLength(textOf('work', file)),
      0,
    );
    expect(sizes['work']).toBe(loaded);
  });
});
