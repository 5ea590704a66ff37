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
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** The bundles of one state of the sources. */
export interface Bundles {
  /** One folder per function, holding `index.mjs`. */
  readonly folder: string;
  /** Size of each minified bundle in bytes. */
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

/**
 * Bundles every function in one esbuild run (one run per function costs 0.5 s each). Separate files without shared
 * chunks: a cold start loads what its function needs and nothing else. Cached by the hash of all sources.
 */
export function bundleFunctions(): Bundles {
  const names = functionFolders();
  const hash = sourceHash(['functions/**/*.ts', 'shared/**/*.ts', 'package-lock.json', 'tools/bundle.ts']);
  const cache = join(root, 'node_modules', '.cache', 'bailiwick');
  const folder = join(cache, `bundles-${hash.slice(0, 16)}`);
  const list = join(folder, 'sizes.json');
  if (!existsSync(list)) {
    const fresh = join(cache, `bundling-${process.pid}`);
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    const sizes = names.length === 0 ? {} : build(names, fresh);
    writeFileSync(join(fresh, 'sizes.json'), JSON.stringify(sizes));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    for (const old of readdirSync(cache).filter((name) => name.startsWith('bundles-')))
      if (join(cache, old) !== folder) rmSync(join(cache, old), { recursive: true, force: true });
  }
  return { folder, sizes: JSON.parse(readFileSync(list, 'utf8')) as Record<string, number> };
}

function build(names: readonly string[], outdir: string): Record<string, number> {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}/index.ts`])),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const sizes = Object.values(metafile.outputs).flatMap(({ entryPoint, bytes }): [string, number][] =>
    entryPoint === undefined ? [] : [[entryPoint.split('/')[1] ?? entryPoint, bytes]],
  );
  return Object.fromEntries(sizes);
}
