import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordDeclaration } from '../../shared/catalogue/declaration.ts';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import { contact } from '../../shared/catalogue/types/contact.ts';
import { marked } from '../unit/exports/markers.ts';
import { eventually, inMail, upload, type UploadForm } from './awaited.ts';
import { caseFileOf } from './case-file.ts';
import type { Client } from './client.ts';
import { colleague } from './colleagues.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

interface Person {
  readonly contact: string;
  readonly subject: string;
  readonly email: string;
  /** Marks by what they stand in. */
  readonly marks: Readonly<Record<string, string>>;
}

interface Data {
  readonly request: Readonly<Record<string, unknown>>;
  readonly information: Readonly<Record<string, unknown>>;
  readonly records: readonly { readonly type: string }[];
  readonly recordsThatNameYou: readonly { readonly type: string; readonly id: string }[];
  readonly log: readonly {
    readonly at: string;
    readonly action: string;
    readonly type: string;
    readonly fields: string[];
  }[];
}

let stack: Stack;
let firm: Tenant;
let elsewhere: Tenant;
let officer: Client;
let mark = 70_000_000;
const next = () => (mark += 1);

beforeAll(async () => {
  stack = await startStack();
  [firm, elsewhere] = [await stack.onboard(), await stack.onboard('FR', 'Atelier Moreau')];
  officer = await colleague(firm, stack, 'officer');
});
afterAll(() => stack.stop());

