import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { LEGAL_BASES, PURPOSES, RETENTION_CLASSES } from '../../shared/catalogue/vocabulary.ts';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import { ROUTES } from '../../shared/http/routes.ts';
import { sampleBody } from './sample-body.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

const ROOT = join(import.meta.dirname, '..', '..');

let stack: Stack;
let tenant: Tenant;
beforeAll(async () => {
  stack = await startStack();
  tenant = await stack.onboard('DE');
});
afterAll(() => stack.stop());

/** What each attribute of a field may be. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  purpose: Object.keys(PURPOSES),
  legalBasis: Object.keys(LEGAL_BASES),
  sensitivity: ['personal', 'special', 'confidential', 'plain'],
  retentionClass: Object.keys(RETENTION_CLASSES),
};

/** The attribute as a declaration states it. */
const MEMBERS = {
  kind: "'personal'",
  purpose: "'customer-care'",
  basis: "'contract'",
  retention: "'relationship'",
} as const;

/** Files that declare one field each, compiled with the project's own settings; answers those that do not compile. */
function refusedBy(sources: Readonly<Record<string, string>>): string[] {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'declared-'));
  try {
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, `${name}.ts`), text);
    const config = { extends: join(ROOT, 'tsconfig.json'), include: ['./*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    return Object.keys(sources).filter((name) => new RegExp(`(^|/)${name}\\.ts\\(`, 'm').test(stdout));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function declaring(left: readonly string[]): string {
  const members = Object.entries(MEMBERS).filter(([name]) => !left.includes(name));
  return `import * as z from 'zod';
import { recordType } from '${join(ROOT, 'shared', 'catalogue', 'declaration.ts')}';
export const thing = recordType({
  type: 'thing', plural: 'things', title: { en: 'Thing', de: 'Ding', fr: 'Chose' }, schemaVersion: 1, home: { in: 'own' },
  fields: { shoeSize: {
    title: { en: 'Shoe size', de: 'Schuhgröße', fr: 'Pointure' },
    schema: z.string(), whose: 'self', onErasure: 'erase', group: 'identity',
    ${members.map(([name, value]) => `${name}: ${value}`).join(', ')}
  } },
});
`;
}

test('TEN-05: an undeclared property is refused, every mapped field has its four attributes, and a new field that omits one does not compile', async () => {
  const bodies: readonly [string, object][] = [
    ['contacts', { name: 'Ines Albrecht' }],
    ['customers', { companyName: 'Atelier Moreau' }],
    ['products', { name: 'Chai' }],
    ['orders', { orderedOn: '2026-01-01' }],
    [
      'invoices',
      {
        issuedOn: '2026-01-01',
        lines: [{ text: 'Chai', quantity: 1, unitPrice: 1, amount: 1 }],
        total: 1,
      },
    ],
  ];
  const ines = await tenant.client.post('/v1/contacts', { name: 'Ines Albrecht' });
  const all = [...bodies, ['notes', { about: ines.body.id as string, text: 'x' }] as const];
  for (const [plural, body] of all) {
    const refused = await tenant.client.post(`/v1/${plural}`, { ...body, shoeSize: '39' });
    expect(refused.status, plural).toBe(400);
    expect(refused.body.violations).toMatchObject([{ rule: 'unrecognized_keys' }]);
    const made = await tenant.client.post(`/v1/${plural}`, body);
    expect(made.status, plural).toBe(201);
    const changed = await tenant.client.patch(`/v1/${plural}/${made.body.id}`, 1, { shoeSize: '39' });
    expect(changed.status, plural).toBe(400);
  }
  const nested = { name: 'Ines Albrecht', address: { city: 'Berlin', shoeSize: '39' } };
  expect((await tenant.client.post('/v1/contacts', nested)).status).toBe(400);

  // Whatever else takes a body or a query declares its members just as well.
  const refuses = (schema: z.ZodType, body: object) =>
    JSON.stringify(schema.safeParse(body).error?.issues ?? []).includes('unrecognized_keys');
  const open = ROUTES.flatMap(({ method, path, body, query, media }) =>
    Object.entries({ body, query }).flatMap(([part, schema]) => {
      // A text that the route reads by itself has no members here.
      if (!schema || (part === 'body' && media === 'text/plain')) return [];
      // A page that is the same for everybody: agents attach what they like, and nothing reads or keeps it.
      if (path === '/public/pages/drp/{tenant}/{id}' && part === 'query') return [];
      if (refuses(schema, { shoeSize: '39' })) return [];
      const { shape } = schema as unknown as { shape?: object };
      // Where a member decides about the others, a whole body is needed to judge them.
      if (!shape && refuses(schema, { ...(sampleBody(schema) as object), shoeSize: '39' })) return [];
      return [`${method} ${path} ${part}`];
    }),
  );
  // A change of a record is judged as the whole record that it leads to, as tried above.
  const tried = all.map(([plural]) => `PATCH /v1/${plural}/{id} body`);
  expect(open.sort()).toEqual(tried.sort());
  const strict = {
    shoeSize: '39',
    name: 'Noor Haddad',
    kind: 'human',
    role: 'sales',
    email: 'n@example.org',
  };
  const member = await tenant.client.post('/v1/members', strict);
  expect(member.status).toBe(400);
  expect(member.text).toContain('unrecognized_keys');

  const { body: map } = await tenant.client.get('/v1/data-map');
  const fields = map.fields as Record<string, string>[];
  const declared = RECORD_TYPES.flatMap(({ type, fields: own }) =>
    Object.keys(own).map((field) => `${type}.${field}`),
  );
  expect(fields.map(({ type, field }) => `${type}.${field}`).sort()).toEqual(declared.sort());
  for (const field of fields)
    for (const [attribute, values] of Object.entries(ATTRIBUTES))
      expect(values, `${field['type']}.${field['field']} ${attribute}`).toContain(field[attribute]);

  const sources = Object.fromEntries([
    ['complete', declaring([])],
    ...Object.keys(MEMBERS).map((name) => [`without-${name}`, declaring([name])] as const),
  ]);
  expect(refusedBy(sources)).toEqual(Object.keys(MEMBERS).map((name) => `without-${name}`));
});
