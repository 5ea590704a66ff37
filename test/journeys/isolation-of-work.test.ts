import { setTimeout as pauseFor } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../shared/kernel/ids.ts';
import type { RouteRow } from '../../shared/http/route.ts';
import type { Answer, Client } from './client.ts';
import { colleague, routesWithCallers } from './colleagues.ts';
import { sampleBody } from './sample-body.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

/** Ids of one tenant: files, a job, requests, and what is below them. */
interface Work {
  readonly files: readonly string[];
  readonly job: string;
  readonly requests: readonly string[];
  readonly item: string;
  readonly letter: string;
  readonly person: string;
  readonly record: string;
  /** Number of an invoice that a statute keeps. */
  readonly number: string;
}

let stack: Stack;
let a: Tenant;
let b: Tenant;
let officer: Client;
let second: Client;
let theirs: Work;
/** A person of the tenant that tries. */
let ours: string;
let routes: Awaited<ReturnType<typeof routesWithCallers>>;
beforeAll(async () => {
  stack = await startStack();
  [a, b] = [await stack.onboard('DE'), await stack.onboard('FR', 'Atelier Moreau')];
  officer = await colleague(a, stack, 'officer');
  second = await another('officer', 'second@example.org');
  theirs = await seed();
  ours = (await b.client.post('/v1/contacts', { name: 'Ines Albrecht' })).body.person as string;
  routes = (await routesWithCallers(stack, b)).filter(
    ({ function: served, path }) => ['work', 'rights'].includes(served) && path.includes('{id}'),
  );
});
afterAll(() => stack.stop());

async function another(role: string, email: string): Promise<Client & { readonly id: string }> {
  const { id } = (await a.client.post('/v1/members', { kind: 'human', role, name: 'Noor Haddad', email }))
    .body;
  const { apiKey } = (await a.client.post(`/v1/members/${id}/keys`, {})).body;
  return { ...stack.client(apiKey as string), id: id as string };
}

async function made(path: string, body: unknown, by: Client = a.client): Promise<Answer['body']> {
  const { status, body: answer, text } = await by.post(path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  return answer;
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await pauseFor(50);
  }
  throw new Error(`it does not happen: ${stack.lines.slice(-5).join('\n')}`);
}

const reaches = (request: string, ...states: string[]) =>
  eventually(async () => {
    const { body } = await officer.get(`/v1/requests/${request}`);
    if (body.state === 'executing') await stack.advance('PT1M');
    return states.includes(body.state as string) ? true : undefined;
  });

interface Form {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

async function post({ url, fields }: Form, content: string): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([content]));
  expect((await fetch(url, { method: 'POST', body: form })).ok).toBe(true);
}

const CONTENT = 'what Tomás Vidal has signed';

/** One file whose bytes are sealed, and one that waits for them. */
async function files(about: string): Promise<string[]> {
  const body = { about, name: 'contract.txt', mediaType: 'text/plain' };
  const [sealed, waiting] = [await made('/v1/files', body), await made('/v1/files', body)];
  await post(sealed.upload as Form, CONTENT);
  await made(`/v1/files/${sealed.id}/complete`, undefined);
  return [sealed.id as string, waiting.id as string];
}

/** An import that has ended, with a refused row. */
async function job(): Promise<string> {
  const fields = { name: { column: 'name' }, email: { column: 'mail' } };
  const mapping = { records: [{ type: 'contact', externalId: { column: 'no' }, fields }] };
  const { id, uploads } = await made('/v1/imports', { format: 'csv', mapping });
  await post(uploads.main as Form, 'no,name,mail\nx1,Noor Haddad,noor@example.com\nx2,Noor Haddad,nowhere\n');
  await made(`/v1/imports/${id}/start`, undefined);
  return eventually(async () => {
    const { body } = await a.client.get(`/v1/jobs/${id}`);
    return body.state === 'done' ? (id as string) : undefined;
  });
}

