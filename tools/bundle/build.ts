import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { LATE, lateFile, lean } from './lean.ts';

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const entryOf = (name: string) => `functions/${name}/index.ts`;

/** One run of the bundler over some functions; `late` tells what they import later from what they start with. */
async function run(root: string, names: readonly string[], outdir: string, late: boolean): Promise<Metafile> {
  const { metafile } = await build({
    ...OPTIONS,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, entryOf(name)])),
    outdir,
    format: 'esm',
    splitting: late,
    chunkNames: `${names[0]}/[name]-[hash]`,
    outExtension: { '.js': '.mjs' },
    plugins: [lean],
    metafile: true,
  });
  return metafile;
}

/** The output of one function, with its name in the metafile. */
function outputOf({ outputs }: Metafile, name: string): [string, Metafile['outputs'][string]] {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entryOf(name));
  if (!found) throw new Error(`no bundle of ${name}`);
  return found;
}

/** Bytes of an output and of all that it imports from the first. */
function startBytes({ outputs }: Metafile, first: string): number {
  const loaded = new Set([first]);
  for (const path of loaded)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && !external) loaded.add(next);
  return [...loaded].reduce((total, path) => total + (outputs[path]?.bytes ?? 0), 0);
}

/**
 * Bundles functions, one folder each, and tells the bytes of each one's start. All in one run (one per function costs
 * 0.3 s each) and in one file, since a cold start pays for every file; only a function whose code has a dynamic import
 * is bundled once more by itself, into what it starts with and what it loads later.
 */
export async function buildFunctions(
  root: string,
  names: readonly string[],
  outdir: string,
): Promise<Record<string, number>> {
  const all = await run(root, names, outdir, false);
  const sizes: [string, number][] = [];
  for (const name of names) {
    const [, { inputs }] = outputOf(all, name);
    const later = Object.keys(inputs).some((path) =>
      all.inputs[path]?.imports.some(({ kind, external }) => kind === 'dynamic-import' && !external),
    );
    const made = later ? await run(root, [name], outdir, true) : all;
    sizes.push([name, startBytes(made, outputOf(made, name)[0])]);
  }
  await addLate(root, names, all, outdir);
  return Object.fromEntries(sizes);
}

/** Puts the packages that are loaded late beside the bundles that may need them. */
async function addLate(
  root: string,
  names: readonly string[],
  made: Metafile,
  outdir: string,
): Promise<void> {
  for (const [late, calls] of Object.entries(LATE)) {
    const users = names.filter((name) => `late:${late}` in outputOf(made, name)[1].inputs);
    const file = join(outdir, lateFile(late));
    const contents = `export { ${calls.join(', ')} } from ${JSON.stringify(late)};`;
    await build({ ...OPTIONS, stdin: { contents, resolveDir: root }, outfile: file, format: 'cjs' });
    for (const name of users) copyFileSync(file, join(outdir, name, lateFile(late)));
    rmSync(file);
  }
}
