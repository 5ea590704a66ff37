import { beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import { groundRule, RESTRICTION_GROUNDS, type Ground } from '../../../shared/subjects/grounds.ts';
import {
  announceWrite,
  liftWrite,
  MOST_RECORDS,
  MOST_RESTRICTIONS,
  restrictionsOf,
  restrictWrite,
} from '../../../shared/subjects/restrictions.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { carryOut, controlOf, restrict, restriction } from './control-of.ts';

const GROUNDS = Object.keys(RESTRICTION_GROUNDS) as Ground[];

let office: ModelOffice;
let workspace: Workspace;
let subject: SubjectId;
beforeEach(async () => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
  ({ subject } = (await createRecord(workspace, contact, { name: 'Ines Albrecht' })) as {
    subject: SubjectId;
  });
});

const control = () => controlOf(workspace, subject);
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'accepted';
};
const lift = (id: Id) => carryOut(workspace, subject, (now) => liftWrite(workspace, subject, now, id));
const announce = (id: Id) =>
  carryOut(workspace, subject, (now) => announceWrite(workspace, subject, now, id));

describe('part of DSR-04: a restriction', () => {
  test.each(GROUNDS)('on the ground %s is kept with the person and raises the epoch', async (ground) => {
    const made = await restrict(workspace, subject, ground);
    expect(restrictionsOf(await control())).toEqual([made]);
    expect(await control()).toMatchObject({ state: 'active', epoch: 2 });
  });

  test.each(GROUNDS)('on the ground %s is lifted, after a notice where the law wants one', async (ground) => {
    const { id } = await restrict(workspace, subject, ground);
    if (groundRule(ground).noticeFirst) {
      await expect(lift(id)).rejects.toMatchObject({ code: 'conflict' });
      expect(restrictionsOf(await control())).toHaveLength(1);
      await announce(id);
      expect(restrictionsOf(await control())[0]?.announcedAt).toBe('2026-11-02T09:00:00.000Z');
    }
    await lift(id);
    expect(restrictionsOf(await control())).toEqual([]);
  });

  test('announced twice keeps the day on which the person was first told', async () => {
    const { id } = await restrict(workspace, subject, 'accuracy');
    await announce(id);
    office.time += 86_400_000;
    await announce(id);
    expect(restrictionsOf(await control())[0]?.announcedAt).toBe('2026-11-02T09:00:00.000Z');
  });

  test('is refused when it is empty, too large, reaches beyond its ground or exists', async () => {
    const now = await control();
    const attempt = (ground: Ground, narrower: object) =>
      codeOf(() => restrictWrite(workspace, subject, now, restriction(workspace, ground, narrower)));
    const ids = (count: number) =>
      Array.from({ length: count }, () => `S${newId()}${newId()}` as string as RecordId);
    expect(attempt('accuracy', { purposes: [] })).toBe('rule.violated');
    expect(attempt('accuracy', { records: [] })).toBe('rule.violated');
    expect(attempt('accuracy', { records: ids(MOST_RECORDS + 1) })).toBe('rule.violated');
    expect(attempt('accuracy', { records: ids(MOST_RECORDS) })).toBe('accepted');
    expect(attempt('marketing', { purposes: ['invoicing'] })).toBe('rule.violated');
    expect(attempt('marketing', { purposes: ['marketing'] })).toBe('accepted');
    const made = await restrict(workspace, subject, 'claims');
    const later = await control();
    expect(codeOf(() => restrictWrite(workspace, subject, later, made))).toBe('conflict');
  });

  test('is one of at most twenty', async () => {
    for (let count = 0; count < MOST_RESTRICTIONS; count++) await restrict(workspace, subject, 'claims');
    await expect(restrict(workspace, subject, 'claims')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('that was prepared before another change of the person is not written', async () => {
    const stale = restrictWrite(
      workspace,
      subject,
      await control(),
      restriction(workspace, 'objection', { purposes: ['customer-care'] }),
    );
    await restrict(workspace, subject, 'marketing');
    await expect(workspace.tables.write([stale])).rejects.toSatisfy((error) => isWriteRefusal(error));
    expect(restrictionsOf(await control()).map(({ ground }) => ground)).toEqual(['marketing']);
  });

  test.each([
    ['erasing', 'subject.frozen'],
    ['erased', 'reference.unknown'],
  ])('of a person who is %s is refused', async (state, code) => {
    const { id } = await restrict(workspace, subject, 'marketing');
    await workspace.tables.write([
      { update: set({ state }), at: workspace.keys.subject(subject), if: PRESENT },
    ]);
    await expect(restrict(workspace, subject, 'claims')).rejects.toMatchObject({ code });
    await expect(lift(id)).rejects.toMatchObject({ code });
  });

  test('that does not exist can be neither announced nor lifted', async () => {
    await expect(lift(newId())).rejects.toMatchObject({ code: 'not-found' });
    await expect(announce(newId())).rejects.toMatchObject({ code: 'not-found' });
  });
});
