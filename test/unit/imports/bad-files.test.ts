import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { checkMapping } from '../../../shared/imports/check-mapping.ts';
import { reportedPage } from '../../../shared/imports/reported-rows.ts';
import { mappingSchema } from '../../../shared/imports/mapping.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { CUSTOMER_FILE, CUSTOMERS, ORDERS } from './mappings.ts';
import { openScene, runImport, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

const HEADER = 'number,first,last,email,phone,city,country,company\n';

describe('a file that is no CSV of the mapping is refused by its rule', () => {
  test.each([
    ['UTF-16', Buffer.from(`\ufeff${CUSTOMER_FILE}`, 'utf16le'), 'csv.encoding'],
    ['Latin-1', Buffer.from(CUSTOMER_FILE, 'latin1'), 'csv.encoding'],
    ['a quote in the middle of a cell', `${HEADER}1,In"es,Albrecht,,,,,\n`, 'csv.quotes'],
    ['a quote that never ends', `${HEADER}1,"Ines,Albrecht,,,,,\n2,Noor,Haddad,,,,,\n`, 'csv.quotes'],
    ['a million columns', `${'a,'.repeat(1_000_000)}b\n`, 'csv.row-too-long'],
    [
      'a thousand columns',
      `${Array.from({ length: 1000 }, (_, n) => `c${n}`).join()}\n`,
      'csv.too-many-columns',
    ],
    ['a cell without end', `${HEADER}1,${'x'.repeat(300_000)},Albrecht,,,,,\n`, 'csv.row-too-long'],
    ['a column twice', `number,${HEADER}`, 'csv.column-twice'],
    ['a column that the mapping reads and is not there', 'number,first\n1,Ines\n', 'csv.column-missing'],
    ['nothing but white lines', '\n\n', 'csv.empty'],
  ])('%s', async (_, main, rule) => {
    const job = await runImport(scene, { mapping: CUSTOMERS, files: { main } });
    expect(job).toMatchObject({ state: 'failed', failure: { rule } });
    expect(await scene.objects.head('intake', job.files['main']?.key ?? '')).toBeUndefined();
  });

  test('a joined file has its own rules', async () => {
    const main = 'number,customer,day,to\n1,1,2026-03-02 00:00,\n';
    const job = await runImport(scene, {
      mapping: ORDERS,
      files: { main, lines: 'order,sku,quantity,price\n1,a,1\n' },
    });
    expect(job).toMatchObject({ state: 'failed', failure: { rule: 'join.columns', row: 1 } });
  });
});

describe('files as other programs write them are read', () => {
  test.each([
    [
      'a byte order mark and CR LF',
      `\ufeff${HEADER}`.replace('\n', '\r\n') + 'm1,Ines,Albrecht,,,,,\r\n',
      'm1',
    ],
    ['no line end at the end', `${HEADER}m2,Ines,Albrecht,,,,,`, 'm2'],
    ['lines that end in CR', `${HEADER}m3,Ines,Albrecht,,,,,\n`.replaceAll('\n', '\r'), 'm3'],
    ['line breaks, commas and quotes within a cell', `${HEADER}m4,"I""n,e\ns",Albrecht,,,,,\n`, 'm4'],
    [
      'columns called as prototypes are',
      `${HEADER.trim()},__proto__,constructor\nm5,Ines,Albrecht,,,,,,x,y\n`,
      'm5',
    ],
  ])('%s', async (_, main, number) => {
    const job = await runImport(scene, { mapping: CUSTOMERS, files: { main } });
    expect(job).toMatchObject({ state: 'done', progress: { created: 1, refused: 0 } });
    const wanted = { kind: 'externalId', value: `contact-${number}` } as const;
    expect((await lookUpRecords(scene.workspace, contact, wanted, [])).records).toHaveLength(1);
  });
});

describe('people who were erased are listed and not brought back; others of the same file are', () => {
  test.each([
    ['email', 'ines@example.org', 's1,Ines,Albrecht,Ines@Example.org,,,,'],
    ['phone', '+49305550142', 's2,Ines,Albrecht,,030 / 555 01 42,,Germany,'],
    ['externalId', 'contact-s3', 's3,Ines,Albrecht,,,,,'],
  ])('by %s', async (kind, value, row) => {
    const { vault, tables, keys } = scene.workspace;
    const at = keys.tombstone(await vault.tombstoneToken(kind, value));
    const until = scene.bench.now() + 86_400_000;
    await tables.write([{ put: { until }, at, if: { expression: 'attribute_not_exists(pk)' } }]);
    const given = { mapping: CUSTOMERS, files: { main: `${HEADER}${row}\nk-${kind},Noor,Haddad,,,,,\n` } };
    const job = await runImport(scene, given);
    expect(job.progress).toMatchObject({ created: 1, refused: 1 });
    const { items } = await reportedPage(scene.workspace, job.id, 'refused');
    expect(items).toMatchObject([{ row: 1, violations: [{ pointer: '', rule: 'subject.suppressed' }] }]);
    expect(
      (await runImport({ ...scene, workspace: { ...scene.workspace, now: () => until } }, given)).progress,
    ).toMatchObject({
      created: 1,
      skipped: 1,
    });
  });
});

test('two rows of one external id are one record', async () => {
  const main = `${HEADER}d1,Ines,Albrecht,,,,,\nd1,Ines,Albrecht,,,,,\n`;
  const job = await runImport(scene, { mapping: CUSTOMERS, files: { main } });
  expect(job.progress).toMatchObject({ created: 1, skipped: 1, refused: 0 });
});

describe('a mapping is held to the catalogue', () => {
  const record = CUSTOMERS.records[0];
  test.each([
    [{ ...record, type: 'wizard' }, '/mapping/records/0/type', 'unknown'],
    [{ ...record, fields: { spell: { column: 'a' } } }, '/mapping/records/0/fields/spell', 'unknown'],
    [
      { ...record, fields: { constructor: { column: 'a' } } },
      '/mapping/records/0/fields/constructor',
      'unknown',
    ],
    [{ ...record, fields: { employer: { column: 'a' } } }, '/mapping/records/0/fields/employer', 'unknown'],
    [
      { ...record, references: { employer: { type: 'product', externalId: { column: 'a' } } } },
      '/mapping/records/0/references/employer/type',
      'reference',
    ],
    [{ ...record, lines: { name: { from: 'nowhere' } } }, '/mapping/records/0/lines/name/from', 'unknown'],
  ])('%#', (broken, pointer, rule) => {
    const mapping = mappingSchema.parse({ records: [broken] });
    expect(() => checkMapping(mapping)).toThrowError(
      expect.objectContaining({
        code: 'rule.violated',
        members: { violations: [{ pointer, rule }] },
      }) as Error,
    );
  });

  test('and taken when it fits', () => {
    for (const mapping of [CUSTOMERS, ORDERS]) checkMapping(mappingSchema.parse(mapping));
  });
});