/** A request of a person who was called back, prepared for the officer's decision. */
async function request(type: string, email: string): Promise<string> {
  const { id } = await made(
    '/v1/requests',
    {
      type,
      channel: 'phone',
      identifiers: [{ kind: 'email', value: email }],
      receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
    },
    officer,
  );
  await made(`/v1/requests/${id}/call-back`, { noted: 'knew the last order' }, officer);
  await made(`/v1/requests/${id}/call-back/approve`, {}, second);
  await made(`/v1/requests/${id}/prepare`, {}, officer);
  await reaches(id as string, 'review');
  return id as string;
}

async function seed(): Promise<Work> {
  const contact = async (name: string, email: string) =>
    (await made('/v1/contacts', { name, email, phone: '+49 30 901820' })).id as string;
  const tomas = await contact('Tomás Vidal', 'tomas@example.org');
  const ines = await contact('Ines Albrecht', 'ines@example.org');
  const line = { text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 };
  const invoice = { billedTo: ines, status: 'issued', issuedOn: '2026-11-05', lines: [line], total: 900 };
  const { id: issued } = await made('/v1/invoices', { ...invoice, recipientName: 'Ines Albrecht' });
  const { number } = (await a.client.get(`/v1/invoices/${issued}`)).body;
  const [documents, imported] = [await files(tomas), await job()];
  await stack.advance('PT1H');
  const requests = [
    await request('erasure', 'ines@example.org'),
    await request('access', 'tomas@example.org'),
    await request('erasure', 'tomas@example.org'),
  ];
  const [erased = '', , planned = ''] = requests;
  await made(`/v1/requests/${erased}/approve`, {}, second);
  await stack.advance('PT2M');
  await reaches(erased, 'done');
  const { items } = (await officer.get(`/v1/requests/${planned}/plan`)).body;
  const { letters } = (await officer.get(`/v1/requests/${erased}`)).body;
  return {
    files: documents,
    job: imported,
    requests,
    item: items[0].id as string,
    letter: letters[0].id as string,
    person: tomas.slice(1, 27),
    record: tomas,
    number: String(number),
  };
}

/** Bodies that name something of the caller's own; what is not listed takes any body that its shape accepts. */
const bodies = (work: Work): Readonly<Record<string, unknown>> => ({
  person: { person: ours },
  transfer: { recipient: newId() },
  '{item}': { act: 'erase' },
  review: { record: work.record, decision: 'include' },
});

/** Calls a route once for each id of a tenant that its path can name. */
async function attempts({ method, path, body, conditional, by }: RouteRow & { by: Client }, work: Work) {
  const own = path.startsWith('/v1/files')
    ? work.files
    : path.startsWith('/v1/requests')
      ? work.requests
      : [work.job];
  const last = path.split('/').at(-1) ?? '';
  const answers: Answer[] = [];
  for (const id of own) {
    const at = path
      .replace('{id}', id)
      .replace('{letter}', work.letter)
      .replaceAll(/\{\w+\}/g, work.item);
    const headers: Record<string, string> = conditional ? { 'if-match': '"v1"' } : {};
    answers.push(
      await by.call(method, at, {
        headers,
        ...(body ? { body: bodies(work)[last] ?? sampleBody(body) } : {}),
      }),
    );
  }
  return answers;
}

const unknown = (work: Work): Work => ({
  files: work.files.map(() => `S${newId()}${newId()}`),
  job: newId(),
  requests: work.requests.map(() => newId()),
  item: newId(),
  letter: newId(),
  person: newId(),
  record: `S${newId()}${newId()}`,
  number: '0000-0000',
});

/** The bytes of an answer, apart from what names this one call. */
const bytes = ({ status, text, headers }: Answer): string =>
  JSON.stringify([
    status,
    text.replace(/"instance":"[^"]*"/, '"instance":""'),
    [...headers].filter(([name]) => !/^(date|x-request-id|x-amzn-requestid|x-amz-apigw-id)$/.test(name)),
  ]);

