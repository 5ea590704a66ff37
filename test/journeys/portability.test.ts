import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FieldDeclaration, RecordDeclaration } from '../../shared/catalogue/declaration.ts';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import { contact } from '../../shared/catalogue/types/contact.ts';
import { isPortable } from '../../shared/exports/portable/portable.ts';
import { marked } from '../unit/exports/markers.ts';
import { inMail, upload, type UploadForm } from './awaited.ts';
import { caseFileOf } from './case-file.ts';
import type { Client } from './client.ts';
import { accepted, openDesk, type Desk, type Person } from './exercise.ts';
import { startStack, type Stack } from './fixture.ts';

type Entries = Readonly<Record<string, string>>;

/** A person with a record of every type that can be about one, and the marks in them. */
interface Known extends Person {
  readonly owed: Readonly<Record<string, string>>;
  readonly others: Readonly<Record<string, string>>;
}

let stack: Stack;
let desk: Desk;
let mark = 73_000_000;
const next = () => (mark += 1);

beforeAll(async () => {
  stack = await startStack();
  desk = await openDesk(stack);
});
afterAll(() => stack.stop());

const portableIn = ({ fields }: RecordDeclaration, name: string) =>
  isPortable((fields as Readonly<Record<string, FieldDeclaration>>)[name] as FieldDeclaration);

async function known(client: Client): Promise<Known> {
  const owed: Record<string, string> = {};
  const others: Record<string, string> = {};
  const sort = (declaration: RecordDeclaration, marks: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(marks))
      (portableIn(declaration, name.split('.')[1] ?? '') ? owed : others)[name] = value;
  };
  const own = marked(contact, next);
  sort(contact, own.marks);
  const made = accepted(await client.post('/v1/contacts', own.body)).body;
  for (const declaration of RECORD_TYPES as readonly RecordDeclaration[]) {
    if (declaration.home.in !== 'field') continue;
    const { body, marks } = marked(declaration, next);
    sort(declaration, marks);
    const about = { ...body, [declaration.home.field]: made.id };
    const answer = accepted(await client.post(`/v1/${declaration.plural}`, about)).body;
    if (declaration.type !== 'file') continue;
    owed['bytes of the file'] = `bytes ${next()}`;
    await upload(answer.upload as UploadForm, owed['bytes of the file']);
    accepted(await client.call('POST', `/v1/files/${answer.id}/complete`));
  }
  await stack.advance('PT1H');
  return { contact: made.id, person: made.person, email: String(own.body['email']), owed, others };
}

