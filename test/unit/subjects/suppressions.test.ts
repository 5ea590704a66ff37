import { beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import type { Id, SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { createRecord, prepareRecord } from '../../../shared/records/create-record.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { tokenWrites } from '../../../shared/subjects/identifiers.ts';
import { placesOfPerson } from '../../../shared/subjects/suppressions.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { controlOf } from './control-of.ts';

const INES = { name: 'Ines Albrecht', email: 'ines@example.org', phone: '+49 30 901820' };

let office: ModelOffice;
let workspace: Workspace;
beforeEach(() => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
});

async function somebody(values: Record<string, unknown>, by = workspace): Promise<SubjectId> {
  return (await createRecord(by, contact, values)).subject as SubjectId;
}

const grounds = async (person: SubjectId) =>
  ((await controlOf(workspace, person))?.restrictions ?? []).map(({ ground }) => ground);

const consent = (
  person: SubjectId,
  givenAt = office.time,
  purpose: 'marketing' | 'invoicing' = 'marketing',
) => giveConsent(workspace, person, { purpose, way: 'form', givenAt: instant(givenAt), proof: 'Yes' });

/** Gives a consent to marketing and withdraws it. */
async function withdrawn(person: SubjectId): Promise<Id> {
  const { id } = await consent(person);
  await withdrawConsent(workspace, person, id);
  return id;
}

const entries = async (person: SubjectId) =>
  (await placesOfPerson(workspace, person))
    .flatMap(({ kind, entry }) => (entry ? [{ kind, ...entry }] : []))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));

describe('part of RET-05: a withdrawal of consent to marketing', () => {
  test('is remembered under the addresses, with purpose, ground, basis and an end three years on, and without a value or an id', async () => {
    const ines = await somebody(INES);
    await withdrawn(ines);
    expect(await entries(ines)).toMatchObject([
      { kind: 'email', purpose: 'marketing', ground: 'withdrawal', basis: 'Art. 6(1)(c), 7(3)' },
      { kind: 'phone', purpose: 'marketing', since: instant(office.time), until: Date.UTC(2029, 10, 3) },
    ]);
    const places = await placesOfPerson(workspace, ines);
    const items = await workspace.tables.get(places.map(({ at }) => at));
    for (const item of items) {
      expect(Object.keys(item ?? {}).sort()).toEqual(
        ['basis', 'ground', 'pk', 'purpose', 'since', 'sk', 'ttl', 'until'].sort(),
      );
      for (const told of [ines, 'ines', 'Albrecht', '901820'])
        expect(JSON.stringify(item)).not.toContain(told);
    }
  });

  test('costs nobody else a call: a stranger is created in one transaction', async () => {
    let calls = 0;
    const { tables } = workspace;
    const counted: Workspace = {
      ...workspace,
      tables: {
        get: (keys) => ((calls += keys.length > 0 ? 1 : 0), tables.get(keys)),
        query: (query) => ((calls += 1), tables.query(query)),
        write: (writes) => ((calls += 1), tables.write(writes)),
      },
    };
    await somebody(INES, counted);
    expect(calls).toBe(1);
  });

  test('makes whoever comes later under one of them begin restricted, told in the trail', async () => {
    await withdrawn(await somebody(INES));
    for (const values of [
      { name: 'I. Albrecht', email: 'ines@example.org' },
      { name: 'I. Albrecht', email: 'other@example.org', phone: INES.phone },
    ]) {
      const { subject, suppressed, writes } = await prepareRecord(workspace, contact, values);
      expect(suppressed).toEqual(['marketing']);
      await workspace.tables.write(writes);
      expect(await controlOf(workspace, subject as SubjectId)).toMatchObject({
        epoch: 1,
        restrictions: [{ ground: 'suppressed', purposes: ['marketing'], records: 'all' }],
      });
      const { items } = await workspace.tables.query({
        table: 'data',
        index: 'trail',
        pk: workspace.keys.trail(subject as SubjectId),
      });
      expect(items.map(({ action, type }) => [action, type])).toContainEqual([
        'person.restrict',
        'suppressed',
      ]);
    }
  });

  test('hinders neither others, nor namesakes, nor a relationship that is there', async () => {
    const noor = await somebody({ name: 'Noor Haddad', email: INES.email });
    const ines = await somebody(INES);
    await withdrawn(ines);
    expect(await grounds(noor)).toEqual([]);
    expect(await grounds(await somebody({ name: INES.name, email: 'namesake@example.org' }))).toEqual([]);
    const card = await createRecord(workspace, contact, { ...INES, person: noor });
    expect(await grounds(noor)).toEqual([]);
    await createRecord(workspace, note, { about: card.id, text: 'Calls on Mondays' });
    const later = await createRecord(workspace, contact, INES);
    await createRecord(workspace, note, { about: later.id, text: 'Ordered tea' });
  });

  test('of a consent to anything else is not remembered', async () => {
    const ines = await somebody(INES);
    await withdrawConsent(workspace, ines, (await consent(ines, office.time, 'invoicing')).id);
    expect(await entries(ines)).toEqual([]);
  });

  test('slips past nobody who is created meanwhile, whichever call of the creation it comes before', async () => {
    for (let at = 1; ; at++) {
      const email = `shared-${at}@example.org`;
      const ines = await somebody({ ...INES, email });
      const { id } = await consent(ines);
      let calls = 0;
      const meanwhile = async <Result>(call: () => Promise<Result>): Promise<Result> => {
        if (++calls === at) await withdrawConsent(workspace, ines, id);
        return call();
      };
      const { tables } = workspace;
      const racing: Workspace = {
        ...workspace,
        tables: {
          get: (keys) => meanwhile(() => tables.get(keys)),
          query: (query) => meanwhile(() => tables.query(query)),
          write: (writes, operation) => meanwhile(() => tables.write(writes, operation)),
        },
      };
      const raced = await somebody({ name: 'I. Albrecht', email }, racing);
      const came = calls >= at;
      expect([at, await grounds(raced)]).toEqual([at, came ? ['suppressed'] : []]);
      if (!came) break;
    }
  });

  test('makes what was prepared before it fail', async () => {
    const ines = await somebody(INES);
    const before = await prepareRecord(workspace, contact, { name: 'I. Albrecht', email: INES.email });
    await withdrawn(ines);
    await expect(workspace.tables.write(before.writes)).rejects.toMatchObject({ name: 'WriteRefusal' });
  });

  test('is remembered of somebody with more addresses than one transaction takes', async () => {
    const { id, subject } = await createRecord(workspace, contact, INES);
    const ines = subject as SubjectId;
    for (let many = 0; many < 70; many++)
      await workspace.tables.write(
        tokenWrites(workspace, ines, id, [{ kind: 'email', token: `former-address-number-${many}-abcdef` }]),
      );
    await withdrawn(ines);
    expect(await entries(ines)).toHaveLength(72);
    expect((await consent(ines)).purpose).toBe('marketing');
    expect(await entries(ines)).toEqual([]);
  });
});

