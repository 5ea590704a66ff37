import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AudienceName } from '../../../shared/audiences/audiences.ts';
import { selectAudience, type Selection } from '../../../shared/audiences/select-audience.ts';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import { AUDIENCE_ROUTES } from '../../../shared/http/routes/audiences.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { RESTRICTION_GROUNDS, type Ground } from '../../../shared/subjects/grounds.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { restrict } from '../subjects/control-of.ts';

const GROUNDS = Object.keys(RESTRICTION_GROUNDS) as Ground[];

/** Whom a restriction leaves out, written by hand from the law: a marketing stop stops no scoring, and so on. */
const STAYS_IN: Readonly<Record<AudienceName, readonly Ground[]>> = {
  campaign: ['decision'],
  scoring: ['marketing', 'suppressed', 'withdrawal'],
};
const NAMES = Object.keys(STAYS_IN) as AudienceName[];

let office: ModelOffice;
let workspace: Workspace;
beforeEach(() => {
  office = new ModelOffice();
  workspace = office.workspace(office.newTenant());
});

interface Somebody {
  readonly id: RecordId;
  readonly person: SubjectId;
}

async function somebody(email: string, consents = true): Promise<Somebody> {
  const { id, subject } = await createRecord(workspace, contact, { name: 'Ines Albrecht', email });
  const person = subject as SubjectId;
  if (consents) await consent(person);
  return { id, person };
}

async function consent(person: SubjectId): Promise<Id> {
  const given = { way: 'form', givenAt: instant(office.time), proof: 'Yes' } as const;
  return (await giveConsent(workspace, person, { purpose: 'marketing', ...given })).id;
}

const select = (
  name: AudienceName,
  query: { limit: number; cursor?: string } = { limit: 100 },
  by = workspace,
) => selectAudience(by, name, contact, query);
const told = ({ items, reasons }: Selection) => ({
  people: items.map(({ person }) => person).sort(),
  reasons: Object.fromEntries(reasons.map(({ reason, count }) => [reason, count])),
});

describe('part of DSR-04: an audience', () => {
  for (const name of NAMES)
    test.each(GROUNDS)(`${name}: under the ground %s as the law says, and everybody else`, async (ground) => {
      const ines = await somebody('ines@example.org');
      const noor = await somebody('noor@example.org');
      expect((await select(name)).items).toHaveLength(2);
      const purposes = ground === 'marketing' || ground === 'suppressed' ? (['marketing'] as const) : 'all';
      await restrict(workspace, ines.person, ground, { purposes });
      const stays = STAYS_IN[name].includes(ground);
      expect(told(await select(name))).toEqual({
        people: (stays ? [ines.person, noor.person] : [noor.person]).sort(),
        reasons: stays ? {} : { [`restriction.${ground}`]: 1 },
      });
    });

  test('leaves out whose fields must not be used, though for another purpose, and not whose other record', async () => {
    const ines = await somebody('ines@example.org');
    const noor = await somebody('noor@example.org');
    await restrict(workspace, ines.person, 'claims', { purposes: ['customer-care'] });
    await restrict(workspace, noor.person, 'claims', { records: [ines.id] });
    expect(told(await select('campaign'))).toEqual({
      people: [noor.person],
      reasons: { 'restriction.claims': 1 },
    });
  });

  test('leaves out somebody who is being erased', async () => {
    const { person } = await somebody('ines@example.org');
    const at = workspace.keys.subject(person);
    await workspace.tables.write([{ update: set({ state: 'erasing' }), at, if: PRESENT }]);
    for (const name of NAMES)
      expect(told(await select(name))).toEqual({ people: [], reasons: { erasure: 1 } });
  });

  test('names nobody who is left out, and is logged by count', async () => {
    const ines = await somebody('ines@example.org');
    await somebody('noor@example.org');
    await somebody('tomas@example.org', false);
    await restrict(workspace, ines.person, 'child');
    const answer = await select('campaign');
    expect(answer).toMatchObject({ withheld: 2 });
    expect(JSON.stringify(answer)).not.toContain(ines.person);
    const day = instant(office.time).slice(0, 10);
    const shards = await Promise.all(
      [1, 2, 3, 4].map((shard) => {
        const { pk } = workspace.keys.event(day, shard, '' as Id);
        return workspace.tables.query({ table: 'data', pk });
      }),
    );
    const events = shards.flatMap(({ items }) => items).filter(({ action }) => action === 'audience.select');
    expect(events).toMatchObject([
      {
        target: 'campaign',
        type: 'contact',
        purpose: 'marketing',
        count: 1,
        fields: expect.arrayContaining(['email', 'name']) as unknown,
      },
    ]);
    expect(events[0]).not.toHaveProperty('subject');
  });

  test('is refused under an exception, which is about one person', async () => {
    for (const route of AUDIENCE_ROUTES) {
      const context = { workspace, processing: { use: 'send', exception: 'consent' } };
      const input = { query: { type: 'contact', limit: 10 } };
      await expect(route.use({}, context as never, input as never)).rejects.toMatchObject({
        code: 'request.invalid',
      });
    }
  });
});

