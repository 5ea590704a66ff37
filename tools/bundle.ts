import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildFunctions } from './bundle/build.ts';

const root = join(import.meta.dirname, '..');

/** The bundles of one state of the sources. */
export interface Bundles {
  /** One folder per function, holding `index.mjs` and what it loads later. */
  readonly folder: string;
  /** Bytes that each function loads at its start, minified. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Names of the functions that have an entry file. */
export function functionFolders(): string[] {
  return readdirSync(join(root, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'functions', entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort();
}

/** SHA-256 (hex) over the paths and contents of files below the project's root, given as glob patterns. */
export function sourceHash(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of globSync([...patterns], { cwd: root }).sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Bundles every function; cached by the hash of all sources. */
export async function bundleFunctions(): Promise<Bundles> {
  const names = functionFolders();
  const hash = sourceHash([
    'functions/**/*.ts',
    'shared/**/*.ts',
    'package-lock.json',
    'tools/bundle.ts',
    'tools/bundle/*.ts',
  ]);
  const cache = join(root, 'node_modules', '.cache', 'bailiwick');
  const folder = join(cache, `bundles-${hash.slice(0, 16)}`);
  const list = join(folder, 'sizes.json');
  if (!existsSync(list)) {
    const fresh = join(cache, `bundling-${process.pid}`);
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    const sizes = await buildFunctions(root, names, fresh);
    writeFileSync(join(fresh, 'sizes.json'), JSON.stringify(sizes));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    for (const old of readdirSync(cache).filter((name) => name.startsWith('bundles-')))
      if (join(cache, old) !== folder) rmSync(join(cache, old), { recursive: true, force: true });
  }
  return { folder, sizes: JSON.parse(readFileSync(list, 'utf8')) as Record<string, number> };
}
