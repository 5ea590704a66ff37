import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './sources.ts';

/** The one file that a new record type needs. */
const TICKET = `
import { recordType } from '../declaration.ts';
import { emailAddress, recordReference, text } from '../values.ts';

const held = { purpose: 'customer-care', basis: 'contract', retention: 'operational', onErasure: 'erase' } as const;

/** A question of a customer's contact. */
export const ticket = recordType({
  type: 'ticket',
  plural: 'tickets',
  title: { en: 'Ticket', de: 'Ticket', fr: 'Ticket' },
  schemaVersion: 1,
  home: { in: 'field', field: 'about' },
  fields: {
    about: { title: { en: 'About', de: 'Über', fr: 'Sur' }, ...held, schema: recordReference, kind: 'plain', whose: 'link', refersTo: ['contact'], group: 'content' },
    replyTo: { title: { en: 'Reply to', de: 'Antwort an', fr: 'Répondre à' }, ...held, schema: emailAddress, kind: 'personal', whose: 'self', group: 'contact', lookup: 'email' },
    state: { title: { en: 'State', de: 'Stand', fr: 'État' }, ...held, schema: text(20), kind: 'plain', whose: 'self', group: 'content', sortable: true },
    question: { title: { en: 'Question', de: 'Frage', fr: 'Question' }, ...held, schema: text(4000), kind: 'personal', whose: 'self', group: 'content' },
  },
});
`;

/** What the copy says about tickets, asked in a process of its own. */
const QUESTION = `
import { publicContract } from './shared/http/openapi.ts';
import { gatewayBody } from './shared/http/gateway-body.ts';
import { ROUTES } from './shared/http/routes.ts';
import { dataMap } from './shared/catalogue/data-map.ts';
import { declarationOf } from './shared/catalogue/record-types.ts';
import { recordSchemas } from './shared/catalogue/record-schema.ts';
import { ROLES, may } from './shared/access/roles.ts';
const about = 'S' + '0'.repeat(52);
const given = { about, replyTo: 'a@example.org', state: 'open', question: 'When?' };
const { create } = recordSchemas(declarationOf('ticket'));
const rows = ROUTES.filter(({ path }) => path.startsWith('/v1/tickets'));
console.log(JSON.stringify({
  routes: rows.map(({ method, path, function: served }) => [method, path, served].join(' ')).sort(),
  permitted: rows.every(({ permission }) => Object.keys(ROLES).some((role) => may(role, permission))),
  mapped: dataMap().filter(({ type }) => type === 'ticket'),
  accepted: [given, { ...given, mood: 'cross' }, { ...given, replyTo: 'nobody' }].map((body) => create.safeParse(body).success),
  gateway: Object.keys(gatewayBody(ROUTES, String).paths).filter((path) => path.startsWith('/v1/tickets')).sort(),
  contract: Object.keys(publicContract(ROUTES).paths).filter((path) => path.startsWith('/v1/tickets')).sort(),
}));
`;

interface Answer {
  readonly routes: readonly string[];
  readonly permitted: boolean;
  readonly mapped: readonly Readonly<Record<string, unknown>>[];
  readonly accepted: readonly boolean[];
  readonly gateway: readonly string[];
  readonly contract: readonly string[];
}

let copy = '';
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [...args], { cwd: copy, encoding: 'utf8', timeout: 60_000 });

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'bailiwick-record-type-'));
  for (const part of ['shared', 'package.json', 'tsconfig.json', 'tools/generate.mjs'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const list = () => readFileSync(join(copy, 'shared/catalogue/record-types.ts'), 'utf8');
const declare = (text: string) => writeFileSync(join(copy, 'shared/catalogue/types/ticket.ts'), text);

const ATTRIBUTES = ['purpose', 'basis', 'retention', 'kind', 'whose', 'onErasure'] as const;

/** Compiles the declaration and one variant without each attribute, in one run; the lines that the compiler says. */
function compiled(): string[] {
  declare(TICKET);
  for (const attribute of ATTRIBUTES)
    writeFileSync(
      join(copy, `shared/catalogue/types/without-${attribute}.ts`),
      TICKET.replace(new RegExp(`\\b${attribute}: '[a-z-]+'(?:, )?`), ''),
    );
  writeFileSync(
    join(copy, 'tsconfig.one.json'),
    JSON.stringify({ extends: './tsconfig.json', include: ['shared/catalogue'], exclude: [] }),
  );
  return run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.one.json').stdout.split('\n');
}

describe('one file is one record type', () => {
  test('the generated list is what the generator writes', () => {
    const before = list();
    expect(run('tools/generate.mjs').status).toBe(0);
    expect(list()).toBe(before);
  });

  test('a declaration alone gives routes, permissions, schemas, contract, gateway and data map', () => {
    declare(TICKET);
    expect(run('tools/generate.mjs').status).toBe(0);
    const asked = run('--input-type=module', '--eval', QUESTION);
    expect(asked.stderr).toBe('');
    const answer = JSON.parse(asked.stdout) as Answer;
    expect(answer.routes).toEqual([
      'DELETE /v1/tickets/{id} records',
      'GET /v1/tickets records',
      'GET /v1/tickets/{id} records',
      'PATCH /v1/tickets/{id} records',
      'POST /v1/tickets records',
      'POST /v1/tickets/lookup records',
    ]);
    expect(answer.permitted).toBe(true);
    expect(answer.accepted).toEqual([true, false, false]);
    expect(answer.gateway).toEqual(['/v1/tickets', '/v1/tickets/lookup', '/v1/tickets/{id}']);
    expect(answer.contract).toEqual(answer.gateway);
    expect(answer.mapped.map(({ field }) => field)).toEqual(['about', 'replyTo', 'state', 'question']);
    expect(answer.mapped[1]).toMatchObject({
      sensitivity: 'personal',
      purpose: 'customer-care',
      legalBasis: 'contract',
      retentionClass: 'operational',
    });
  });

  test('part of TEN-05: a field without one of its attributes does not compile', () => {
    const said = compiled();
    const faulty = ATTRIBUTES.filter((attribute) =>
      said.some((line) => line.includes(`without-${attribute}.ts(`)),
    );
    expect(faulty).toEqual(ATTRIBUTES);
    expect(said.filter((line) => line.includes('types/') && !line.includes('types/without-'))).toEqual([]);
  });
});
