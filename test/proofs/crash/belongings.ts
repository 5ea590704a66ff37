import { identified } from '../story/requests.ts';
import { expected, type Step, type Told } from '../story/told.ts';
import { finished } from './finished.ts';
import { stateOf } from './request.ts';

/** A file about a person, with its bytes sealed. */
async function file({ admin, contact, words }: Told): Promise<void> {
  const described = { about: contact, name: `${words.name}.txt`, mediaType: 'text/plain' };
  const { id, upload } = expected(await admin.post('/v1/files', described), 201).body;
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields as Record<string, string>)) form.set(name, value);
  form.set('file', new Blob([words.remark]));
  const posted = await fetch(upload.url as string, { method: 'POST', body: form });
  if (!posted.ok) throw new Error(`the bytes were refused: ${posted.status}`);
  expected(await admin.call('POST', `/v1/files/${id}/complete`), 200);
}

/** Opens the files that are there: copies of them lie behind addresses for ten minutes. */
export async function openFiles({ admin }: Told): Promise<void> {
  const { items } = expected(await admin.get('/v1/files'), 200).body;
  for (const { id } of items as { id: string }[])
    expected(await admin.post(`/v1/files/${id}/content`, undefined), 200);
}

/** Decides what waits for the officer in the way that the plan proposes. */
export async function decideAll({ officers: [first] }: Told, id: string): Promise<void> {
  const { items } = expected(await first.get(`/v1/requests/${id}/plan`), 200).body;
  for (const item of items as { id: string; act: string; version: number; needsReview?: boolean }[])
    if (item.needsReview === true)
      expected(await first.patch(`/v1/requests/${id}/plan/${item.id}`, item.version, { act: item.act }), 200);
}

/** What else can lead to a person whose records are there: every way that an erasure has to go. */
export const BELONGINGS: readonly Step[] = [
  {
    step: 'a company and an order name the person',
    tell: async ({ admin, contact, words }) => {
      const company = { companyName: 'Hafenkontor GmbH', contactPerson: contact };
      expected(await admin.post('/v1/customers', company), 201);
      const order = { orderedBy: contact, orderedOn: '2026-11-03', shipToName: words.name };
      expected(await admin.post('/v1/orders', order), 201);
    },
  },
  {
    step: 'notes about two people, and one that was deleted',
    tell: async ({ admin, contact, words }) => {
      const other = expected(await admin.post('/v1/contacts', { name: 'Noor Haddad' }), 201).body.id;
      const mine = { about: contact, mentions: [other], text: words.note };
      expected(await admin.post('/v1/notes', mine), 201);
      const theirs = { about: other, mentions: [contact], text: `met ${words.name}` };
      expected(await admin.post('/v1/notes', theirs), 201);
      const gone = expected(await admin.post('/v1/notes', { ...theirs, text: words.remark }), 201).body;
      expected(await admin.delete(`/v1/notes/${gone.id}`, 1), 204);
    },
  },
  {
    step: 'a file',
    tell: file,
  },
  {
    step: 'a package that was made before',
    tell: async (told) => {
      const id = await identified(told, 'access');
      expected(await told.officers[0].post(`/v1/requests/${id}/prepare`, {}), 200);
      await finished(told.stack, () => stateOf(told, id, 'review'));
    },
  },
];
