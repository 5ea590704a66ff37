import { beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { deleteRecord } from '../../../shared/records/delete-record.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { identifierTokens } from '../../../shared/subjects/identifiers.ts';
import { peopleUnder, personPage, tokensOf, wholePerson } from '../../../shared/subjects/person-view.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

let workspace: Workspace;
beforeEach(() => {
  const office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
});

const person = async (body: object) => {
  const { id, subject } = await createRecord(workspace, contact, { name: 'Ines Albrecht', ...body });
  return { id, subject: subject as SubjectId };
};

describe('an identifier', () => {
  test('never merges people: two who share it stay two, and both are found', async () => {
    const both = [
      await person({ email: 'office@example.org' }),
      await person({ email: 'OFFICE@example.org' }),
    ];
    const [{ token } = { token: '' }] = await identifierTokens(workspace, contact, {
      email: 'office@example.org',
    });
    expect((await peopleUnder(workspace, token)).sort()).toEqual(both.map(({ subject }) => subject).sort());
    const { records: found } = await lookUpRecords(
      workspace,
      contact,
      { kind: 'email', value: 'office@example.org' },
      [],
    );
    expect(found.map(({ item }) => item.id).sort()).toEqual(both.map(({ id }) => id).sort());
  });

  test('leads back from the person to every token, for the day on which they have to go', async () => {
    const { subject } = await person({ email: 'ines@example.org', phone: '+49 30 1234567' });
    expect((await tokensOf(workspace, subject)).map(({ kind }) => kind).sort()).toEqual([
      'email',
      'name',
      'phone',
    ]);
  });

  test('of a record that is gone leads to another record of the person that carries it', async () => {
    const { id, subject } = await person({ email: 'ines@example.org' });
    const later = await createRecord(workspace, contact, {
      name: 'I. Albrecht',
      email: 'ines@example.org',
      person: subject,
    });
    await deleteRecord(workspace, contact, later.id, 1);
    const { records: found } = await lookUpRecords(
      workspace,
      contact,
      { kind: 'email', value: 'ines@example.org' },
      [],
    );
    expect(found.map(({ item }) => item.id)).toEqual([id]);
    await deleteRecord(workspace, contact, id, 1);
    const none = await lookUpRecords(workspace, contact, { kind: 'email', value: 'ines@example.org' }, []);
    expect(none).toEqual({ records: [], withheld: 0 });
  });
});

describe('a person’s partition', () => {
  test('holds every record about the person and a link from every record that names the person', async () => {
    const [ines, noor] = [await person({}), await person({})];
    const own = await createRecord(workspace, note, { about: ines.id, text: 'x' });
    const naming = await createRecord(workspace, note, { about: noor.id, mentions: [ines.id], text: 'y' });
    const page = await personPage(workspace, ines.subject, 50);
    expect(page.records.map((item) => String(item['id'])).sort()).toEqual([ines.id, own.id].sort());
    expect(page.links).toEqual([{ record: naming.id, type: 'note', fields: ['mentions'] }]);
    expect(page.control).toMatchObject({ state: 'active', epoch: 1 });
  });

  test('is read whole, page by page', async () => {
    const ines = await person({});
    for (let more = 0; more < 7; more++)
      await createRecord(workspace, note, { about: ines.id, text: `note ${more}` });
    let records = 0;
    let pages = 0;
    for await (const page of wholePerson(workspace, ines.subject, 3)) {
      records += page.records.length;
      pages += 1;
    }
    expect([records, pages]).toEqual([8, 3]);
  });
});
