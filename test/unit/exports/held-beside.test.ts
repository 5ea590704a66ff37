import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { WHAT_STAYS } from '../../../shared/catalogue/what-stays.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { newId, newTimeId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { preparedStatement } from '../../../shared/records/statement.ts';
import { formerValuesWrites } from '../../../shared/rights/acts/former-values.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { openScene, type Scene } from '../imports/scene.ts';
import { fetched, requestFor, turn } from './access.ts';

let scene: Scene;

beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

interface Data {
  readonly records: readonly { readonly statements?: readonly string[] }[];
  readonly consents: readonly Record<string, unknown>[];
  readonly restrictions: readonly Record<string, unknown>[];
  readonly formerValues: readonly Record<string, unknown>[];
  readonly suppressions: readonly Record<string, unknown>[];
}

async function ines(): Promise<{ readonly subject: SubjectId; readonly card: RecordId }> {
  const body = { name: 'Ines Albrecht', email: 'ines@example.org' };
  const { id, subject } = await createRecord(scene.workspace, contact, body);
  return { subject: subject as SubjectId, card: id };
}

async function controlOf(subject: SubjectId) {
  const { workspace } = scene;
  const found = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  if (!found) throw new Error('nobody there');
  return found;
}

/** What the package of the person says, in its data and on its page. */
async function said(subject: SubjectId, type: 'access' | 'portability' = 'access') {
  const request = await requestFor(scene.workspace, subject, type);
  await turn(scene, request);
  const { text, entries } = await fetched(scene, request);
  return {
    data: JSON.parse(text('data.json')) as Data,
    page: text('index.html'),
    all: Object.keys(entries).map(text).join('\n'),
  };
}

describe('what is held beside records', () => {
  test('part of DSR-01: consents with their history and proof, without who recorded them', async () => {
    const { subject } = await ines();
    const givenAt = instant(scene.bench.now() - DAY);
    const proof = 'Ticked the box “news by mail” of 12 January';
    await giveConsent(scene.workspace, subject, { purpose: 'marketing', way: 'form', givenAt, proof });
    const { data, page, all } = await said(subject);
    expect(data.consents).toEqual([
      { purpose: expect.stringContaining('own goods') as unknown, way: 'form', givenAt, proof },
    ]);
    expect(page).toContain('Ticked the box');
    expect(all).not.toContain(scene.workspace.actor.id);
    expect((await said(subject, 'portability')).all).not.toContain('Ticked the box');
  });

  test('part of DSR-01: restrictions in force, with their ground in words', async () => {
    const { subject } = await ines();
    const restriction = {
      id: newId(),
      ground: 'accuracy',
      purposes: 'all',
      records: 'all',
      since: instant(scene.bench.now()),
    } as const;
    const { workspace } = scene;
    await workspace.tables.write([restrictWrite(workspace, subject, await controlOf(subject), restriction)]);
    const { data, page } = await said(subject);
    expect(data.restrictions).toMatchObject([
      {
        says: 'You contest that the data are accurate, which is being verified',
        article: 'Art. 18(1)(a) GDPR',
        purposes: 'all',
      },
    ]);
    expect(page).toContain('You contest that the data are accurate');
  });

  test('part of DSR-02: what a correction replaced, once, apart from the record, with its end', async () => {
    const { subject, card } = await ines();
    const { workspace } = scene;
    const former = {
      id: newTimeId(workspace.now(), workspace.random),
      record: card,
      request: newId(),
      act: newId() as Id,
      values: { name: 'Ines Albrect' },
    };
    await workspace.tables.write(
      await formerValuesWrites(workspace, subject, await controlOf(subject), former),
    );
    const { data, page } = await said(subject);
    expect(data.formerValues).toMatchObject([{ record: card, values: { name: 'Ines Albrect' } }]);
    expect(Date.parse(String(data.formerValues[0]?.['until']))).toBeGreaterThan(scene.bench.now());
    expect(JSON.stringify(data).match(/Albrect"/g)).toHaveLength(1);
    expect(page).toContain('Ines Albrect');
    expect((await said(subject, 'portability')).all).not.toContain('Albrect"');
  });

  test('part of DSR-02: the person’s own statements stand beside the record, also when it goes along', async () => {
    const { subject, card } = await ines();
    const statement = 'I never moved to Köln.';
    await scene.workspace.tables.write(await preparedStatement(scene.workspace, contact, card, statement));
    for (const type of ['access', 'portability'] as const) {
      const { data, page, all } = await said(subject, type);
      expect(data.records.map(({ statements }) => statements)).toEqual([[statement]]);
      expect(all).toContain(`"${statement}"\r\n`);
      if (type === 'access') expect(page).toContain(statement);
    }
  });

  test('the mark that an earlier erasure left of an address, with purpose, basis and end, until then', async () => {
    const { subject } = await ines();
    const { workspace } = scene;
    const until = scene.bench.now() + 40 * DAY;
    const token = await workspace.vault.tombstoneToken('email', 'ines@example.org');
    await workspace.tables.write([{ put: { until }, at: workspace.keys.tombstone(token), if: ABSENT }]);
    const { data, page } = await said(subject);
    expect(data.suppressions).toEqual([
      {
        of: 'email',
        until: instant(until),
        purpose: expect.stringContaining('imports') as unknown,
        legalBasis: expect.stringContaining('Art. ') as unknown,
      },
    ]);
    expect(page).toContain('Marks of your addresses that an erasure');
    scene.bench.advance(41 * DAY);
    expect((await said(subject)).data.suppressions).toEqual([]);
  });

  test('part of RET-05: that an address must not be used for marketing, with purpose, basis and end, until then', async () => {
    const { subject } = await ines();
    const { workspace } = scene;
    const given = { purpose: 'marketing', way: 'form', proof: 'Ticked a box' } as const;
    const { id } = await giveConsent(workspace, subject, { ...given, givenAt: instant(scene.bench.now()) });
    await withdrawConsent(workspace, subject, id);
    const { data, page } = await said(subject);
    expect(data.suppressions).toEqual([
      {
        of: 'email',
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00.000Z$/) as unknown,
        purpose: WHAT_STAYS.suppression.purpose,
        legalBasis: 'Art. 6(1)(c), Art. 7(3) GDPR',
      },
    ]);
    expect(page).toContain(WHAT_STAYS.suppression.purpose);
    scene.bench.advance(4 * 366 * DAY);
    expect((await said(subject)).data.suppressions).toEqual([]);
  });
});
