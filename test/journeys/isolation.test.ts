import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../shared/kernel/ids.ts';
import type { Answer } from './client.ts';
import { routesWithCallers } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

/** What only the other tenant's data say. */
const MARKER = 'marker-of-the-other-tenant';
const unknownRecord = (kind: string) => `${kind}${newId()}${newId()}`;

/** Both tenants hold the same names and external ids; one of them says the marker besides. */
async function seed({ client, principal, keyId }: Tenant, remark: string) {
  const ids: Record<string, string> = { principal, keyId };
  const make = async (type: string, body: object) => {
    const made = await client.post(`/v1/${type}s`, body);
    expect(made.status, made.text).toBe(201);
    ids[type] = made.body.id as string;
    if (made.body.person) ids['person'] ??= made.body.person as string;
  };
  const name = 'Ines Albrecht';
  await make('contact', { name, email: 'ines@example.org', externalId: 'C-1', remark });
  const about = ids['contact'];
  await make('customer', { companyName: `Vidal SL ${remark}`, contactPerson: about, externalId: 'K-1' });
  await make('product', { name: `Chai ${remark}`, externalId: 'P-1' });
  await make('order', { orderedOn: '2026-01-01', orderedBy: about, shipToName: remark, externalId: 'O-1' });
  await make('note', { about, text: remark, externalId: 'N-1' });
  const line = { text: remark, quantity: 1, unitPrice: 1, amount: 1 };
  await make('invoice', { issuedOn: '2026-01-01', billedTo: about, lines: [line], total: 1 });
  // Real files, jobs and requests are in isolation-of-work.test.ts; here a well-formed foreign id is enough.
  ids['file'] = about ?? '';
  return ids;
}

let stack: Stack;
let a: Tenant;
let b: Tenant;
let own: Record<string, string>;
let foreign: Record<string, string>;
let routes: Awaited<ReturnType<typeof routesWithCallers>>;
beforeAll(async () => {
  stack = await startStack();
  [a, b] = [await stack.onboard('DE'), await stack.onboard('FR', 'Atelier Moreau')];
  [own, foreign] = [await seed(a, 'mine'), await seed(b, MARKER)];
  routes = await routesWithCallers(stack, a);
  await stack.advance('PT3S');
});
afterAll(() => stack.stop());

/** Which of a tenant's ids a parameter names, by the path before it; what is not listed is given a person's id. */
function idsFor(path: string, ids: Readonly<Record<string, string>>): string {
  const type = /^\/v1\/(\w+)s\/\{id\}/.exec(path)?.[1] ?? '';
  const known = ids[type] ?? (path.startsWith('/v1/members/') ? ids['principal'] : ids['person']) ?? '';
  return path
    .replace('{key}', ids['keyId'] ?? '')
    .replace('{person}', ids['person'] ?? '')
    .replaceAll(/\{\w+\}/g, known);
}

const nobody = (): Record<string, string> => ({
  ...Object.fromEntries(['contact', 'order', 'note', 'invoice'].map((type) => [type, unknownRecord('S')])),
  ...Object.fromEntries(['customer', 'product', 'file'].map((type) => [type, unknownRecord('N')])),
  principal: newId(),
  keyId: newId(),
  person: newId(),
});

/** The bytes of an answer, apart from what names this one request. */
const bytes = ({ status, text, headers }: Answer): string =>
  JSON.stringify([
    status,
    text.replace(/"instance":"[^"]*"/, '"instance":""'),
    [...headers].filter(([name]) => !/^(date|x-request-id|x-amzn-requestid|x-amz-apigw-id)$/.test(name)),
  ]);

const sweep = async (ids: Readonly<Record<string, string>>) => {
  const answers: (readonly [string, Answer])[] = [];
  for (const { method, path, body, conditional, by } of routes) {
    const headers: Record<string, string> = conditional ? { 'if-match': '"v1"' } : {};
    const options = { headers, ...(body ? { body: {} } : {}) };
    answers.push([`${method} ${path}`, await by.call(method, idsFor(path, ids), options)]);
  }
  return answers;
};

