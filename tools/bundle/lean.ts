import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

/** Modules of Node that are imported at every start and used at hardly any: loaded when a member is first read. */
const SELDOM: ReadonlySet<string> = new Set(['fs/promises']);

/** Packages that few calls need, with what is used of them: each is a file beside the bundle, loaded at the first use. */
export const LATE = {
  'libphonenumber-js/min': ['isSupportedCountry', 'parsePhoneNumberFromString'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The file that a late package is in. */
export function lateFile(name: string): string {
  return `${name.replaceAll(/[^a-z]+/g, '-')}.cjs`;
}

/**
 * Loads modules of Node without their ESM facade: `import … from 'node:http'` reads every export once, and the lazy
 * ones among them load undici, web streams and WebCrypto, 30 ms of processor time for nothing.
 */
function plainBuiltin(name: string): string {
  const load = `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;
  if (!SELDOM.has(name)) return `module.exports = ${load};`;
  const members = Object.keys(process.getBuiltinModule(`node:${name}`) as object);
  return `module.exports = { ${members.map((one) => `get ${one}() { return ${load}.${one}; }`).join(', ')} };`;
}

function lateStub(name: keyof typeof LATE): string {
  const load = `process.getBuiltinModule('node:module').createRequire(import.meta.url)('./${lateFile(name)}')`;
  const calls = LATE[name].map((call) => `export const ${call} = (...given) => load().${call}(...given);`);
  return [`let held; const load = () => (held ??= ${load});`, ...calls].join('\n');
}

/**
 * What a cold start need not pay for: facades of Node's modules, packages that few calls use, and ways to credentials
 * that no function has (files, single sign-on, instance metadata: 100 KB).
 */
export const lean: Plugin = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^[\w@./:-]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      if (Object.hasOwn(LATE, path)) return { path, namespace: 'late' };
      if (path === '@aws-sdk/credential-provider-node')
        return { path: join(import.meta.dirname, 'environment-credentials.ts') };
      // A dynamic import is no part of a cold start.
      if (!BUILTINS.has(name) || kind === 'dynamic-import') return undefined;
      return { path: name, namespace: 'builtin' };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: plainBuiltin(path) }));
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: lateStub(path as keyof typeof LATE),
    }));
  },
};