describe('part of RET-05: what is remembered ends', () => {
  test('with a fresh consent of somebody under the address, which is logged, and not with one from before', async () => {
    const ines = await somebody(INES);
    office.time += DAY;
    await withdrawn(ines);
    office.time += DAY;
    const again = await somebody({ name: 'Ines Albrecht', email: INES.email });
    await consent(again, office.time - 2 * DAY);
    expect(await grounds(again)).toEqual(['suppressed']);
    expect(await entries(again)).toHaveLength(1);
    await consent(again);
    expect(await grounds(again)).toEqual([]);
    expect(await entries(again)).toEqual([]);
    const trail = { table: 'data', index: 'trail', pk: workspace.keys.trail(again) } as const;
    const { items } = await workspace.tables.query(trail);
    expect(items.filter(({ action }) => action === 'suppression.end')).toHaveLength(1);
    // The telephone number was not part of it.
    expect(await grounds(await somebody({ name: 'Ines', phone: INES.phone }))).toEqual(['suppressed']);
    expect(await grounds(await somebody({ name: 'Ines', email: INES.email }))).toEqual([]);
  });

  test('by itself on its day, whenever the item goes', async () => {
    const ines = await somebody(INES);
    await withdrawn(ines);
    office.time = Date.UTC(2029, 10, 3) - 1;
    expect(await grounds(await somebody({ name: 'Ines', email: INES.email }))).toEqual(['suppressed']);
    office.time += 1;
    expect(await grounds(await somebody({ name: 'Ines', email: INES.email }))).toEqual([]);
    expect(await entries(ines)).toEqual([]);
  });

  test('a consent from before a withdrawal does not open what was withdrawn', async () => {
    const ines = await somebody(INES);
    office.time += DAY;
    await withdrawn(ines);
    await consent(ines, office.time - DAY);
    expect(await grounds(ines)).toEqual(['withdrawal']);
    office.time += DAY;
    await consent(ines);
    expect(await grounds(ines)).toEqual([]);
  });
});