test('TEN-01: with identical names and external ids in two tenants, no route gives a byte of the other; the template binds every key to the tenant', async () => {
  const answers = await sweep(foreign);
  expect(answers.length).toBeGreaterThan(40);
  const theirs = [MARKER, ...Object.values(foreign), b.tenant];
  for (const [route, { text, headers }] of answers)
    for (const word of theirs) expect(text + JSON.stringify([...headers]), route).not.toContain(word);
  for (const [plural, wanted] of [
    ['contacts', { email: 'ines@example.org' }],
    ['contacts', { externalId: 'C-1' }],
    ['customers', { externalId: 'K-1' }],
    ['orders', { externalId: 'O-1' }],
  ] as const) {
    const found = await a.client.post(`/v1/${plural}/lookup`, wanted);
    expect(found.body.items).toHaveLength(1);
    expect(found.body.items[0].id).toBe(own[plural.slice(0, -1)]);
    expect(found.text).not.toContain(MARKER);
  }

  const folder = join(stack.folder, 'assembly');
  const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  const statements = templates.flatMap((name) => statementsIn(readFileSync(join(folder, name), 'utf8')));
  const reaching = statements.filter(
    ({ text }) => /"dynamodb:(?!.*Stream)/.test(text) && text.includes('Allow'),
  );
  expect(reaching.length).toBeGreaterThan(4);
  for (const { role, text } of reaching) {
    expect(text, role).toContain('"Null":{"dynamodb:LeadingKeys":"false"');
    expect(text, role).toMatch(
      /"ForAllValues:StringLike":\{"dynamodb:LeadingKeys":\["(T#\$\{aws:PrincipalTag\/tenant\}#\*|S#\*)"\]\}/,
    );
    if (!/Tenant|Eraser/.test(role)) expect(text, role).toContain('"S#*"');
    expect(text, role).not.toMatch(/dynamodb:(Scan|PartiQL|\*)/);
  }
});

interface Statement {
  readonly role: string;
  readonly text: string;
}

/** The statements of every role and policy that allow something of DynamoDB's items. */
function statementsIn(template: string): Statement[] {
  const { Resources } = JSON.parse(template) as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const documents = Object.entries(Resources).flatMap(([role, { Type, Properties }]) => {
    if (Type === 'AWS::IAM::Policy') return [[role, Properties?.['PolicyDocument']] as const];
    const inline = (Properties?.['Policies'] ?? []) as { PolicyDocument: unknown }[];
    return Type === 'AWS::IAM::Role'
      ? inline.map(({ PolicyDocument }) => [role, PolicyDocument] as const)
      : [];
  });
  return documents.flatMap(([role, document]) =>
    (document as { Statement: { Action: string | string[] }[] }).Statement.filter(({ Action }) =>
      [Action].flat().some((action) => /^dynamodb:\w*(Item|Query|Scan|PartiQL)/.test(action)),
    ).map((statement) => ({ role, text: JSON.stringify(statement) })),
  );
}

