import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { newId, type RecordId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { endRecipient } from '../../../shared/recipients/change-recipient.ts';
import { disclosuresOf } from '../../../shared/recipients/disclosed-to.ts';
import { listDisclosures } from '../../../shared/recipients/list-disclosures.ts';
import { recordDisclosure, type EnteredDisclosure } from '../../../shared/recipients/record-disclosure.ts';
import type { Recipient } from '../../../shared/recipients/recipient.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { set } from '../../../shared/store/clauses.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from '../rights/firm.ts';
import { disclosed, entered, MAILER } from './circle.ts';

let bench: Bench;
let firm: Firm;
let workspace: Workspace;
let shipper: Recipient;
let ines: RecordId;
let person: SubjectId;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  firm = await openFirm(bench);
  workspace = firm.as(firm.officer);
  shipper = await entered(workspace);
  const made = await createRecord(workspace, contact, { name: 'Ines Albrecht', email: 'ines@example.org' });
  [ines, person] = [made.id, made.subject as SubjectId];
});

const given = (more: Partial<EnteredDisclosure> = {}): EnteredDisclosure => ({
  recipient: shipper.id,
  records: [{ record: ines, fields: ['name'] }],
  purpose: 'order-fulfilment',
  way: 'phone',
  ...more,
});
const refused = (more: Partial<EnteredDisclosure>, code: string, rule?: string) =>
  expect(recordDisclosure(workspace, person, given(more))).rejects.toMatchObject({
    code,
    ...(rule ? { members: { violations: [{ rule }] } } : {}),
  });

describe('a disclosure', () => {
  test('is kept with the person as ids and names of fields, and logged for the recipient’s purpose', async () => {
    const at = instant(bench.now() - DAY);
    const made = await recordDisclosure(workspace, person, given({ at }));
    expect(made).toMatchObject({ ...given({ at }), records: [{ record: ines, type: 'contact' }], at });
    const stored = await firm.items(`SUB#${person}`);
    expect(JSON.stringify(stored.filter(({ sk }) => sk.startsWith('DSC#')))).not.toMatch(/Ines|Vogt/);
    const event = (await firm.items('AUD#')).find(({ action }) => action === 'disclosure.record');
    expect(event).toMatchObject({ subject: person, target: shipper.id, purpose: 'order-fulfilment' });
    const listed = await listDisclosures(workspace, person, { limit: 10 });
    expect(listed).toEqual({ items: [{ ...made, name: 'Spedition Vogt' }] });
  });

  test('can be of a record of others that names the person, and not of one that does not', async () => {
    const naming = await createRecord(workspace, customer, { companyName: 'Hafen', contactPerson: ines });
    const other = await createRecord(workspace, customer, { companyName: 'Kontor' });
    const fields = ['contactPerson'];
    await recordDisclosure(workspace, person, given({ records: [{ record: naming.id, fields }] }));
    await refused({ records: [{ record: other.id, fields }] }, 'reference.unknown', 'record-of-the-person');
  });

  test('to a recipient that nobody here has, or has any more, is refused alike', async () => {
    const foreign = await entered((await openFirm(bench)).as(firm.officer));
    await refused({ recipient: foreign.id }, 'reference.unknown', 'recipient');
    await refused({ recipient: newId() }, 'reference.unknown', 'recipient');
    await endRecipient(workspace, shipper.id, 1);
    await refused({}, 'reference.unknown', 'recipient');
  });

  test('part of TEN-04: for a purpose that is not the recipient’s is refused', async () => {
    await refused({ purpose: 'accounting' }, 'rule.violated', 'purpose-of-the-recipient');
    await refused({ purpose: 'sale' }, 'rule.violated', 'purpose-of-the-recipient');
  });

  test('of a field that does not exist, in the future, or long ago is refused', async () => {
    await refused({ records: [{ record: ines, fields: ['name', 'toString'] }] }, 'rule.violated', 'field');
    await refused({ at: instant(bench.now() + 1) }, 'rule.violated', 'within-a-year');
    await refused({ at: instant(bench.now() - 400 * DAY) }, 'rule.violated', 'within-a-year');
  });

  test('about somebody who is not here is not found', async () => {
    const nobody = newId() as string as SubjectId;
    await expect(recordDisclosure(workspace, nobody, given())).rejects.toMatchObject({ code: 'not-found' });
    await expect(listDisclosures(workspace, nobody, { limit: 1 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('part of SUB-10: to a country whose adequacy has ended by then is refused, with clauses it is not', async () => {
    const transfer = { mechanism: 'adequacy' } as const;
    const british = await entered(workspace, { country: 'GB', transfer });
    await recordDisclosure(workspace, person, given({ recipient: british.id }));
    const before = bench.now();
    bench.advance(Date.UTC(2031, 11, 28) - before);
    try {
      await refused({ recipient: british.id }, 'rule.violated', 'adequacy-ended');
      await recordDisclosure(workspace, person, given());
    } finally {
      bench.advance(before - bench.now());
    }
  });

  test('part of DSR-04: of restricted data is refused, unless the caller relies on an exception', async () => {
    const at = workspace.keys.subject(person);
    const control = controlFrom((await workspace.tables.get([at]))[0]);
    const restriction = {
      id: newId(),
      ground: 'accuracy',
      purposes: 'all',
      records: 'all',
      since: instant(bench.now()),
    } as const;
    await workspace.tables.write([restrictWrite(workspace, person, control, restriction)]);
    await refused({}, 'subject.restricted');
    const processing = { use: 'export', exception: 'legal-claims' } as const;
    await recordDisclosure(workspace, person, given(), processing);
  });

  test('about somebody who is being erased is refused', async () => {
    await workspace.tables.write([
      {
        update: set({ state: 'erasing' }),
        at: workspace.keys.subject(person),
        if: { expression: 'attribute_exists(pk)' },
      },
    ]);
    await refused({}, 'subject.frozen');
  });

  test('part of AUD-03: the person learns every recipient by name, from when to when, what, what for, under which safeguard', async () => {
    const mailer = await entered(workspace, {
      ...MAILER,
      country: 'US',
      transfer: { mechanism: 'scc-2' },
    });
    await disclosed(workspace, person, shipper, ines, ['name']);
    bench.advance(3 * DAY);
    await disclosed(workspace, person, shipper, ines, ['email', 'name']);
    await disclosed(workspace, person, mailer, ines, ['email']);
    await endRecipient(workspace, shipper.id, 1);
    const [today, then] = [instant(bench.now()), instant(bench.now() - 3 * DAY)].map((at) => at.slice(0, 10));
    expect(await disclosuresOf(workspace, person)).toEqual([
      {
        name: 'Spedition Vogt',
        kind: 'recipient',
        country: 'DE',
        first: then,
        last: today,
        purposes: ['order-fulfilment'],
        categories: [{ of: 'contact', fields: ['name', 'email'] }],
      },
      {
        name: 'Briefwerk GmbH',
        kind: 'processor',
        country: 'US',
        first: today,
        last: today,
        purposes: ['customer-care'],
        categories: [{ of: 'contact', fields: ['email'] }],
        safeguard: 'scc-2',
      },
    ]);
  });
});
