import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { FieldDeclaration, RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import { declarationOf, RECORD_TYPES } from '../../../shared/catalogue/record-types.ts';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import { file } from '../../../shared/catalogue/types/file.ts';
import { order } from '../../../shared/catalogue/types/order.ts';
import { date } from '../../../shared/catalogue/values.ts';
import { LEGAL_BASES, type LegalBasis } from '../../../shared/catalogue/vocabulary.ts';
import { DAYS } from '../../../shared/exports/portable/calendar.ts';
import { CARDS } from '../../../shared/exports/portable/cards.ts';
import { held } from '../../../shared/exports/held.ts';
import { isPortable, portable } from '../../../shared/exports/portable/portable.ts';
import { packageSummary, reviewText } from '../../../shared/exports/review.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { SOMEBODY } from '../../engine/bench.ts';
import { openScene, type Scene } from '../imports/scene.ts';
import { again, fetched, requestFor, turn } from './access.ts';
import { blocks } from './content-lines.ts';
import { person } from './person.ts';

let scene: Scene;
let mark = 71_000_000;
const next = () => (mark += 1);

beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

const fieldOf = (name: string): FieldDeclaration => {
  const [type = '', field = ''] = name.split('.');
  const fields: Readonly<Record<string, FieldDeclaration>> = declarationOf(type)?.fields ?? {};
  const found = fields[field];
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

/** The portable package of a person. */
async function packed(subject: SubjectId) {
  const request = await requestFor(scene.workspace, subject, 'portability');
  expect(await turn(scene, request)).toEqual({ next: 'done' });
  expect((await load(scene.workspace, request)).state).toBe('review');
  return { request, ...(await fetched(scene, request)) };
}

describe('a portability package', () => {
  test('part of DSR-05: has what was provided on consent or contract, and nothing else of the person, of others and of other tenants', async () => {
    const ines = await person(scene.workspace, next);
    const noor = await person(scene.workspace, next);
    const elsewhere = await person(scene.bench.office.workspace(await scene.bench.tenant(), SOMEBODY), next);
    const { entries, text } = await packed(ines.subject);
    const everything = Object.keys(entries).map(text).join('\n');
    const found = Object.entries(ines.marks).filter(([, value]) => text('data.json').includes(value));
    const owed = Object.keys(ines.marks).filter((name) => isPortable(fieldOf(name)));
    expect(owed.length).toBeGreaterThan(8);
    expect(found.map(([name]) => name).sort()).toEqual(owed.sort());
    const left = Object.entries(ines.marks).filter(([name]) => !owed.includes(name));
    expect(left.map(([name]) => name)).toEqual(expect.arrayContaining(['contact.remark', 'note.text']));
    for (const [, value] of [...left, ...Object.entries(noor.marks), ...Object.entries(elsewhere.marks)])
      expect(everything).not.toContain(value);
    for (const secret of [scene.workspace.actor.id, noor.subject, 'withheld', 'legitimate'])
      expect(everything).not.toContain(secret);
  });

  test('part of DSR-05: its JSON is as its schema says, its CSVs are read by a foreign parser', async () => {
    const ines = await person(scene.workspace, next);
    const { text, entries } = await packed(ines.subject);
    const schema = z.fromJSONSchema(JSON.parse(text('data.schema.json')) as z.core.JSONSchema.JSONSchema);
    const data = JSON.parse(text('data.json')) as { records: { type: string; fields: { name?: string } }[] };
    expect(schema.safeParse(data).error).toBeUndefined();
    data.records[0] = { type: 'contact', fields: {} };
    expect(schema.safeParse(data).success).toBe(false);
    for (const name of Object.keys(entries).filter((one) => one.endsWith('.csv')))
      expect(parse(text(name), { columns: true }).length, name).toBeGreaterThan(0);
  });

  test('part of DSR-05: contacts are vCards, the days of orders and invoices are a calendar', async () => {
    const address = { street: 'Lange Straße 5; Hof, links', city: 'Köln', country: 'DE' };
    const name = 'Ines "Ína" Albrecht, geb. Müller; von und zu '.repeat(3).trim();
    const { id, subject } = await createRecord(scene.workspace, contact, {
      name,
      email: 'ines@example.org',
      phone: '+49 30 901820',
      fax: '+49 30 901821',
      jobTitle: 'Buyer\nand more',
      address,
      remark: 'Difficult',
    });
    await createRecord(scene.workspace, order, {
      orderedBy: id,
      orderedOn: '2027-01-15',
      requiredOn: '2027-02-28',
    });
    const { text } = await packed(subject as SubjectId);
    const [card = []] = blocks(text('contacts.vcf'), 'VCARD');
    expect(
      card.map(({ name: property, parameters, parts }) => [property, parameters['TYPE'], parts]),
    ).toEqual([
      ['VERSION', undefined, ['4.0']],
      ['UID', undefined, [id]],
      ['REV', undefined, [expect.stringMatching(/^\d{8}T\d{6}Z$/)]],
      ['FN', undefined, [name]],
      ['TITLE', undefined, ['Buyer\nand more']],
      ['EMAIL', undefined, ['ines@example.org']],
      ['TEL', 'voice', ['+49 30 901820']],
      ['TEL', 'fax', ['+49 30 901821']],
      ['ADR', undefined, ['', '', address.street, 'Köln', '', '', 'DE']],
    ]);
    const days = blocks(text('calendar.ics'), 'VEVENT').map((event) =>
      Object.fromEntries(event.map(({ name: property, parts }) => [property, parts[0]])),
    );
    expect(days).toMatchObject([
      { DTSTART: '20270115', SUMMARY: 'Ordered' },
      { DTSTART: '20270228', SUMMARY: 'Delivery wanted' },
    ]);
    expect(new Set(days.map(({ UID }) => UID)).size).toBe(2);
  });

  test('has neither cards nor a calendar of which it would have no entry', async () => {
    const { subject } = await createRecord(scene.workspace, contact, { name: 'Noor Haddad' });
    const { entries } = await packed(subject as SubjectId);
    expect(Object.keys(entries)).toContain('contacts.vcf');
    expect(Object.keys(entries)).not.toContain('calendar.ics');
  });

  test('a file that names others waits for the officer; a note of the staff does not, since it never goes along', async () => {
    const [ines, noor] = [await person(scene.workspace, next), await person(scene.workspace, next)];
    const both = { about: ines.contact, mentions: [noor.contact] };
    await createRecord(scene.workspace, note, { ...both, text: 'Ines met Noor' });
    const letter = await createRecord(scene.workspace, file, {
      ...both,
      name: 'Letter about Noor.pdf',
      mediaType: 'application/pdf',
    });
    const { request, text } = await packed(ines.subject);
    expect(text('data.json')).not.toContain('Letter about Noor');
    const summary = await packageSummary(scene.workspace, request);
    expect(summary).toMatchObject({ counts: { undecided: 1 }, review: [{ record: letter.id }] });
    for (const decision of ['include', 'withhold'] as const) {
      expect(await reviewText(scene.workspace, request, letter.id, decision)).toMatchObject([{ decision }]);
      await again(scene.workspace, request, decision === 'include' ? 2 : 3);
      await turn(scene, request, decision === 'include' ? 2 : 3);
      const data = (await fetched(scene, request)).text('data.json');
      expect(data.includes('Letter about Noor')).toBe(decision === 'include');
      expect(data).not.toContain('Ines met Noor');
      expect(data).not.toContain(noor.subject);
    }
  });

  test('law: what goes along and what stays is everything held', async () => {
    const [ines, noor] = [await person(scene.workspace, next), await person(scene.workspace, next)];
    await createRecord(scene.workspace, note, { about: noor.contact, mentions: [ines.contact], text: 'x' });
    const request = await requestFor(scene.workspace, ines.subject, 'portability');
    const { workspace } = scene;
    for await (const one of held({ workspace, subject: ines.subject, request, narrowed: portable })) {
      if ('unreadable' in one) throw new Error('nothing was destroyed');
      const told = [...Object.keys(one.shown), ...one.withheld.map(({ field }) => field)];
      expect([...new Set(told)].sort()).toEqual(Object.keys(one.record.values).sort());
      if (!one.own) expect(one.shown).toEqual({});
    }
  });
});

describe('which fields are portable', () => {
  const provided = contact.fields.name as FieldDeclaration;

  test.for(Object.keys(LEGAL_BASES) as LegalBasis[])('part of DSR-05: on the basis of %s', (basis) => {
    expect(isPortable({ ...provided, basis })).toBe(basis === 'consent' || basis === 'contract');
  });

  test('part of DSR-05: a score that was computed of the person stays, whatever its basis', () => {
    for (const basis of ['consent', 'contract'] as const) {
      const score = { ...provided, kind: 'plain', basis, schema: z.int() } as const;
      expect(isPortable({ ...score, origin: 'derived' })).toBe(false);
      expect(isPortable({ ...score, assigned: true })).toBe(false);
      expect(isPortable({ ...score, origin: 'observed' })).toBe(true);
    }
  });

  const about = (RECORD_TYPES as readonly RecordDeclaration[]).filter(({ home }) => home.in !== 'nobody');
  const portableFields = about.flatMap(({ type, fields }) =>
    Object.entries(fields)
      .filter(([, field]) => isPortable(field))
      .map(([name, field]) => ({ type, name, field })),
  );

  test('a portable day of any record type is in the calendar, and nothing else is', () => {
    const dated = portableFields.filter(({ field }) =>
      [date, z.optional(date)].some((one) => same(one, field)),
    );
    expect(dated.map(({ type, name }) => `${type}.${name}`).sort()).toEqual(
      DAYS.flatMap(({ type, days }) => Object.keys(days).map((name) => `${type}.${name}`)).sort(),
    );
  });

  test('every field of identity and contact that goes along is on a card', () => {
    const shown = CARDS.flatMap(({ type, properties }) =>
      Object.keys(properties).map((name) => `${type}.${name}`),
    );
    const owed = portableFields.filter(
      ({ field }) => field.kind === 'personal' && ['identity', 'contact'].includes(field.group),
    );
    for (const { type, name } of owed) expect(shown).toContain(`${type}.${name}`);
  });
});

/** True when both schemas accept the same shape. */
function same(schema: z.ZodType, { schema: other }: FieldDeclaration): boolean {
  return JSON.stringify(z.toJSONSchema(schema)) === JSON.stringify(z.toJSONSchema(other));
}
