import { createHash } from 'node:crypto';
import {
  copyFileSync,
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
import { build as bundle, type BuildOptions, type Metafile } from 'esbuild';
import { LATE, lateFile, lean } from './bundle/lean.ts';

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
    const sizes = names.length === 0 ? {} : await build(names, fresh);
    writeFileSync(join(fresh, 'sizes.json'), JSON.stringify(sizes));
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    for (const old of readdirSync(cache).filter((name) => name.startsWith('bundles-')))
      if (join(cache, old) !== folder) rmSync(join(cache, old), { recursive: true, force: true });
  }
  return { folder, sizes: JSON.parse(readFileSync(list, 'utf8')) as Record<string, number> };
}

const OPTIONS = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

async function build(names: readonly string[], outdir: string): Promise<Record<string, number>> {
  const { metafile } = await bundle({
    ...OPTIONS,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `functions/${name}/index.ts`])),
    outdir,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [lean],
    metafile: true,
  });
  const bundles = Object.values(metafile.outputs).flatMap(({ entryPoint, bytes, inputs }) =>
    entryPoint === undefined ? [] : [{ name: entryPoint.split('/')[1] ?? entryPoint, bytes, inputs }],
  );
  await addLate(bundles, outdir);
  return Object.fromEntries(bundles.map(({ name, bytes }) => [name, bytes]));
}

/** Puts the packages that are loaded late beside the bundles that may need them. */
async function addLate(
  bundles: readonly { readonly name: string; readonly inputs: Metafile['outputs'][string]['inputs'] }[],
  outdir: string,
): Promise<void> {
  for (const [late, calls] of Object.entries(LATE)) {
    const users = bundles.filter(({ inputs }) => `late:${late}` in inputs);
    const made = join(outdir, lateFile(late));
    const contents = `export { ${calls.join(', ')} } from ${JSON.stringify(late)};`;
    await bundle({ ...OPTIONS, stdin: { contents, resolveDir: root }, outfile: made, format: 'cjs' });
    for (const { name } of users) copyFileSync(made, join(outdir, name, lateFile(late)));
    rmSync(made);
  }
}
