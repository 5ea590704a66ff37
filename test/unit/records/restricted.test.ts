import { beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { changeRecord, preparedChange } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { deleteRecord } from '../../../shared/records/delete-record.ts';
import { listRecords } from '../../../shared/records/list-records.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { viewPerson } from '../../../shared/records/view-person.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { Processing } from '../../../shared/subjects/admit.ts';
import type { Ground } from '../../../shared/subjects/grounds.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { restrict } from '../subjects/control-of.ts';

let office: ModelOffice;
let workspace: Workspace;
let ines: { readonly id: RecordId; readonly subject: SubjectId };
let noor: { readonly id: RecordId; readonly subject: SubjectId };
beforeEach(async () => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
  const person = async (name: string, email: string) =>
    (await createRecord(workspace, contact, { name, email, externalId: email })) as typeof ines;
  ines = await person('Ines Albrecht', 'ines@example.org');
  noor = await person('Noor Haddad', 'noor@example.org');
});

const everything = () => true;
const fields = Object.keys(contact.fields);
const RIGHTS: Processing = { use: 'rights' };
const CLAIMS: Processing = { use: 'view', exception: 'legal-claims' };
const refused = (ground: Ground) => ({
  code: 'subject.restricted',
  members: { reason: `restriction.${ground}` },
});
const events = () => [...office.tables.items.values()].filter(({ action }) => typeof action === 'string');
const list = async (processing?: Processing) => {
  const page = await listRecords(workspace, contact, { limit: 25, filter: {} }, fields, processing);
  return { ids: page.records.map(({ item }) => item.id), withheld: page.withheld };
};
const lookUp = async (value: string, processing?: Processing) =>
  lookUpRecords(workspace, contact, { kind: 'email', value }, fields, processing);

