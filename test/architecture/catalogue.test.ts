import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../lib/functions.ts';
import { RESOURCES, ROLES, type Role, VERBS, may } from '../../shared/access/roles.ts';
import { dataMap } from '../../shared/catalogue/data-map.ts';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import { LEGAL_BASES, PURPOSES, RETENTION_CLASSES } from '../../shared/catalogue/vocabulary.ts';
import type { RouteRow } from '../../shared/http/route.ts';
import { ROUTES } from '../../shared/http/routes.ts';
import { DUE_KINDS } from '../../shared/store/grammar.ts';
import { ROOT, filesIn, isThere, textOf } from './sources.ts';

const nameOf = ({ method, path }: RouteRow) => `${method} ${path}`;

/** Every exported list of rows with the name that it is exported under. */
async function lists(): Promise<[string, readonly RouteRow[]][]> {
  const modules = await Promise.all(
    filesIn('shared/http/routes/*.ts').map(
      (path) => import(join(ROOT, path)) as Promise<Readonly<Record<string, unknown>>>,
    ),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .filter((entry): entry is [string, readonly RouteRow[]] => Array.isArray(entry[1]));
}

describe('routes', () => {
  test('of tenants name a permission of the matrix that at least one role has', () => {
    const known = new Set([...RESOURCES, 'record'].flatMap((on) => VERBS.map((verb) => `${on}:${verb}`)));
    const roles = Object.keys(ROLES) as Role[];
    const bad = ROUTES.filter(
      ({ audience, permission }) =>
        audience === 'tenant' &&
        !(permission && known.has(permission) && roles.some((role) => may(role, permission))),
    );
    expect(ROUTES.length).toBeGreaterThan(0);
    expect(bad.map(nameOf)).toEqual([]);
  });

  test('of others name none, since no role of a tenant opens them', () => {
    const bad = ROUTES.filter(
      ({ audience, permission }) => audience !== 'tenant' && permission !== undefined,
    );
    expect(bad.map(nameOf)).toEqual([]);
  });

  test('that change what is there ask for its version or take a key', () => {
    const bad = ROUTES.filter(
      ({ method, conditional, idempotency, audience }) =>
        method === 'PATCH' && audience === 'tenant' && !conditional && idempotency === undefined,
    );
    expect(bad.map(nameOf)).toEqual([]);
  });

  test('are all in the one table, whichever room wrote them', async () => {
    const rows = (await lists()).flatMap(([, list]) => list);
    expect(rows.length).toBeGreaterThanOrEqual(ROUTES.length);
    expect(rows.filter((row) => !ROUTES.includes(row)).map(nameOf)).toEqual([]);
  });

  test('are served by the function that they name', async () => {
    const named = await lists();
    const unserved = ROUTES.filter((row) => {
      const entry = `functions/${row.function}/index.ts`;
      const known = FUNCTIONS.some(({ name }) => name === row.function) && isThere(entry);
      const holding = named.filter(([, list]) => list.includes(row)).map(([name]) => name);
      return !(known && holding.some((name) => new RegExp(`\\b${name}\\b`).test(textOf(entry))));
    });
    expect(unserved.map((row) => `${nameOf(row)} by ${row.function}`)).toEqual([]);
  });
});

describe('due work', () => {
  /** Kinds that a table of handlers has: in the entry of a function, or beside what walks the due work. */
  const handled = (entry: string) => {
    const [, table = ''] = textOf(entry).split(/\bhandlers: \{|\breturn \{/);
    return DUE_KINDS.filter((kind) => new RegExp(`(?:^|[\\s{,])${kind}(?::|,|\\s*\\})`).test(table));
  };

  test('of every kind that is planned is done by exactly one function', () => {
    const planned = DUE_KINDS.filter((kind) =>
      filesIn('shared/**/*.ts').some((path) => textOf(path).includes(`kind: '${kind}'`)),
    );
    const done = filesIn('functions/*/index.ts', 'shared/due/*-handlers.ts').flatMap(handled);
    expect(planned.map((kind) => [kind, done.filter((one) => one === kind).length])).toEqual(
      planned.map((kind) => [kind, 1]),
    );
  });
});

describe('part of TEN-05: the data map', () => {
  test('has every declared field with sensitivity, purpose, legal basis and retention, each from its closed list', () => {
    const map = dataMap();
    const declared = RECORD_TYPES.flatMap(({ type, fields }) =>
      Object.keys(fields).map((field) => `${type}.${field}`),
    );
    expect(map.map(({ type, field }) => `${type}.${field}`)).toEqual(declared);
    const bad = map.filter(
      ({ sensitivity, purpose, legalBasis, retentionClass, article, retention }) =>
        !['personal', 'special', 'confidential', 'plain'].includes(sensitivity) ||
        !(purpose in PURPOSES) ||
        !(legalBasis in LEGAL_BASES) ||
        !(retentionClass in RETENTION_CLASSES) ||
        !article.startsWith('Art. 6(1)') ||
        retention === '',
    );
    expect(bad).toEqual([]);
  });

  test('is made of declarations whose names are unique, in the singular and in the plural', () => {
    for (const names of [RECORD_TYPES.map(({ type }) => type), RECORD_TYPES.map(({ plural }) => plural)])
      expect(names).toEqual([...new Set(names)]);
    expect(
      filesIn('shared/catalogue/types/*.ts').map((path) => path.split('/').at(-1)?.slice(0, -3)),
    ).toEqual(RECORD_TYPES.map(({ type }) => type));
  });
});
