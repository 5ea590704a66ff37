import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** The project's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Files below the root that fit one of the patterns, as sorted paths with `/`. */
export function filesIn(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: ROOT })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
}

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** True when the project has the file. */
export function isThere(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** Folders whose code is held to the layers. */
export const CODE = ['shared', 'functions', 'lib', 'local', 'bin', 'demo', 'tools', 'console'] as const;

/** Every TypeScript file of the project's own code, tests apart. */
export function codeFiles(): string[] {
  return filesIn(...CODE.map((folder) => `${folder}/**/*.ts`));
}

/** Import and export statements, of types too, and imports within code and within types. */
const STATEMENTS = [
  /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
];

/** What a text imports, types included: specifiers as they are written. */
export function importsIn(text: string): string[] {
  return STATEMENTS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, specifier = '']) => specifier));
}

/** True when a text imports something whose name is computed, which no rule can follow. */
export function importsComputed(text: string): boolean {
  return /\bimport\s*\(\s*(?!['"])[^)\s]/.test(text.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, ''));
}

/** One import: a file of the project names another file of it, or a package. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly package: boolean;
}

/** The imports of one file, resolved. */
export function edgesOf(from: string, text = textOf(from)): Edge[] {
  return importsIn(text).map((specifier) =>
    specifier.startsWith('.')
      ? { from, to: posix.join(posix.dirname(from), specifier), package: false }
      : { from, to: specifier, package: true },
  );
}

/** Every import of the project's code. */
export function allEdges(): Edge[] {
  return codeFiles().flatMap((file) => edgesOf(file));
}