describe('part of TEN-02', () => {
  test('part of TEN-02: every route with every foreign id answers the bytes of an unknown id, and 404 wherever an id is all there is', async () => {
    const [theirs, unknown] = [await sweep(foreign), await sweep(nobody())];
    const withIds = theirs.filter(([route]) => route.includes('{'));
    expect(withIds.length).toBeGreaterThan(25);
    for (const [position, [route, answer]] of theirs.entries()) {
      if (!route.includes('{')) continue;
      const other = unknown[position]?.[1];
      expect(bytes(answer), route).toBe(other && bytes(other));
      expect(answer.status, `${route} ${answer.text}`).toBeGreaterThanOrEqual(400);
    }
    const records = withIds.filter(([route]) =>
      routes.some((row) => `${row.method} ${row.path}` === route && row.function === 'records'),
    );
    for (const [route, { status, text }] of records) {
      // A member's change needs a change; its body is refused before any id is looked at.
      expect(status, `${route} ${text}`).toBe(route === 'PATCH /v1/members/{id}' ? 400 : 404);
    }
    const member = (id: string) => a.client.patch(`/v1/members/${id}`, 1, { role: 'sales' });
    expect(bytes(await member(foreign['principal'] ?? ''))).toBe(bytes(await member(newId())));
  });

  test.each([
    ['orders', 'orderedBy', 'contact', { orderedOn: '2026-01-01' }],
    ['orders', 'customer', 'customer', { orderedOn: '2026-01-01' }],
    ['notes', 'about', 'contact', { text: 'x' }],
    ['customers', 'soleTrader', 'contact', {}],
    ['customers', 'contactPerson', 'contact', {}],
    ['contacts', 'employer', 'customer', { name: 'x' }],
    ['contacts', 'person', 'person', { name: 'x' }],
    ['members', 'owner', 'principal', { kind: 'service', role: 'service', name: 'x' }],
  ])(
    'part of TEN-02: a foreign id in %s.%s is refused with the bytes of an unknown one',
    async (plural, field, of, rest) => {
      const attempt = (ids: Readonly<Record<string, string>>) =>
        a.client.post(`/v1/${plural}`, { ...rest, [field]: ids[of] });
      const unknown = { ...nobody(), customer: unknownRecord('N') };
      const [theirs, nobodys] = [await attempt(foreign), await attempt(unknown)];
      expect(theirs.status).toBe(422);
      expect(bytes(theirs)).toBe(bytes(nobodys));
      expect((await attempt(own)).status).toBe(201);
    },
  );

  test('part of TEN-02: a foreign mention is refused with the bytes of an unknown one', async () => {
    const attempt = (id: string | undefined) =>
      a.client.post('/v1/notes', { about: own['contact'], mentions: [id], text: 'x' });
    expect(bytes(await attempt(foreign['contact']))).toBe(bytes(await attempt(unknownRecord('S'))));
  });

  test('part of TEN-02: a cursor serves one tenant, one principal, one list and one filter', async () => {
    const page = await b.client.get('/v1/orders?limit=1');
    const more = await b.client.post('/v1/orders', { orderedOn: '2026-01-02' });
    await stack.advance('PT3S');
    const cursor = ((await b.client.get('/v1/orders?limit=1')).body.cursor ?? '') as string;
    expect(page.status + more.status).toBe(401);
    expect(cursor).not.toBe('');
    const at = encodeURIComponent(cursor);
    expect((await b.client.get(`/v1/orders?limit=1&cursor=${at}`)).status).toBe(200);
    const colleague = await b.client.post('/v1/members', {
      kind: 'human',
      role: 'sales',
      name: 'Tomás Vidal',
      email: 'tomas@example.org',
    });
    const { body } = await b.client.post(`/v1/members/${colleague.body.id}/keys`, {});
    const swapped = [
      await a.client.get(`/v1/orders?limit=1&cursor=${at}`),
      await stack.client(body.apiKey as string).get(`/v1/orders?limit=1&cursor=${at}`),
      await b.client.get(`/v1/contacts?limit=1&cursor=${at}`),
      await b.client.get(`/v1/orders?limit=1&filter[status]=open&cursor=${at}`),
      await b.client.get(`/v1/people/${foreign['person']}?cursor=${at}`),
    ];
    expect(swapped.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(new Set(swapped.map(({ body: { type } }) => type as string))).toEqual(
      new Set(['urn:bailiwick:problem:cursor.invalid']),
    );
  });

  test('part of TEN-02: an Idempotency-Key of one tenant means nothing in another', async () => {
    const headers = { 'idempotency-key': 'the-same' };
    const theirs = await b.client.post('/v1/contacts', { name: 'Noor Haddad' }, headers);
    const mine = await a.client.post('/v1/contacts', { name: 'Somebody else' }, headers);
    expect([theirs.status, mine.status]).toEqual([201, 201]);
    expect(mine.body.id).not.toBe(theirs.body.id);
  });

  test('part of TEN-02: a foreign record’s version opens nothing', async () => {
    for (const version of [1, 2])
      expect((await a.client.patch(`/v1/contacts/${foreign['contact']}`, version, {})).status).toBe(404);
  });

  test('part of TEN-02: after all of that the other tenant has what it had', async () => {
    const { body } = await b.client.get(`/v1/contacts/${foreign['contact']}`);
    expect(body).toMatchObject({ name: 'Ines Albrecht', remark: MARKER, version: 1 });
    const view = await b.client.get(`/v1/people/${foreign['person']}`);
    expect(view.body.records).toHaveLength(4);
    expect(view.body.links).toHaveLength(1);
  });
});
