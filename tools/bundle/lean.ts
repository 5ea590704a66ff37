import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

/** Modules of Node that are imported at every start and used at hardly any: loaded when a member is first called. */
const SELDOM: ReadonlySet<string> = new Set(['fs/promises']);

/** Packages that few calls need, with what is used of them: each is a file beside the bundle, loaded at the first use. */
export const LATE = {
  'libphonenumber-js/min': ['isSupportedCountry', 'parsePhoneNumberFromString'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The file that a late package is in. */
export function lateFile(name: string): string {
  return `${name.replaceAll(/[^a-z]+/g, '-')}.cjs`;
}

/** What clients import late and no function needs: calls with streams of events, names of browsers. */
const NEVER: ReadonlySet<string> = new Set(['@smithy/core/event-streams', 'bowser']);

const builtin = (name: string) => `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;

/**
 * Loads modules of Node without their ESM facade: `import … from 'node:http'` reads every export once, and the lazy
 * ones among them load undici, web streams and WebCrypto, 30 ms of processor time for nothing. Here only the members
 * that are imported are read: the bundler drops pure reads that nobody uses.
 */
function leanBuiltin(name: string): string {
  const module = process.getBuiltinModule(`node:${name}`) as Record<string, unknown>;
  const names = Object.keys(module).filter((member) => /^[a-z_]\w*$/i.test(member) && member !== 'default');
  const members = SELDOM.has(name)
    ? names
        .filter((member) => typeof module[member] === 'function')
        .map((member) => `export const ${member} = (...given) => ${builtin(name)}.${member}(...given);`)
    : names.map(
        (member, at) =>
          `const m${at} = /* @__PURE__ */ (() => held.${member})();\nexport { m${at} as ${member} };`,
      );
  return [`const held = /* @__PURE__ */ ${builtin(name)};`, 'export default held;', ...members].join('\n');
}

function lateStub(name: keyof typeof LATE): string {
  const load = `process.getBuiltinModule('node:module').createRequire(import.meta.url)('./${lateFile(name)}')`;
  const calls = LATE[name].map((call) => `export const ${call} = (...given) => load().${call}(...given);`);
  return [`let held; const load = () => (held ??= ${load});`, ...calls].join('\n');
}

/**
 * What a cold start need not pay for: facades of Node's modules, packages that few calls use or none, and ways to
 * credentials that no function has (files, single sign-on, instance metadata: 100 KB).
 */
export const lean: Plugin = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^[\w@./:-]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      if (Object.hasOwn(LATE, path)) return { path, namespace: 'late' };
      if (path === '@aws-sdk/credential-provider-node')
        return { path: join(import.meta.dirname, 'environment-credentials.ts') };
      const late = kind === 'dynamic-import';
      // Left out, it also no longer keeps the bundler from seeing what of its parts is unused: 20 KB.
      if (late && NEVER.has(path)) return { path, external: true };
      // A dynamic import is no part of a cold start.
      if (!BUILTINS.has(name) || late) return undefined;
      return { path: name, namespace: kind === 'require-call' ? 'required' : 'imported' };
    });
    build.onLoad({ filter: /.*/, namespace: 'imported' }, ({ path }) => ({ contents: leanBuiltin(path) }));
    build.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = ${builtin(path)};`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: lateStub(path as keyof typeof LATE),
    }));
  },
};