test('part of TEN-02: files, jobs, refused rows, requests with their steps, packages and receipts of another tenant answer the bytes of unknown ones: 404', async () => {
  const paths = routes.map(({ path }) => path);
  for (const needed of [
    '/v1/files/{id}/content',
    '/v1/files/{id}/complete',
    '/v1/jobs/{id}',
    '/v1/imports/{id}/refused/file',
    '/v1/requests/{id}/package',
    '/v1/requests/{id}/receipt',
    '/v1/requests/{id}/plan/{item}',
    '/v1/requests/{id}/letters/{letter}',
  ])
    expect(paths).toContain(needed);
  expect(paths.length).toBeGreaterThan(30);
  const nobodys = unknown(theirs);
  const told: string[] = [];
  for (const route of routes) {
    const [foreign, absent] = [await attempts(route, theirs), await attempts(route, nobodys)];
    for (const [position, answer] of foreign.entries()) {
      const same = bytes(answer) === bytes(absent[position] as Answer);
      if (answer.status !== 404 || !same) told.push(`${route.method} ${route.path} ${answer.text}`);
    }
  }
  expect(told).toEqual([]);
});

test('part of TEN-02: a request is never about a person of another tenant, who is as unknown as nobody', async () => {
  const { body } = await b.client.post('/v1/requests', {
    type: 'access',
    channel: 'post',
    identifiers: [{ kind: 'name', value: 'Tomás Vidal' }],
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
  });
  expect(body.candidates).toEqual([]);
  const chosen = (person: string) =>
    b.client.call('PUT', `/v1/requests/${body.id}/person`, { body: { person } });
  const [foreign, absent] = [await chosen(theirs.person), await chosen(newId())];
  expect(foreign.status).toBe(422);
  expect(bytes(foreign)).toBe(bytes(absent));
  expect((await chosen(ours)).status).toBe(200);
});

test('part of TEN-02: what a statute keeps is found by nobody else’s number', async () => {
  const entitled = await colleague(a, stack, 'finance');
  expect((await entitled.post('/v1/kept/lookup', { number: theirs.number })).body.items).toHaveLength(1);
  const finance = await colleague(b, stack, 'finance');
  const [foreign, absent] = [
    await finance.post('/v1/kept/lookup', { number: theirs.number }),
    await finance.post('/v1/kept/lookup', { number: '0000-0000' }),
  ];
  expect(foreign.body).toEqual({ items: [] });
  expect(bytes(foreign)).toBe(bytes(absent));
});

test('part of TEN-02: after all of that the other tenant has what it had', async () => {
  const states = await Promise.all(
    theirs.requests.map(async (id) => (await officer.get(`/v1/requests/${id}`)).body.state as string),
  );
  expect(states).toEqual(['done', 'review', 'review']);
  expect((await officer.get(`/v1/requests/${theirs.requests[0]}/receipt`)).status).toBe(200);
  expect((await officer.get(`/v1/requests/${theirs.requests[1]}/package`)).status).toBe(200);
  expect((await a.client.call('POST', `/v1/imports/${theirs.job}/refused/file`)).status).toBe(200);
  const opened = await a.client.call('POST', `/v1/files/${theirs.files[0]}/content`);
  expect(await (await fetch(opened.body.url as string)).text()).toBe(CONTENT);
});

test('part of TEN-02: an address that a removed member was given is dead within five minutes', async () => {
  const leaving = await another('sales', 'leaving@example.org');
  const opened = await leaving.call('POST', `/v1/files/${theirs.files[0]}/content`);
  expect((await fetch(opened.body.url as string)).status).toBe(200);
  expect((await a.client.delete(`/v1/members/${leaving.id}`, 1)).status).toBe(204);
  expect(Date.parse(opened.body.expiresAt as string) - (await stack.now())).toBeLessThanOrEqual(300_000);
  await stack.advance('PT5M');
  expect((await fetch(opened.body.url as string)).status).toBe(403);
  expect((await leaving.call('POST', `/v1/files/${theirs.files[0]}/content`)).status).toBe(401);
});