describe('part of RET-05: a campaign', () => {
  test('is for people whose consent is in force: given, not withdrawn since, given anew', async () => {
    const { person } = await somebody('ines@example.org', false);
    expect(told(await select('campaign'))).toEqual({ people: [], reasons: { consent: 1 } });
    expect((await select('scoring')).items).toHaveLength(1);
    const first = await consent(person);
    await consent(person);
    expect(told(await select('campaign')).people).toEqual([person]);
    await withdrawConsent(workspace, person, first);
    expect(told(await select('campaign'))).toEqual({ people: [], reasons: { 'restriction.withdrawal': 1 } });
    await consent(person);
    expect(told(await select('campaign')).people).toEqual([person]);
  });

  test('does not reach a suppressed address that somebody was given later', async () => {
    const ines = await somebody('ines@example.org');
    await withdrawConsent(workspace, ines.person, await consent(ines.person));
    const noor = await somebody('noor@example.org');
    expect(told(await select('campaign')).people).toEqual([noor.person]);
    await changeRecord(workspace, contact, noor.id, 1, { email: 'ines@example.org' }, () => true);
    expect(told(await select('campaign')).reasons).toEqual({
      'restriction.suppressed': 1,
      'restriction.withdrawal': 1,
    });
    expect(told(await select('scoring')).people).toHaveLength(2);
  });
});

describe('the pages of an audience', () => {
  test('hold everybody once, selected or counted, whatever their size; a page costs as many calls as any other', async () => {
    const all: Somebody[] = [];
    for (let many = 0; many < 23; many++) {
      office.time += 1;
      all.push(await somebody(`number-${many}@example.org`, many % 3 !== 0));
    }
    let calls = 0;
    const counted: Workspace = {
      ...workspace,
      tables: {
        get: (keys) => ((calls += 1), workspace.tables.get(keys)),
        query: (query) => ((calls += 1), workspace.tables.query(query)),
        write: (writes) => ((calls += 1), workspace.tables.write(writes)),
      },
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (limit) => {
        const people: string[] = [];
        let withheld = 0;
        let cursor: string | undefined;
        do {
          calls = 0;
          const page = await select('campaign', { limit, ...(cursor ? { cursor } : {}) }, counted);
          expect(calls).toBeLessThanOrEqual(4);
          people.push(...told(page).people);
          ({ cursor } = page);
          withheld += page.withheld;
        } while (cursor);
        const consented = all.filter((_, many) => many % 3 !== 0).map(({ person }) => person);
        expect(people.sort()).toEqual(consented.sort());
        expect(withheld).toBe(8);
      }),
      { numRuns: 12 },
    );
  });

  test('are continued by whoever began them only, in the same audience', async () => {
    await somebody('ines@example.org');
    await somebody('noor@example.org');
    const { cursor } = await select('scoring', { limit: 1 });
    const other = office.workspace(workspace.tenant, { kind: 'human', id: 'somebody-else' });
    for (const call of [
      select('campaign', { limit: 1, cursor: cursor as string }),
      select('scoring', { limit: 1, cursor: cursor as string }, other),
    ])
      await expect(call).rejects.toMatchObject({ code: 'cursor.invalid' });
  });
});