/** The entries of a ZIP behind an address. */
async function unpacked(url: string): Promise<Entries> {
  const entries = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  return Object.fromEntries(Object.entries(entries).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Has the package of an identified person made. */
async function prepared(type: string, who: Person): Promise<string> {
  const id = await desk.exercise(type, who);
  await desk.step(id, 'prepare');
  await desk.reaches(id, 'review');
  return id;
}

/** Asks for a code behind a link and answers with it; the address of the package. */
async function opened(room: string, link: string, mailbox: string): Promise<string> {
  await stack.advance('PT2M');
  const since = await stack.now();
  accepted(await stack.anybody.post(`/public/v1/${room}/${link}/code`, {}));
  const code = await inMail(stack, mailbox, /(?:Your code|code)\D*(\d{8})/, since);
  return accepted(await stack.anybody.post(`/public/v1/${room}/${link}/answer`, { code })).body.url as string;
}

/** The package has reached the person: the request closes, and its signed file names nobody. */
async function closes(id: string): Promise<void> {
  expect((await desk.step(id, 'fetched')).state).toBe('done');
  await caseFileOf(desk.officer, id, ['example.org', 'example.com', 'moreau']);
}

/** The cards or calendars of a text, as a foreign program reads them. */
const componentsIn = (text: string) => {
  const parsed = ICAL.parse(text) as unknown[];
  const all = Array.isArray(parsed[0]) ? parsed : [parsed];
  return all.map((each) => new ICAL.Component(each as never));
};

const missing = (marks: Readonly<Record<string, string>>, text: string) =>
  Object.keys(marks).filter((name) => !text.includes(marks[name] ?? ''));

test('DSR-05: a person takes along what was provided on consent or contract, as JSON, CSV, vCard and iCalendar that foreign programs read, and nothing that was computed', async () => {
  const ines = await known(desk.firm.client);
  const noor = await known(desk.firm.client);
  const elsewhere = await known((await stack.onboard('FR', 'Atelier Moreau')).client);
  const id = await prepared('portability', ines);
  await desk.step(id, 'release');
  const link = await inMail(stack, ines.email, /\/public\/pages\/collect\/(\S+)/);
  const entries = await unpacked(await opened('collect', link, ines.email));
  const files = Object.entries(entries).filter(([name]) => name.startsWith('files/'));
  const everything = Object.values(entries).join('\n');

  expect(missing(ines.owed, `${entries['data.json']}\n${files.map(([, text]) => text).join()}`)).toEqual([]);
  expect(Object.keys(ines.others)).toEqual(expect.arrayContaining(['note.text', 'contact.remark']));
  for (const marks of [ines.others, noor.owed, noor.others, elsewhere.owed, elsewhere.others])
    expect(missing(marks, everything)).toEqual(Object.keys(marks));
  for (const secret of [noor.person, elsewhere.person, desk.firm.principal])
    expect(everything).not.toContain(secret);

  const { records } = JSON.parse(entries['data.json'] ?? '') as { records: { type: string }[] };
  for (const type of new Set(records.map((record) => record.type)))
    expect(parse(entries[`csv/${type}.csv`] ?? '', { columns: true }).length, type).toBeGreaterThan(0);
  const cards = componentsIn(entries['contacts.vcf'] ?? '');
  expect(cards.map((card) => card.getFirstPropertyValue('email'))).toContain(ines.email);
  const [calendar] = componentsIn(entries['calendar.ics'] ?? '');
  expect(calendar?.getAllSubcomponents('vevent').length).toBeGreaterThan(1);
  const score = { ...contact.fields.name, origin: 'derived' } as const;
  expect([isPortable(contact.fields.name), isPortable(score)]).toEqual([true, false]);
  await closes(id);
});

test('part of DSR-05: the data go straight to another controller, who has the link, when the person passes the code on', async () => {
  const tomas = await known(desk.firm.client);
  const receiver = {
    kind: 'recipient',
    name: 'Atelier Moreau',
    contact: { by: 'email', email: 'privacy@moreau.example' },
    country: 'FR',
    purposes: ['rights-handling'],
    language: 'en',
  };
  const entered = accepted(await desk.firm.client.post('/v1/recipients', receiver));
  const id = await prepared('portability', tomas);
  await desk.step(id, 'transfer', { recipient: entered.body.id });
  expect((await desk.officer.post(`/v1/requests/${id}/release`, {})).status).toBe(409);
  await desk.step(id, 'transfer/release');
  const link = await inMail(stack, 'privacy@moreau.example', /\/public\/pages\/transfer\/(\S+)/);
  const page = await stack.anybody.get(`/public/pages/transfer/${link}`);
  expect(page.text).toContain('passes it on to you');
  const entries = await unpacked(await opened('transfer', link, tomas.email));
  const { 'bytes of the file': bytes = '', ...fields } = tomas.owed;
  expect(missing(fields, entries['data.json'] ?? '')).toEqual([]);
  expect(Object.values(entries)).toContain(bytes);
  const told = await desk.officer.get(`/v1/people/${tomas.person}/disclosures`);
  expect(told.body.items).toMatchObject([{ recipient: entered.body.id, purpose: 'rights-handling' }]);
  await closes(id);
});

test('anybody is told how data are used, without being identified and without anything of anybody', async () => {
  const opening = await desk.officer.post('/v1/requests', {
    type: 'information',
    channel: 'email',
    identifiers: [{ kind: 'email', value: 'stranger@example.com' }],
    receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
    replyTo: 'stranger@example.com',
    language: 'en',
  });
  const { id } = accepted(opening).body;
  await desk.step(id, 'prepare');
  await desk.reaches(id, 'review');
  const { url } = await desk.step(id, 'hand-over', { by: 'email' });
  const entries = await unpacked(url as string);
  expect(Object.keys(entries).sort()).toEqual(['index.html', 'information.json', 'manifest.json']);
  expect(entries['index.html']).toContain('Lindqvist &amp; Daughters');
  expect(entries['index.html']).toContain('Art. 6(1)(b)');
  expect(Object.values(entries).join('\n')).not.toContain('stranger');
  await closes(id);
  expect(await inMail(stack, 'stranger@example.com', /(in a mail of its own)/)).toBeTruthy();
});

test('AUD-03: an access package says when and what for the data were consulted, and names who got them; no staff are named', async () => {
  const who = await desk.person('Noor Haddad', 'noor@example.org', { jobTitle: 'Buyer' });
  const { client, principal } = desk.firm;
  const entered = accepted(
    await client.post('/v1/recipients', {
      kind: 'recipient',
      name: 'Spedition Vogt',
      contact: { by: 'email', email: 'office@vogt.example' },
      country: 'DE',
      purposes: ['order-fulfilment'],
    }),
  );
  const before = await stack.now();
  for (const reader of [desk.sales, client])
    expect((await reader.get(`/v1/contacts/${who.contact}`)).status).toBe(200);
  accepted(
    await desk.officer.post(`/v1/people/${who.person}/disclosures`, {
      recipient: entered.body.id,
      records: [{ record: who.contact, fields: ['name', 'jobTitle'] }],
      purpose: 'order-fulfilment',
      way: 'phone',
    }),
  );
  const id = await prepared('access', who);
  await desk.step(id, 'release');
  const link = await inMail(stack, who.email, /\/public\/pages\/collect\/(\S+)/);
  const entries = await unpacked(await opened('collect', link, who.email));
  const data = JSON.parse(entries['data.json'] ?? '') as {
    log: { at: string; action: string; purpose: string; fields: string[] }[];
    information: { recipients: { list: { name: string; purposes: string[] }[] } };
  };
  const read = data.log.filter(({ action, at }) => action === 'record.read' && Date.parse(at) >= before);
  const consulted = (purpose: string) => read.filter((line) => line.purpose === purpose);
  expect(consulted('customer-care').map(({ fields }) => [...fields].sort())).toEqual(
    [1, 2].map(() => ['email', 'jobTitle', 'name']),
  );
  // To reach the person, for the request itself.
  expect(consulted('rights-handling').length).toBe(read.length - 2);
  for (const { at } of read) expect(Date.parse(at) - before).toBeLessThan(60_000);
  expect(data.information.recipients.list).toMatchObject([
    {
      name: 'Spedition Vogt',
      purposes: ['order-fulfilment'],
      categories: [{ fields: ['name', 'jobTitle'] }],
    },
  ]);
  expect(entries['index.html']).toContain('Spedition Vogt');
  const members = (await client.get('/v1/members')).body.items as {
    id: string;
    name: string;
    email: string;
  }[];
  expect(members.length).toBeGreaterThanOrEqual(3);
  const everything = Object.values(entries).join('\n');
  // A colleague bears the name of the person who asks: what may not be there is who did it.
  for (const { id: member, email, name } of members) {
    for (const secret of [member, email]) expect(everything).not.toContain(secret);
    if (name !== 'Noor Haddad') expect(everything).not.toContain(name);
  }
  expect(everything).not.toContain(principal);
});
