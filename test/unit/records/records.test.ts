import { beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { invoice } from '../../../shared/catalogue/types/invoice.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { isProblem, type ProblemCode } from '../../../shared/kernel/problems.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { deleteRecord } from '../../../shared/records/delete-record.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

let office: ModelOffice;
let workspace: Workspace;
beforeEach(() => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
});

const is = (code: ProblemCode) => (error: unknown) => isProblem(error, code);
const everything = () => true;
const ines = (more: object = {}) => createRecord(workspace, contact, { name: 'Ines Albrecht', ...more });
const setControl = (subject: SubjectId | undefined, attributes: object) =>
  workspace.tables.write([
    { update: set({ ...attributes }), at: workspace.keys.subject(subject as SubjectId), if: PRESENT },
  ]);
const text = () => JSON.stringify([...office.tables.items.values()]);

describe('a person who is being erased', () => {
  test.each([
    ['erasing', 'subject.frozen'],
    ['erased', 'reference.unknown'],
  ] as const)('(%s): nothing new is written about the person', async (state, code) => {
    const { id, subject } = await ines();
    await setControl(subject, { state, epoch: 2 });
    const before = text();
    const attempts = [
      createRecord(workspace, note, { about: id, text: 'x' }),
      createRecord(workspace, contact, { name: 'x', person: subject }),
      changeRecord(workspace, contact, id, 1, { jobTitle: 'x' }, everything),
      deleteRecord(workspace, contact, id, 1),
    ];
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.map(({ status }) => status)).toEqual(attempts.map(() => 'rejected'));
    await expect(createRecord(workspace, note, { about: id, text: 'x' })).rejects.toSatisfy(is(code));
    expect(text()).toBe(before);
  });

  test('a flip between preparing and writing is noticed: the write is refused', async () => {
    const { id, subject } = await ines();
    const { tables } = workspace;
    const racing: Workspace = {
      ...workspace,
      tables: {
        ...tables,
        write: async (writes, operation) => {
          await setControl(subject, { state: 'erasing', epoch: 2 });
          await tables.write(writes, operation);
        },
      },
    };
    await expect(createRecord(racing, note, { about: id, text: 'late' })).rejects.toSatisfy(
      is('subject.frozen'),
    );
    expect(text()).not.toContain('late');
  });

  test('a mention of the person by another one’s record is refused as well', async () => {
    const [writer, gone] = [await ines(), await ines()];
    await setControl(gone.subject, { state: 'erasing', epoch: 2 });
    await expect(
      createRecord(workspace, note, { about: writer.id, mentions: [gone.id], text: 'x' }),
    ).rejects.toSatisfy(is('subject.frozen'));
  });
});

describe('an external id', () => {
  test('is one record’s, until that is deleted', async () => {
    const first = await ines({ externalId: 'C-1' });
    await expect(ines({ externalId: 'C-1' })).rejects.toSatisfy(is('external-id.taken'));
    await deleteRecord(workspace, contact, first.id, 1);
    const wanted = { kind: 'externalId', value: 'C-1' } as const;
    const found = async () => (await lookUpRecords(workspace, contact, wanted, ['name'])).records;
    expect(await found()).toEqual([]);
    const second = await ines({ externalId: 'C-1' });
    expect((await found()).map(({ item }) => item.id)).toEqual([second.id]);
  });

  test('of one type is free in another, and of one tenant in another', async () => {
    const { id } = await ines({ externalId: '7' });
    await createRecord(workspace, note, { about: id, text: 'x', externalId: '7' });
    workspace = office.workspace(office.newTenant());
    expect((await ines({ externalId: '7' })).version).toBe(1);
  });
});

describe('an invoice', () => {
  const line = { text: 'Chai', quantity: 1, unitPrice: 1, amount: 1 };
  const draft = { issuedOn: '2026-03-01', lines: [line], total: 1 };
  const issue = (id: RecordId) =>
    changeRecord(workspace, invoice, id, 1, { status: 'issued' }, everything).then(
      ({ record }) => record.values['number'],
    );

  test('bears the next number of its year from the moment it is issued, and the answer says it', async () => {
    const ids = [];
    for (const issuedOn of ['2026-03-01', '2026-04-01', '2027-01-01'])
      ids.push((await createRecord(workspace, invoice, { ...draft, issuedOn })).id);
    const numbers = [];
    for (const id of ids) numbers.push(await issue(id));
    expect(numbers).toEqual(['2026-00001', '2026-00002', '2027-00001']);
  });

  test('that was refused leaves no gap', async () => {
    const { id } = await createRecord(workspace, invoice, draft);
    await expect(
      changeRecord(workspace, invoice, id, 1, { status: 'issued', total: 'x' }, everything),
    ).rejects.toSatisfy(is('request.invalid'));
    expect(await issue(id)).toBe('2026-00001');
  });

  test('is final once issued', async () => {
    const { id } = await createRecord(workspace, invoice, { ...draft, status: 'issued' });
    await expect(changeRecord(workspace, invoice, id, 1, { total: 2 }, everything)).rejects.toSatisfy(
      is('conflict'),
    );
    await expect(deleteRecord(workspace, invoice, id, 1)).rejects.toSatisfy(is('conflict'));
  });
});

describe('a change', () => {
  test('of a field beyond the role is forbidden, and of a hidden one leaves it as it is', async () => {
    const { id } = await ines({ email: 'ines@example.org', remark: 'kept' });
    const mayOnly = (field: string) => field === 'jobTitle';
    await expect(
      changeRecord(workspace, contact, id, 1, { email: 'x@example.org' }, mayOnly),
    ).rejects.toSatisfy(is('forbidden'));
    await changeRecord(workspace, contact, id, 1, { jobTitle: 'Buyer' }, mayOnly);
    const { values } = await readRecord(workspace, contact, id, []);
    expect(values).toMatchObject({ email: 'ines@example.org', remark: 'kept', jobTitle: 'Buyer' });
  });

  test('of two at once is one change: the other reads again', async () => {
    const { id } = await ines();
    const outcomes = await Promise.allSettled(
      ['Buyer', 'Head'].map((jobTitle) => changeRecord(workspace, contact, id, 1, { jobTitle }, everything)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(isProblem(refused?.reason, 'precondition.failed')).toBe(true);
  });
});
