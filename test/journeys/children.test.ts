import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, upload, type UploadForm } from './awaited.ts';
import { accepted, openDesk, type Desk, type Person } from './exercise.ts';
import { startStack, type Stack } from './fixture.ts';

let stack: Stack;
let desk: Desk;
let recipient: string;
beforeAll(async () => {
  stack = await startStack();
  desk = await openDesk(stack);
  const parcels = {
    kind: 'recipient',
    name: 'Parcels',
    contact: { by: 'email', email: 'desk@example.com' },
    country: 'DE',
    purposes: ['customer-care'],
  };
  recipient = accepted(await desk.officer.post('/v1/recipients', parcels)).body.id;
});
afterAll(() => stack.stop());

const report = ({ person }: Person) =>
  desk.sales.post(`/v1/people/${person}/child`, { reason: 'birth-date', birthDate: '2016-05-04' });

/** What an import answers about its only row, a note about somebody. */
async function importedNote(about: string): Promise<string> {
  const mapping = {
    records: [
      {
        type: 'note',
        externalId: { column: 'no' },
        fields: { text: { column: 'text' } },
        references: { about: { type: 'contact', externalId: { column: 'who' } } },
      },
    ],
  };
  const { id, uploads } = accepted(
    await desk.firm.client.post('/v1/imports', { format: 'csv', mapping }),
  ).body;
  await upload(uploads.main as UploadForm, `no,who,text\nn-1,${about},likes tea\n`);
  accepted(await desk.firm.client.post(`/v1/imports/${id}/start`, undefined));
  await eventually(stack, async () =>
    (await desk.firm.client.get(`/v1/jobs/${id}`)).body.state === 'done' ? true : undefined,
  );
  return accepted(await desk.firm.client.get(`/v1/imports/${id}/refused`)).text;
}

/** How every use of a child's data is answered: list, look-up, card, person, change, further records, disclosure, import. */
async function uses({ contact, person, email }: Person, externalId: string) {
  const { firm, sales } = desk;
  const [list, found, card, whole] = [
    accepted(await sales.get('/v1/contacts?limit=100')),
    await sales.post('/v1/contacts/lookup', { email }),
    await sales.get(`/v1/contacts/${contact}`),
    await sales.get(`/v1/people/${person}`),
  ];
  const changed = await firm.client.patch(`/v1/contacts/${contact}`, 1, { jobTitle: 'Pupil' });
  const further = await sales.post('/v1/notes', { about: contact, text: 'likes tea' });
  const disclosed = await desk.officer.post(`/v1/people/${person}/disclosures`, {
    recipient,
    records: [{ record: contact, fields: ['name'] }],
    purpose: 'customer-care',
    way: 'post',
  });
  return {
    list: list.text.includes(person),
    answers: [found, card, whole, changed, further, disclosed].map(({ status, body, text }) =>
      text.includes(email) ? 'shown' : `${status} ${body.reason ?? `withheld ${body.withheld}`}`,
    ),
    imported: (await importedNote(externalId)).includes('restriction.child') ? 'refused' : 'taken',
  };
}

describe('CHI-02: children’s data are not knowingly collected', () => {
  test('who is reported to be a child is excluded everywhere at once, and erased after the review window', async () => {
    const child = await desk.person('Mika Lind', 'mika@example.org', { externalId: 'mika' });
    const { body: reported } = accepted(await report(child));
    const { list, answers, imported } = await uses(child, 'mika');
    expect(list).toBe(false);
    expect(answers.filter((answer) => answer === 'shown')).toEqual([]);
    expect(answers).toEqual([
      expect.stringMatching(/restriction\.child|withheld 1/),
      '423 restriction.child',
      '423 restriction.child',
      '423 restriction.child',
      '423 restriction.child',
      '423 restriction.child',
    ]);
    expect(imported).toBe('refused');
    await stack.advance('P29D');
    expect((await desk.officer.get(`/v1/requests/${reported.request}`)).body.state).toBe('received');
    await stack.advance('P2D');
    const done = await desk.reaches(reported.request, 'done');
    expect(done).toMatchObject({ channel: 'internal', decidedBy: 'tick', duty: { name: 'child' } });
    expect((await desk.sales.get(`/v1/contacts/${child.contact}`)).status).toBe(404);
    expect((await desk.sales.get(`/v1/people/${child.person}`)).status).toBe(404);
    expect(await stack.outbox({ to: child.email })).toEqual([]);
  }, 240_000);

  test('a child whose parent has authorised it is used again, and stays', async () => {
    const child = await desk.person('Runa Berg', 'runa@example.org', { externalId: 'runa' });
    const { body: reported } = accepted(await report(child));
    const authorised = { because: 'parent' };
    const path = `/v1/people/${child.person}/child/authorise`;
    expect((await desk.sales.post(path, authorised)).status).toBe(403);
    expect(accepted(await desk.officer.post(path, authorised)).body.state).toBe('cancelled');
    expect((await desk.sales.get(`/v1/contacts/${child.contact}`)).status).toBe(200);
    await stack.advance('P31D');
    expect((await desk.officer.get(`/v1/requests/${reported.request}`)).body.state).toBe('cancelled');
    expect((await desk.sales.get(`/v1/contacts/${child.contact}`)).status).toBe(200);
  });
});