async function made(client: Client, plural: string, body: object): Promise<Record<string, string>> {
  const answer = await client.post(`/v1/${plural}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body as Record<string, string>;
}

/** Creates a record of any type; a file gets bytes with a mark of their own. */
async function planted(
  client: Client,
  declaration: RecordDeclaration,
  body: object,
): Promise<string | undefined> {
  const answer = await made(client, declaration.plural, body);
  if (declaration.type !== 'file') return undefined;
  const bytes = `bytes ${next()}`;
  expect(await upload(answer['upload'] as unknown as UploadForm, bytes)).toBeLessThan(300);
  expect((await client.call('POST', `/v1/files/${answer['id']}/complete`)).status).toBe(200);
  return bytes;
}

/**
 * A person with a record of every type that can be about one and a mark in every protected field of it. The types come
 * from the catalogue, so that a new one joins by itself. What a model would say about a person has no record type yet:
 * once it has one, it is planted here like everything else.
 */
async function person(client: Client): Promise<Person> {
  const { body, marks } = marked(contact, next);
  const source = `source ${next()}`;
  const own = await made(client, 'contacts', { ...body, source });
  const all: Record<string, string> = { ...marks, 'contact.source': source };
  for (const declaration of RECORD_TYPES as readonly RecordDeclaration[]) {
    if (declaration.home.in !== 'field') continue;
    const one = marked(declaration, next);
    const about = { [declaration.home.field]: own['id'] };
    const bytes = await planted(client, declaration, { ...one.body, ...about });
    Object.assign(all, one.marks, bytes && { 'bytes of the file': bytes });
  }
  return {
    contact: own['id'] ?? '',
    subject: own['person'] ?? '',
    email: body['email'] as string,
    marks: all,
  };
}

const reaches = (at: string, wanted: string) =>
  eventually(stack, async () => {
    const { state } = (await officer.get(at)).body as { state: string };
    if (state === 'failed') throw new Error(stack.lines.slice(-5).join('\n'));
    return state === wanted ? true : undefined;
  });

/** Opens a request, identifies the person by a code, and has the package made; answers the request's path. */
async function asked(to: string, wording: string): Promise<string> {
  await stack.advance('PT1H');
  const opened = await officer.post('/v1/requests', {
    type: 'access',
    channel: 'email',
    identifiers: [{ kind: 'email', value: to }],
    wording,
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
    language: 'en',
  });
  expect(opened.status, opened.text).toBe(201);
  const at = `/v1/requests/${opened.body.id}`;
  await officer.post(`${at}/challenge`, { via: 'email' });
  const link = await inMail(stack, to, /\/public\/pages\/verify\/(\S+)/);
  await stack.anybody.post(`/public/v1/challenges/${link}/code`, {});
  const code = await inMail(stack, to, /Your code: (\d{8})/);
  expect((await stack.anybody.post(`/public/v1/challenges/${link}/answer`, { code })).status).toBe(200);
  expect((await officer.post(`${at}/prepare`, {})).status).toBe(200);
  await reaches(at, 'review');
  return at;
}

/** Releases the package and fetches it as the person does; the address is dead six minutes later. */
async function collected(at: string, to: string): Promise<Readonly<Record<string, string>>> {
  const released = await officer.post(`${at}/release`, {});
  expect(released.status, released.text).toBe(200);
  const collect = await inMail(stack, to, /\/public\/pages\/collect\/(\S+)/);
  await stack.advance('PT2M');
  const since = await stack.now();
  await stack.anybody.post(`/public/v1/collect/${collect}/code`, {});
  const code = await inMail(stack, to, /Your code: (\d{8})/, since);
  const answer = await stack.anybody.post(`/public/v1/collect/${collect}/answer`, { code });
  expect(answer.status, answer.text).toBe(200);
  const url = answer.body.url as string;
  const entries = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  await stack.advance('PT6M');
  expect((await fetch(url)).status).toBe(403);
  return Object.fromEntries(Object.entries(entries).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** The id of a record about somebody else as the person sees it: without whose it is. */
const within = ({ id = '' }: Record<string, string>) => id.slice(-26);

const missing = ({ marks }: Person, text: string) =>
  Object.entries(marks).filter(([, value]) => !text.includes(value));

/** Art. 15(1)(a) to (h) and (2): where the package says it, and a part of what it says. */
const INFORMATION: Readonly<Record<string, RegExp>> = {
  purposes: /"purpose":"[^"]+","legalBases":\["Art\. 6/,
  categories: /"of":"contact","fields":\["name"/,
  recipients: /"says":"[^"]+/,
  periods: /Three years after the last change/,
  rights: /Art\. 16.*Art\. 17.*Art\. 18.*Art\. 21/,
  complaint: /BfDI.*Art\. 77|Art\. 77.*BfDI/,
  source: /"list":\["source 7\d{7}"\]/,
  automatedDecisions: /Art\. 22/,
  transfers: /Art\. 15\(2\)/,
  keptByLaw: /not in this copy/,
};

test('DSR-01: a person asks, proves the mailbox, and fetches every record, file and log line about the person with the information of Art. 15(1) and (2), readable and for machines, and nothing of others', async () => {
  const ines = await person(firm.client);
  const noor = await person(firm.client);
  const other = await person(elsewhere.client);
  const firmNaming = await made(firm.client, 'customers', {
    companyName: `company ${next()}`,
    contactPerson: ines.contact,
  });
  const text = (says: string) => `${says} ${next()}`;
  const [shared, kept] = [text('Both were told that oak is sold out'), text('Noor spoke about Ines')];
  const included = await made(firm.client, 'notes', {
    about: noor.contact,
    mentions: [ines.contact],
    text: shared,
  });
  const withheld = await made(firm.client, 'notes', {
    about: noor.contact,
    mentions: [ines.contact],
    text: kept,
  });
  expect((await firm.client.get(`/v1/contacts/${ines.contact}`)).status).toBe(200);

  const wording = `Everything, please ${next()}`;
  const at = await asked(ines.email, wording);
  const before = await officer.get(`${at}/package`);
  expect(before.body).toMatchObject({ counts: { linked: 3, files: 1, undecided: 2 } });
  for (const [record, decision] of [
    [included['id'], 'include'],
    [withheld['id'], 'withhold'],
  ])
    expect((await officer.post(`${at}/package/review`, { record, decision })).status).toBe(200);
  expect((await officer.post(`${at}/prepare`, {})).status).toBe(200);
  await reaches(at, 'review');
  expect((await officer.get(`${at}/package`)).body).toMatchObject({ counts: { undecided: 0 } });
  const entries = await collected(at, ines.email);

  // Everything planted is there: for machines, for readers, and the bytes of the file as they were.
  const data = JSON.parse(entries['data.json'] ?? '') as Data;
  const page = entries['index.html'] ?? '';
  const files = Object.keys(entries).filter((name) => name.startsWith('files/'));
  expect(files.map((name) => entries[name])).toEqual([ines.marks['bytes of the file']]);
  const bytes = files.map((name) => entries[name]).join('\n');
  expect(missing(ines, `${entries['data.json']}\n${bytes}`)).toEqual([]);
  expect(missing(ines, `${page}\n${bytes}`)).toEqual([]);
  for (const words of [shared, wording, ines.email]) {
    expect(entries['data.json']).toContain(words);
    expect(page).toContain(words);
  }
  const about = (RECORD_TYPES as readonly RecordDeclaration[]).filter(({ home }) => home.in !== 'nobody');
  const types = new Set(data.records.map(({ type }) => type));
  expect([...types].sort()).toEqual(about.map(({ type }) => type).sort());
  for (const type of types) {
    const rows: unknown[] = parse(entries[`csv/${type}.csv`] ?? '', { columns: true });
    expect(rows.length, type).toBeGreaterThan(0);
  }
  expect(data.recordsThatNameYou.map(({ id }) => id).sort()).toEqual(
    [firmNaming['id'] ?? '', within(included), within(withheld)].sort(),
  );

  // The log: what was done with the data, with the names of fields, without the names of staff.
  for (const type of types)
    expect(
      data.log.some((line) => line.type === type && /create|upload/.test(line.action)),
      type,
    ).toBe(true);
  const read = data.log.find(({ action, type }) => action === 'record.read' && type === 'contact');
  expect(read?.fields).toContain('remark');
  // The index of the log lags: a later entry of the package may hold lines of its own making besides.
  const lines = parse<Record<string, string>>(entries['csv/log.csv'] ?? '', { columns: true });
  const told = new Set(lines.map(({ at: when, action }) => `${when} ${action}`));
  expect(data.log.filter((line) => !told.has(`${line.at} ${line.action}`))).toEqual([]);

  // Nothing of other people, of other tenants, of staff; what is withheld is named with its reason.
  const everything = Object.values(entries).join('\n');
  for (const one of [noor, other]) {
    expect(Object.entries(one.marks).filter(([, value]) => everything.includes(value))).toEqual([]);
    for (const id of [one.contact, one.subject]) expect(everything).not.toContain(id);
  }
  for (const staff of [firm.principal, 'Ada Admin']) expect(everything).not.toContain(staff);
  expect(everything).not.toContain(kept);
  expect(entries['withheld.json']).toContain(`"record":"${within(withheld)}","type":"note","field":"text"`);
  expect(entries['withheld.json']).toContain(`"record":"${firmNaming['id']}"`);

  // Art. 15(1)(a) to (h) and (2).
  expect(Object.keys(data.information).sort()).toEqual([...Object.keys(INFORMATION), 'controller'].sort());
  for (const [name, says] of Object.entries(INFORMATION))
    expect(JSON.stringify(data.information[name]), name).toMatch(says);
  for (const heading of ['What for', 'Categories', 'Recipients', 'How long', 'Your rights', 'Complaints'])
    expect(page).toContain(`<h2>${heading}`);
  for (const heading of ['Where the data come from', 'Automated decisions', 'Transfers'])
    expect(page).toContain(`<h2>${heading}`);
  expect(page).toContain('Lindqvist &amp; Daughters');

  // Once fetched the request closes, and its signed file is no copy of any of this.
  expect((await officer.post(`${at}/fetched`, {})).body.state).toBe('done');
  const request = at.slice('/v1/requests/'.length);
  await caseFileOf(officer, request, [...Object.values(ines.marks), wording, shared, kept]);
});

test('part of DSR-01: somebody of whom nothing is held is told so, and there is no package', async () => {
  const opened = await officer.post('/v1/requests', {
    type: 'access',
    channel: 'email',
    identifiers: [{ kind: 'email', value: 'nobody@example.com' }],
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
  });
  expect(opened.status, opened.text).toBe(201);
  expect(opened.body.subject).toBeUndefined();
  expect((await officer.get(`/v1/requests/${opened.body.id}/package`)).status).toBe(404);
});
