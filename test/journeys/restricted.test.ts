import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import { newId } from '../../shared/kernel/ids.ts';
import { USES } from '../../shared/subjects/uses.ts';
import { eventually, upload, type UploadForm } from './awaited.ts';
import type { Answer, Client } from './client.ts';
import { routesWithCallers } from './colleagues.ts';
import { accepted, exercise } from './exercise.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';
import { bodies } from './record-bodies.ts';

/** Somebody about whom there is a record of every type, a file with bytes and one that waits for them. */
interface Person {
  readonly person: string;
  readonly email: string;
  readonly records: Readonly<Record<string, string>>;
  readonly waiting: string;
}

let stack: Stack;
let tenant: Tenant;
let officer: Client;
let second: Client;
let recipient: string;
let restricted: Person;
let free: Person;
let request: string;
let usable: Readonly<Record<string, readonly string[]>>;
let routes: Awaited<ReturnType<typeof routesWithCallers>>;
beforeAll(async () => {
  stack = await startStack();
  tenant = await stack.onboard('DE');
  [officer, second] = [await anOfficer('first@example.org'), await anOfficer('second@example.org')];
  const contact = { by: 'email', email: 'desk@example.com' };
  const given = {
    kind: 'recipient',
    name: 'Parcels',
    contact,
    country: 'DE',
    purposes: ['order-fulfilment'],
  };
  recipient = (await made('/v1/recipients', given)).id as string;
  [restricted, free] = [await seeded('ines'), await seeded('noor')];
  await stack.advance('PT1H');
  usable = await eventually(stack, async () => {
    const found = { campaign: await audience('campaign'), scoring: await audience('scoring') };
    return Object.values(found).every((people) => people.length === 2) ? found : undefined;
  });
  request = await exercise(stack, officer, 'restriction', restricted.email);
  const body = { acts: [{ act: 'restrict', ground: 'accuracy' }] };
  accepted(await officer.call('PUT', `/v1/requests/${request}/acts`, { body }));
  await made(`/v1/requests/${request}/approve`, {}, officer);
  routes = await routesWithCallers(stack, tenant);
});
afterAll(() => stack.stop());

async function anOfficer(email: string): Promise<Client> {
  const { id } = await made('/v1/members', { kind: 'human', role: 'officer', name: 'Noor Haddad', email });
  return stack.client((await made(`/v1/members/${id}/keys`, {})).apiKey as string);
}

