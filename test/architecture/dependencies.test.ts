import { describe, expect, test } from 'vitest';
import { codeFiles, edgesOf, filesIn, textOf } from './sources.ts';

type Versions = Readonly<Record<string, string>>;
interface Manifest {
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly optionalDependencies: Versions;
  readonly scripts: Versions;
}
interface Locked {
  readonly packages: Readonly<
    Record<string, { readonly integrity?: string; readonly resolved?: string; readonly inBundle?: boolean }>
  >;
}

const manifest = JSON.parse(textOf('package.json')) as Manifest;
const declared: Versions = {
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
};

/** Name of the package that an import names. */
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Packages that the files import; those of types only have an `@types/…` name in the manifest. */
function imported(files: readonly string[]): Set<string> {
  const found = files
    .flatMap((file) => edgesOf(file))
    .filter(({ to, package: isPackage }) => isPackage && !to.startsWith('node:') && !to.includes('$'))
    .map(({ to }) => packageOf(to));
  return new Set(found);
}

/** Development tools that a bundle takes types from, or that only the build of a contract runs. */
const BESIDE_BUNDLE: Readonly<Record<string, string>> = {
  'aws-lambda': 'types of events',
  '@smithy/types': 'types of the middleware',
  'zod-openapi': 'no function imports shared/http/openapi.ts',
};

describe('dependencies', () => {
  test('are pinned exactly', () => {
    const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
    expect(exact.test('1.2.3') && !exact.test('^1.2.3') && !exact.test('latest')).toBe(true);
    expect(Object.entries(declared).filter(([, version]) => !exact.test(version))).toEqual([]);
  });

  test('each have one written reason', () => {
    const rows = [...textOf('docs/dependencies.md').matchAll(/^\| `([^`]+)`\s*\| (.+?)\s*\|$/gm)];
    expect(rows.length).toBe(Object.keys(declared).length);
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(Object.keys(declared)));
    expect(rows.filter(([, , reason = '']) => reason.length < 8)).toEqual([]);
  });

  test('are what the code imports; nothing is used that came along with another package', () => {
    const files = [...codeFiles(), ...filesIn('test/**/*.ts', '*.ts')];
    const unknown = [...imported(files)].filter(
      (name) => !(name in declared || `@types/${name}` in declared),
    );
    expect(unknown).toEqual([]);
  });

  test('of a function are dependencies, not tools of development', () => {
    const files = filesIn('shared/**/*.ts', 'functions/**/*.ts');
    const tools = [...imported(files)].filter(
      (name) => !(name in manifest.dependencies) && !(name in BESIDE_BUNDLE),
    );
    expect(tools).toEqual([]);
  });

  test('run no install script of their own', () => {
    const allowed = (
      JSON.parse(textOf('package.json')) as { allowScripts: Readonly<Record<string, boolean>> }
    ).allowScripts;
    expect(Object.values(allowed).filter(Boolean)).toEqual([]);
  });
});

describe('the lockfile', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as Locked;
  const entries = Object.entries(packages).filter(([path]) => path !== '');

  test('names no host to download from, so that any registry serves it', () => {
    expect(entries.length).toBeGreaterThan(50);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(textOf('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });

  test('holds the hash of every package, those within the archive of another one apart', () => {
    const bare = entries.filter(
      ([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'),
    );
    // Engine binaries that the registry this was locked against does not serve: optional, version pinned, no hash known.
    const engines = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'win32-x64'];
    expect(bare.map(([path]) => path)).toEqual(engines.map((name) => `node_modules/@dynoxide/${name}`));
  });

  test('agrees with the manifest', () => {
    const root = packages[''] as unknown as Manifest;
    expect({ ...root.dependencies, ...root.devDependencies, ...root.optionalDependencies }).toEqual(declared);
  });
});