describe('part of DSR-04: a person whose data is restricted', () => {
  beforeEach(() => restrict(workspace, ines.subject, 'accuracy'));

  test('is not read by id, and others are', async () => {
    const before = events().length;
    await expect(readRecord(workspace, contact, ines.id, fields)).rejects.toMatchObject(refused('accuracy'));
    await expect(readRecord(workspace, contact, ines.id, [])).rejects.toMatchObject(refused('accuracy'));
    expect(events()).toHaveLength(before);
    expect((await readRecord(workspace, contact, noor.id, fields)).values['name']).toBe('Noor Haddad');
  });

  test('is left out of lists and look-ups, which say how many they leave out', async () => {
    expect(await list()).toEqual({ ids: [noor.id], withheld: 1 });
    expect(await lookUp('ines@example.org')).toEqual({ records: [], withheld: 1 });
    expect((await lookUp('noor@example.org')).records).toHaveLength(1);
    const byNumber = { kind: 'externalId', value: 'ines@example.org' } as const;
    expect(await lookUpRecords(workspace, contact, byNumber, fields)).toEqual({ records: [], withheld: 1 });
  });

  test('is neither changed nor deleted, and nothing new is written about the person', async () => {
    const before = JSON.stringify([...office.tables.items.values()]);
    const attempts = [
      () => changeRecord(workspace, contact, ines.id, 1, { jobTitle: 'Head' }, everything),
      () => deleteRecord(workspace, contact, ines.id, 1),
      () => createRecord(workspace, note, { about: ines.id, text: 'x' }),
      () => createRecord(workspace, contact, { name: 'x', person: ines.subject }),
      () => createRecord(workspace, note, { about: noor.id, mentions: [ines.id], text: 'x' }),
      () => createRecord(workspace, customer, { companyName: 'Albrecht', contactPerson: ines.id }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refused('accuracy'));
    expect(JSON.stringify([...office.tables.items.values()])).toBe(before);
    await changeRecord(workspace, contact, noor.id, 1, { jobTitle: 'Head' }, everything);
  });

  test('is seen by who serves the person’s rights, and corrected; the log says for what', async () => {
    const { values } = await readRecord(workspace, contact, ines.id, fields, RIGHTS);
    expect(values['name']).toBe('Ines Albrecht');
    expect((await list(RIGHTS)).ids).toContain(ines.id);
    expect((await lookUp('ines@example.org', RIGHTS)).records).toHaveLength(1);
    expect(events().at(-1)).toMatchObject({ action: 'person.lookUp', purpose: 'rights-handling' });
    const { writes } = await preparedChange(
      workspace,
      contact,
      ines.id,
      { name: 'Inês' },
      everything,
      RIGHTS,
    );
    await workspace.tables.write(writes);
  });

  test('is seen under an exception of Art. 18(2), which the log names', async () => {
    await readRecord(workspace, contact, ines.id, fields, CLAIMS);
    expect(events().at(-1)).toMatchObject({ action: 'record.read', exception: 'legal-claims' });
    expect(await list(CLAIMS)).toMatchObject({ withheld: 0 });
    const { version } = await changeRecord(workspace, contact, ines.id, 1, { jobTitle: 'Head' }, everything, {
      use: 'change',
      exception: 'legal-claims',
    });
    expect(version).toBe(2);
    expect(events().at(-1)).toMatchObject({ action: 'record.change', exception: 'legal-claims' });
  });
});

describe('a restriction between preparing and writing', () => {
  test('is noticed: the change is prepared anew and refused', async () => {
    const { tables } = workspace;
    let once = true;
    const racing: Workspace = {
      ...workspace,
      tables: {
        ...tables,
        write: async (writes, operation) => {
          if (once) {
            once = false;
            await restrict(workspace, ines.subject, 'unlawful');
          }
          await tables.write(writes, operation);
        },
      },
    };
    await expect(
      changeRecord(racing, contact, ines.id, 1, { jobTitle: 'late' }, everything),
    ).rejects.toMatchObject(refused('unlawful'));
    expect(JSON.stringify([...office.tables.items.values()])).not.toContain('late');
  });
});

describe('part of DSR-06: an objection', () => {
  let about: RecordId;
  beforeEach(async () => {
    about = (await createRecord(workspace, note, { about: ines.id, text: 'Prefers tea' })).id;
  });

  test('stops what rests on interests, not what rests on a contract', async () => {
    await restrict(workspace, ines.subject, 'objection');
    await expect(readRecord(workspace, note, about, ['text'])).rejects.toMatchObject(refused('objection'));
    expect((await readRecord(workspace, contact, ines.id, fields)).withheld).toEqual([]);
    await changeRecord(workspace, contact, ines.id, 1, { jobTitle: 'Head' }, everything);
    await expect(createRecord(workspace, note, { about: ines.id, text: 'x' })).rejects.toMatchObject(
      refused('objection'),
    );
  });

  test('to marketing leaves every record as it was', async () => {
    await restrict(workspace, ines.subject, 'marketing');
    expect((await readRecord(workspace, note, about, ['text'])).values['text']).toBe('Prefers tea');
    expect(await list()).toMatchObject({ withheld: 0 });
    await createRecord(workspace, note, { about: ines.id, text: 'x' });
  });
});

describe('a restriction of one record', () => {
  test('leaves the person’s others as they are', async () => {
    const [one, other] = [
      await createRecord(workspace, note, { about: ines.id, text: 'contested' }),
      await createRecord(workspace, note, { about: ines.id, text: 'not contested' }),
    ];
    await restrict(workspace, ines.subject, 'accuracy', { records: [one.id] });
    await expect(readRecord(workspace, note, one.id, ['text'])).rejects.toMatchObject(refused('accuracy'));
    expect((await readRecord(workspace, note, other.id, ['text'])).values['text']).toBe('not contested');
    expect(await list()).toMatchObject({ withheld: 0 });
  });
});

describe('a text that names a restricted person', () => {
  let naming: RecordId;
  beforeEach(async () => {
    naming = (await createRecord(workspace, note, { about: noor.id, mentions: [ines.id], text: 'Both' })).id;
    await restrict(workspace, ines.subject, 'claims');
  });

  test('is stopped although it is about somebody else', async () => {
    await expect(readRecord(workspace, note, naming, ['text'])).rejects.toMatchObject(refused('claims'));
    await expect(changeRecord(workspace, note, naming, 1, { text: 'x' }, everything)).rejects.toMatchObject(
      refused('claims'),
    );
    const page = await listRecords(workspace, note, { limit: 25, filter: {} }, ['text']);
    expect(page).toMatchObject({ records: [], withheld: 1 });
    expect((await readRecord(workspace, note, naming, ['text'], RIGHTS)).values['text']).toBe('Both');
  });
});

describe('fields of several bases in one record', () => {
  const mixed = {
    ...contact,
    fields: {
      ...contact.fields,
      remark: { ...contact.fields.remark, basis: 'legitimate-interests' },
    },
  } as const;
  let id: RecordId;
  beforeEach(async () => {
    const body = { name: 'Tomás Vidal', remark: 'Prefers tea' };
    const made = await createRecord(workspace, mixed, body);
    id = made.id;
    await restrict(workspace, made.subject as SubjectId, 'objected');
  });

  test('the stopped ones are withheld by name, the rest is shown', async () => {
    const read = await readRecord(workspace, mixed, id, fields);
    expect(read.values).toEqual({ name: 'Tomás Vidal' });
    expect(read.withheld).toEqual(['remark']);
    expect(events().at(-1)).toMatchObject({ action: 'record.read', fields: ['name'] });
    await expect(readRecord(workspace, mixed, id, ['remark'])).rejects.toMatchObject(refused('objected'));
  });

  test('a change of another field keeps the stopped one unseen, a change of that one is refused', async () => {
    const { record } = await changeRecord(workspace, mixed, id, 1, { jobTitle: 'Head' }, everything);
    expect(record).toMatchObject({ values: { jobTitle: 'Head' }, withheld: ['remark'] });
    expect(record.values).not.toHaveProperty('remark');
    await expect(changeRecord(workspace, mixed, id, 2, { remark: null }, everything)).rejects.toMatchObject(
      refused('objected'),
    );
    const kept = await readRecord(workspace, mixed, id, fields, RIGHTS);
    expect(kept.values).toMatchObject({ jobTitle: 'Head', remark: 'Prefers tea' });
  });

  test('deleting it needs all of them', async () => {
    await expect(deleteRecord(workspace, mixed, id, 1)).rejects.toMatchObject(refused('objected'));
  });
});

describe('a list filtered by a field that is stopped', () => {
  test('leaves the record out: its being there would tell the value', async () => {
    const plain = { basis: 'legitimate-interests' } as const;
    const mixed = {
      ...contact,
      fields: {
        ...contact.fields,
        relationshipEndedOn: { ...contact.fields.relationshipEndedOn, ...plain },
      },
    } as const;
    const body = { name: 'Tomás Vidal', relationshipEndedOn: '2026-01-31' };
    const { subject } = await createRecord(workspace, mixed, body);
    await restrict(workspace, subject as SubjectId, 'objected');
    const filter = { relationshipEndedOn: '2026-01-31' };
    const page = await listRecords(workspace, mixed, { limit: 25, filter }, fields);
    expect(page).toMatchObject({ records: [], withheld: 1 });
  });
});

describe('the view of a person', () => {
  const view = (processing?: Processing, page: { limit: number; cursor?: string } = { limit: 50 }) =>
    viewPerson(workspace, ines.subject, page, ({ fields: all }) => Object.keys(all), processing);

  test('is refused when everything is stopped, except to who serves the person’s rights', async () => {
    const { id } = await restrict(workspace, ines.subject, 'child');
    await expect(view()).rejects.toMatchObject(refused('child'));
    await expect(view(CLAIMS)).rejects.toMatchObject(refused('child'));
    const seen = await view(RIGHTS);
    expect(seen).toMatchObject({ state: 'active', withheld: 0, restrictions: [{ id, ground: 'child' }] });
    expect(seen.records).toHaveLength(1);
  });

  test('leaves out and counts what is stopped, page by page', async () => {
    for (const text of ['a', 'b', 'c']) await createRecord(workspace, note, { about: ines.id, text });
    await createRecord(workspace, note, { about: noor.id, mentions: [ines.id], text: 'd' });
    await restrict(workspace, ines.subject, 'objection');
    const whole = await view();
    expect(whole.records.map(({ record }) => record.item.type)).toEqual(['contact']);
    expect(whole).toMatchObject({ links: [], withheld: 4 });
    expect(whole).not.toHaveProperty('restrictions');
    let [shown, withheld] = [0, 0];
    let cursor: string | undefined;
    do {
      const page = await view(undefined, { limit: 2, ...(cursor ? { cursor } : {}) });
      shown += page.records.length;
      withheld += page.withheld;
      cursor = page.cursor;
    } while (cursor);
    expect([shown, withheld]).toEqual([1, 4]);
  });
});