async function made(path: string, body: unknown, by: Client = tenant.client): Promise<Answer['body']> {
  const { status, body: answer, text } = await by.post(path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  return answer;
}

async function seeded(name: string): Promise<Person> {
  const email = `${name}@example.org`;
  const { id, person } = await made('/v1/contacts', {
    name,
    email,
    phone: '+49 30 901820',
    externalId: `contact-${name}`,
  });
  const records: Record<string, string> = { contact: id as string };
  for (const { type, plural, home } of RECORD_TYPES) {
    if (['contact', 'file'].includes(type) || home.in === 'nobody') continue;
    const body = { ...bodies(id as string)[type], externalId: `${type}-${name}` };
    records[type] = (await made(`/v1/${plural}`, body)).id as string;
  }
  const given = { purpose: 'marketing', way: 'form', proof: 'Ticked the box for the newsletter' };
  const givenAt = new Date(await stack.now()).toISOString();
  await made(`/v1/people/${person}/consents`, { ...given, givenAt });
  const file = await made('/v1/files', bodies(id as string)['file']);
  await upload(file.upload as UploadForm, 'what was signed');
  const named = { ...bodies(id as string)['file'], externalId: `file-${name}` };
  const sealed = await made('/v1/files', named);
  await upload(sealed.upload as UploadForm, 'what was signed');
  await made(`/v1/files/${sealed.id}/complete`, undefined);
  return { person, email, records: { ...records, file: sealed.id as string }, waiting: file.id as string };
}

/** The people of an audience. */
async function audience(name: string): Promise<readonly string[]> {
  const { body } = await tenant.client.get(`/v1/audiences/${name}?type=contact&limit=100`);
  return (body.items as { person: string }[]).map(({ person }) => person);
}

const typeOf = (path: string) => RECORD_TYPES.find(({ plural }) => path.split('/')[2] === plural);
const versionOf = async (path: string) => ((await officer.get(path)).body as { version: number }).version;

/** An import of one note about a person: what became of its only row. */
async function imported({ records }: Person): Promise<Answer> {
  const name = (await officer.get(`/v1/contacts/${records['contact']}`)).body.name as string;
  const about = { type: 'contact', externalId: { column: 'who' } };
  const note = { externalId: { column: 'no' }, fields: { text: { column: 'text' } }, references: { about } };
  const { id, uploads } = await made('/v1/imports', {
    format: 'csv',
    mapping: { records: [{ type: 'note', ...note }] },
  });
  await upload(uploads.main as UploadForm, `no,who,text\n${name},contact-${name},x\n`);
  await made(`/v1/imports/${id}/start`, undefined);
  await eventually(stack, async () =>
    (await tenant.client.get(`/v1/jobs/${id}`)).body.state === 'done' ? true : undefined,
  );
  return tenant.client.get(`/v1/imports/${id}/refused`);
}

/** How each route whose use a restriction refuses is called about somebody, by method and the end of its path. */
const CALLS: readonly [RegExp, (path: string, somebody: Person, by: Client) => Promise<Answer>][] = [
  [/^GET \/v1\/people\/\{person\}$/, (_, { person }, by) => by.get(`/v1/people/${person}`)],
  [
    /^POST .*\/disclosures$/,
    async (_, { person, records }, by) => {
      const record = { record: records['order'], fields: ['shipToName'] };
      const body = { recipient, records: [record], purpose: 'order-fulfilment', way: 'post' };
      return by.post(`/v1/people/${person}/disclosures`, body);
    },
  ],
  [/^POST \/v1\/imports\/\{id\}\/start$/, (_, somebody) => imported(somebody)],
  [
    /^POST \/v1\/files\/\{id\}\/complete$/,
    (_, { waiting }, by) => by.post(`/v1/files/${waiting}/complete`, undefined),
  ],
  [
    /^POST \/v1\/files\/\{id\}\/content$/,
    (_, { records }, by) => by.post(`/v1/files/${records['file']}/content`, undefined),
  ],
  [
    /^POST .*\/lookup$/,
    async (path, { records }, by) => {
      const { externalId } = (
        await officer.get(path.replace('lookup', records[typeOf(path)?.type ?? ''] ?? ''))
      ).body;
      return by.post(path, { externalId });
    },
  ],
  [/^GET .*\{id\}$/, (path, { records }, by) => by.get(at(path, records))],
  [
    /^PATCH .*\{id\}$/,
    async (path, { records }, by) => {
      const version = await versionOf(at(path, records));
      const changed = Object.entries(bodies('x')[typeOf(path)?.type ?? ''] ?? {}).slice(-1);
      return by.patch(at(path, records), version, Object.fromEntries(changed));
    },
  ],
  [
    /^DELETE .*\{id\}$/,
    async (path, { records }, by) => by.delete(at(path, records), await versionOf(at(path, records))),
  ],
  [/^GET /, (path, _, by) => by.get(`${path}?limit=100`)],
  [
    /^POST /,
    (path, { records, person }, by) =>
      by.post(path, bodies(records['contact'] ?? '', person)[typeOf(path)?.type ?? '']),
  ],
];
const at = (path: string, records: Person['records']) =>
  path.replace('{id}', records[typeOf(path)?.type ?? ''] ?? '');

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const refusedUses = () =>
  routes.filter(
    ({ processing, path }) => USES[processing].restricted === 'refused' && typeOf(path)?.home.in !== 'nobody',
  );

/** How an answer about somebody keeps to a restriction: refused with the reason, left out and counted, or not at all. */
function keeping({ status, text, body }: Answer, { person }: Person): 'refused' | 'left out' | 'shown' {
  if (status === 423 && body.reason === 'restriction.accuracy') return 'refused';
  if (text.includes('"rule":"restriction.accuracy"')) return 'refused';
  const counted = typeof body?.withheld === 'number' && body.withheld > 0;
  return counted && !text.includes(person) ? 'left out' : 'shown';
}

describe('part of DSR-04: on the running product, for a person whose data is restricted', () => {
  test('every other route answers as it answers about anybody', async () => {
    const opened = async ({ email }: Person) => {
      const receivedAt = new Date((await stack.now()) - 60_000).toISOString();
      const identifiers = [{ kind: 'email', value: email }];
      return (
        await made('/v1/requests', { type: 'access', channel: 'phone', identifiers, receivedAt }, officer)
      ).id;
    };
    const requests = [await opened(restricted), await opened(free)];
    const passing = routes.filter(({ processing }) => USES[processing].restricted === 'passes');
    const absent = newId();
    for (const { method, path, body, by, conditional } of passing) {
      // Who calls would be gone.
      if (path.startsWith('/v1/members') && method !== 'GET') continue;
      const answers: Answer[] = [];
      for (const [position, { person }] of [restricted, free].entries()) {
        const place = path
          .replace('{person}', person)
          .replace('{id}', path.startsWith('/v1/requests') ? (requests[position] as string) : absent)
          .replaceAll(/\{\w+\}/g, absent);
        const headers: Record<string, string> = conditional ? { 'if-match': '"v1"' } : {};
        answers.push(await by.call(method, place, { headers, ...(body ? { body: {} } : {}) }));
      }
      const [about, anybody] = answers;
      expect([method, path, about?.status]).toEqual([method, path, anybody?.status]);
      expect(about?.status, `${method} ${path}`).not.toBe(423);
      expect(about?.status, `${method} ${path}: ${about?.text}`).toBeLessThan(500);
    }
  });

  test('every route whose use is refused refuses the person or leaves the person out, and serves others', async () => {
    const kept: Record<string, string> = {};
    // What is deleted is not there for the next call.
    const order = ({ method }: { method: string }) => (method === 'DELETE' ? 1 : 0);
    for (const route of refusedUses().toSorted((a, b) => order(a) - order(b))) {
      const [, call] = CALLS.find(([pattern]) => pattern.test(nameOf(route))) ?? [];
      if (!call) throw new Error(`nobody has said how ${nameOf(route)} is called`);
      const answer = await call(route.path, restricted, route.by);
      kept[nameOf(route)] = keeping(answer, restricted);
      const others = await call(route.path, free, route.by);
      expect(others.status, `${nameOf(route)}: ${others.text}`).toBeLessThan(300);
      if (route.method === 'GET' && route.path.endsWith('s')) expect(others.text).toContain(free.person);
    }
    expect(Object.entries(kept).filter(([, how]) => how === 'shown')).toEqual([]);
    expect(Object.values(kept).filter((how) => how === 'left out').length).toBeGreaterThanOrEqual(12);
    expect(Object.values(kept).length).toBeGreaterThan(35);
  });

  test('an officer sees everything with the restriction; an exception of the law opens it and is logged', async () => {
    const { body } = await officer.get(`/v1/people/${restricted.person}`);
    expect(body).toMatchObject({
      state: 'active',
      withheld: 0,
      restrictions: [{ ground: 'accuracy', article: 'Art. 18(1)(a)', purposes: 'all', records: 'all' }],
    });
    expect((body.records as unknown[]).length).toBeGreaterThanOrEqual(5);
    const read = (exception: string) =>
      tenant.client.get(`/v1/contacts/${restricted.records['contact']}`, {
        'processing-exception': exception,
      });
    expect((await read('legal-claims')).status).toBe(200);
    expect((await read('because')).status).toBe(400);
  });
});

test('DSR-04: a restricted person is excluded from campaign and scoring, an edit is 423, lifting without notice 409', async () => {
  for (const name of ['campaign', 'scoring']) {
    expect(usable[name]?.toSorted()).toEqual([restricted.person, free.person].toSorted());
    const { body, text } = await tenant.client.get(`/v1/audiences/${name}`);
    expect(body.reasons).toContainEqual({
      reason: 'restriction.accuracy',
      count: expect.any(Number) as number,
    });
    expect((body.items as { person: string }[]).map(({ person }) => person)).toContain(free.person);
    expect(text).not.toContain(restricted.person);
    const excepted = await tenant.client.get(`/v1/audiences/${name}`, { 'processing-exception': 'consent' });
    expect(excepted.status).toBe(400);
  }
  const contact = `/v1/contacts/${restricted.records['contact']}`;
  const edit = async () => tenant.client.patch(contact, await versionOf(contact), { jobTitle: 'Buyer' });
  expect(await edit()).toMatchObject({ status: 423, body: { reason: 'restriction.accuracy' } });
  expect((await officer.post(`/v1/requests/${request}/lift`, {})).status).toBe(409);
  expect((await edit()).status).toBe(423);
  expect(await audience('campaign')).not.toContain(restricted.person);
});

const reaches = (id: string, wanted: string) =>
  eventually(stack, async () => {
    const { state } = (await officer.get(`/v1/requests/${id}`)).body as { state: string };
    if (state === 'executing') await stack.advance('PT1M');
    return state === wanted ? true : undefined;
  });

/** A request of the restricted person, made ready for the officer's decision. */
async function prepared(type: string): Promise<string> {
  const receivedAt = new Date((await stack.now()) - 60_000).toISOString();
  const identifiers = [{ kind: 'email', value: restricted.email }];
  const { id } = await made('/v1/requests', { type, channel: 'phone', identifiers, receivedAt }, officer);
  await made(`/v1/requests/${id}/call-back`, { noted: 'knew the last order' }, officer);
  await made(`/v1/requests/${id}/call-back/approve`, {}, second);
  await made(`/v1/requests/${id}/prepare`, {}, officer);
  await reaches(id as string, 'review');
  return id as string;
}

test('part of DSR-04: the rights of a restricted person are served: access, then erasure', async () => {
  const access = await prepared('access');
  expect((await officer.get(`/v1/requests/${access}/package`)).body).toMatchObject({ counts: { files: 1 } });
  const erasure = await prepared('erasure');
  await made(`/v1/requests/${erasure}/approve`, {}, second);
  await stack.advance('PT2M');
  await reaches(erasure, 'done');
  expect((await officer.get(`/v1/people/${restricted.person}`)).status).toBe(404);
});
