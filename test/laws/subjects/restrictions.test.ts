import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { preparedChange } from '../../../shared/records/change-record.ts';
import { createRecord, prepareRecord } from '../../../shared/records/create-record.ts';
import type { Workspace, Write } from '../../../shared/store/workspace.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { RESTRICTION_GROUNDS, type Ground, type Restriction } from '../../../shared/subjects/grounds.ts';
import { announceWrite, liftWrite, restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { ModelOffice } from '../../fakes/workspace.ts';

const ground = fc.constantFrom(...(Object.keys(RESTRICTION_GROUNDS) as Ground[]));

function firm(): Workspace {
  const office = new ModelOffice();
  return office.workspace(office.newTenant());
}

const stored = async (workspace: Workspace, subject: SubjectId) =>
  (await workspace.tables.get([workspace.keys.subject(subject)]))[0];
const control = async (workspace: Workspace, subject: SubjectId) =>
  controlFrom(await stored(workspace, subject));

function made(workspace: Workspace, by: Ground): Restriction {
  const since = instant(workspace.now());
  return { id: newId(workspace.random), ground: by, purposes: 'all', records: 'all', since };
}

/** Restricts, announces or lifts, prepared from what is stored. */
async function place(workspace: Workspace, subject: SubjectId, by: Ground): Promise<Restriction> {
  const one = made(workspace, by);
  const now = await control(workspace, subject);
  await workspace.tables.write([restrictWrite(workspace, subject, now, one)]);
  return one;
}

async function lift(workspace: Workspace, subject: SubjectId, { id }: Restriction): Promise<void> {
  for (const write of [announceWrite, liftWrite]) {
    const now = await control(workspace, subject);
    await workspace.tables.write([write(workspace, subject, now, id)]);
  }
}

test('lifting what was restricted, in any order, leaves the person as before, but for the epoch, which only grows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(ground, fc.nat()), { minLength: 1, maxLength: 8 }), async (wanted) => {
      const workspace = firm();
      const { subject } = await createRecord(workspace, contact, { name: 'Ines Albrecht' });
      const person = subject as SubjectId;
      const before = await stored(workspace, person);
      const placed: [Restriction, number][] = [];
      for (const [by, order] of wanted) placed.push([await place(workspace, person, by), order]);
      const high = (await control(workspace, person))?.epoch ?? 0;
      for (const [one] of placed.sort(([, a], [, b]) => a - b)) await lift(workspace, person, one);
      const after = await stored(workspace, person);
      expect({ ...after, epoch: 0 }).toEqual({ ...before, epoch: 0 });
      expect(high).toBeGreaterThan(before?.['epoch'] as number);
      expect(after?.['epoch']).toBeGreaterThan(high);
    }),
    { numRuns: 50 },
  );
});

/** Writes about Ines, some of them through a text that only names her. */
const PREPARED: Readonly<Record<string, (scene: Scene) => Promise<readonly Write[]>>> = {
  'a change': async ({ workspace, ines }) =>
    (await preparedChange(workspace, contact, ines.id, { jobTitle: 'Head' }, () => true)).writes,
  'a new record': async ({ workspace, ines }) =>
    (await prepareRecord(workspace, note, { about: ines.id, text: 'x' })).writes,
  'a new mention': async ({ workspace, ines, noor }) =>
    (await prepareRecord(workspace, note, { about: noor.id, mentions: [ines.id], text: 'x' })).writes,
  'a change of a text that names her': async ({ workspace, naming }) =>
    (await preparedChange(workspace, note, naming.id, { text: 'y' }, () => true)).writes,
};

interface Scene {
  readonly workspace: Workspace;
  readonly ines: Awaited<ReturnType<typeof createRecord>>;
  readonly noor: Awaited<ReturnType<typeof createRecord>>;
  readonly naming: Awaited<ReturnType<typeof createRecord>>;
}

test('part of DSR-04: a write prepared before a restriction never commits after it, whatever was lifted since', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(PREPARED)),
      fc.array(ground, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (kind, grounds, lifted) => {
        const workspace = firm();
        const ines = await createRecord(workspace, contact, { name: 'Ines Albrecht' });
        const noor = await createRecord(workspace, contact, { name: 'Noor Haddad' });
        const naming = await createRecord(workspace, note, {
          about: noor.id,
          mentions: [ines.id],
          text: 'x',
        });
        const writes = (await PREPARED[kind]?.({ workspace, ines, noor, naming })) ?? [];
        for (const by of grounds) {
          const one = await place(workspace, ines.subject as SubjectId, by);
          if (lifted) await lift(workspace, ines.subject as SubjectId, one);
        }
        const refused = await workspace.tables.write(writes).catch((error: unknown) => error);
        expect(isWriteRefusal(refused)).toBe(true);
      },
    ),
    { numRuns: 80 },
  );
});
