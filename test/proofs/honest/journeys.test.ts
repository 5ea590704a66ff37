import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** What a journey may take from the product: words and tables that it is held against, and what a third party runs. */
const ALLOWED: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^shared\/kernel\//, because: 'draws an id, writes a canonical text' },
  { path: /^shared\/catalogue\//, because: 'the declarations that answers are compared with' },
  { path: /^shared\/access\/roles\.ts$/, because: 'the permission matrix that every route is tried against' },
  {
    path: /^shared\/http\/routes\.ts$/,
    because: 'the list of routes to try; their use cases are not called',
  },
  { path: /^shared\/crypto\/section\.ts$/, because: 'the format that moved bytes are tried in' },
  { path: /^shared\/erasure\/receipt\/verify-receipt\.ts$/, because: 'verifies offline, as its reader does' },
  {
    path: /^shared\/rights\/desk\/case-file\/bundle\.ts$/,
    because: 'compares parts offline, as its reader does',
  },
  { path: /^shared\/subjects\/uses\.ts$/, because: 'the table of uses that every route is tried against' },
  { path: /^shared\/exports\/portable\/portable\.ts$/, because: 'the rule that packages are compared with' },
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/g;

/** Modules of the product that a text imports for more than types. */
function importedBy(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)]
    .map(([, from, computed]) => from ?? computed ?? '')
    .filter((from) => from.startsWith('.'))
    .map((from) => relative(root, resolve(root, file, '..', from)).replaceAll('\\', '/'))
    .filter((path) => /^(shared|functions)\//.test(path));
}

const forbidden = (file: string, text: string): string[] => [
  ...importedBy(file, text).filter((path) => !ALLOWED.some((row) => row.path.test(path))),
  // A row of the route table carries its use case.
  ...[...text.matchAll(/\b(?:use|handler)\(/g)].map(([call]) => call),
];

function texts(folder: string): [string, string][] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .map((file) => [file, readFileSync(join(root, file), 'utf8')]);
}

test('no journey calls a handler, a use case or a store: it goes through the running template', () => {
  const found = texts('test/journeys').flatMap(([file, text]) =>
    forbidden(file, text).map((what) => `${file}: ${what}`),
  );
  expect(found).toEqual([]);
});

test('no proof calls a handler, a use case or a store either', () => {
  const own = relative(root, import.meta.filename).replaceAll('\\', '/');
  const found = texts('test/proofs')
    .filter(([file]) => file !== own)
    .flatMap(([file, text]) => importedBy(file, text).map((what) => `${file}: ${what}`));
  expect(found).toEqual([]);
});

test('a journey that calls a handler is seen, in every form', () => {
  const file = 'test/journeys/planted.test.ts';
  const planted = [
    "import { handler } from '../../functions/records/index.ts';",
    "import {\n  createRecord,\n} from '../../shared/records/create-record.ts';",
    "const { createOffice } = await import('../../shared/office/office.ts');",
    'await ROUTES[0].use(services, context, input);',
    "export { apiHandler } from '../../shared/http/chain.ts';",
  ];
  expect(planted.filter((text) => forbidden(file, text).length === 0)).toEqual([]);
  expect(forbidden(file, "import type { Route } from '../../shared/http/route.ts';")).toEqual([]);
  expect(forbidden(file, "import { newId } from '../../shared/kernel/ids.ts';")).toEqual([]);
});

test('nothing outside the journeys names itself one', () => {
  const named = texts('test')
    .filter(([file]) => file.endsWith('.test.ts') && !/^test\/(journeys|proofs)\//.test(file))
    .filter(([, text]) => /(?:test|describe)\(\s*['"`][^'"`]*\bjourney\b/i.test(text))
    .map(([file]) => file);
  expect(named).toEqual([]);
});
