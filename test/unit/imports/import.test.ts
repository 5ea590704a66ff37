import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { order } from '../../../shared/catalogue/types/order.ts';
import { product } from '../../../shared/catalogue/types/product.ts';
import { listJobs } from '../../../shared/jobs/job-store.ts';
import { listRecords } from '../../../shared/records/list-records.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { refusedLink } from '../../../shared/imports/refused-rows.ts';
import { reportedPage } from '../../../shared/imports/reported-rows.ts';
import { CUSTOMER_FILE, CUSTOMERS, ORDERS, PRODUCTS } from './mappings.ts';
import { openScene, runImport, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

const counts = ({
  progress: { rowsRead, created, skipped, refused },
}: Awaited<ReturnType<typeof runImport>>) => ({
  rowsRead,
  created,
  skipped,
  refused,
});

describe('an import', () => {
  test('makes a person and a business of one row, and finds the person by e-mail afterwards', async () => {
    const job = await runImport(scene, {
      mapping: CUSTOMERS,
      files: { main: CUSTOMER_FILE },
      source: 'fair 2026',
    });
    expect(job.state).toBe('done');
    expect(counts(job)).toEqual({ rowsRead: 3, created: 5, skipped: 0, refused: 0 });
    const {
      records: [ines],
    } = await lookUpRecords(
      scene.workspace,
      contact,
      { kind: 'email', value: 'Ines.Albrecht@Example.org' },
      Object.keys(contact.fields),
    );
    expect(ines?.values).toMatchObject({
      name: 'Ines Albrecht',
      address: { country: 'DE' },
      source: 'fair 2026',
    });
    expect(ines?.externalId).toBe('contact-1');
    const {
      records: [firm],
    } = await lookUpRecords(
      scene.workspace,
      customer,
      { kind: 'externalId', value: 'customer-3' },
      Object.keys(customer.fields),
    );
    expect(firm?.values['companyName']).toBe('Haddad & Søn, "Aps"');
    expect(String(firm?.values['contactPerson'])).toMatch(/^S/);
  });

  test('of the same file creates nothing twice', async () => {
    const again = await runImport(scene, { mapping: CUSTOMERS, files: { main: CUSTOMER_FILE } });
    expect(counts(again)).toEqual({ rowsRead: 3, created: 0, skipped: 5, refused: 0 });
    const page = await listRecords(scene.workspace, contact, { limit: 100, filter: {} }, []);
    expect(page.records).toHaveLength(3);
  });

  test('joins the lines of an order from a second file and refers to people and products by external id', async () => {
    const goods = 'sku,name,price,gone\nLD-1,Oak table,480.00,0\nLD-2,Ash chair,199.5,no\n';
    await runImport(scene, { mapping: PRODUCTS, files: { main: goods } });
    const {
      records: [table],
    } = await lookUpRecords(scene.workspace, product, { kind: 'externalId', value: 'LD-1' }, []);
    const job = await runImport(scene, {
      mapping: ORDERS,
      files: {
        main: 'number,customer,day,to\n70,1,2026-03-02 00:00:00.000,Möbelhaus\n71,2,2026-03-03 10:00,\n72,9,2026-03-04 10:00,\n',
        lines: 'order,sku,quantity,price\n71,LD-2,1,199.50\n70,LD-1,2,480.00\n70,LD-2,8,190\n',
      },
    });
    expect(counts(job)).toEqual({ rowsRead: 3, created: 2, skipped: 0, refused: 1 });
    const {
      records: [found],
    } = await lookUpRecords(
      scene.workspace,
      order,
      { kind: 'externalId', value: '70' },
      Object.keys(order.fields),
    );
    expect(found?.values).toMatchObject({
      orderedOn: '2026-03-02',
      shipToName: 'Möbelhaus',
      lines: [
        { product: table?.item.id, quantity: 2, unitPrice: 48000 },
        { quantity: 8, unitPrice: 19000 },
      ],
    });
    const { items } = await reportedPage(scene.workspace, job.id, 'refused');
    expect(items).toEqual([
      { row: 3, type: 'order', violations: [{ pointer: '/orderedBy', rule: 'reference.unknown' }] },
    ]);
  });

  test('takes its uploads away when it ends, and is listed', async () => {
    const job = await runImport(scene, { mapping: CUSTOMERS, files: { main: CUSTOMER_FILE } });
    expect(await scene.objects.head('intake', job.files['main']?.key ?? '')).toBeUndefined();
    const { jobs } = await listJobs(scene.workspace, { limit: 10 });
    expect(jobs.map(({ id }) => id)).toContain(job.id);
    expect(jobs.length).toBeGreaterThanOrEqual(3);
  });

  test('says what it refuses by row, pointer and rule, never by value', async () => {
    const job = await runImport(scene, {
      mapping: CUSTOMERS,
      files: {
        main: [
          'number,first,last,email,phone,city,country,company',
          '81,Markus,Lind,not-an-address,,,,',
          '82,Markus,Lind,,,,Atlantis,',
          '83,Markus,Lind,,',
          ',Markus,Lind,,,,,',
          `84,${'x'.repeat(300)},Lind,,,,,`,
          '85,=1+1,Lind,,,,,',
        ].join('\r\n'),
      },
    });
    expect(counts(job)).toEqual({ rowsRead: 6, created: 1, skipped: 0, refused: 5 });
    const { url } = await refusedLink(scene.workspace, scene.objects, job.id);
    const response = await fetch(url);
    const csv = await response.text();
    expect(csv).toBe(
      [
        'row,type,pointer,rule',
        '1,"contact","/email","invalid_format.email"',
        '2,"contact","/address/country","country-name"',
        '3,"contact","","csv.columns"',
        '4,"contact","/externalId","missing"',
        '5,"contact","/name","too_big"',
        '',
      ].join('\r\n'),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const {
      records: [kept],
    } = await lookUpRecords(scene.workspace, contact, { kind: 'externalId', value: 'contact-85' }, []);
    expect(kept?.values['name']).toBe('=1+1 Lind');
  });

  test('as a dry run counts and refuses alike, and writes nothing', async () => {
    const main = CUSTOMER_FILE.replaceAll(/^(\d),/gm, '9$1,') + '94,Markus,Lind,nope,,,,Lind KG\n';
    const tried = await runImport(scene, { mapping: CUSTOMERS, files: { main }, dryRun: true });
    expect(counts(tried)).toEqual({ rowsRead: 4, created: 6, skipped: 0, refused: 1 });
    const { records: found } = await lookUpRecords(
      scene.workspace,
      contact,
      { kind: 'externalId', value: 'contact-91' },
      [],
    );
    expect(found).toEqual([]);
    const done = await runImport(scene, { mapping: CUSTOMERS, files: { main } });
    // The business of a refused contact has nobody to refer to, which only the real run can know.
    expect(counts(done)).toEqual({ rowsRead: 4, created: 5, skipped: 0, refused: 2 });
  });
});
