import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { reportedPage } from '../../../shared/imports/reported-rows.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { listRecords } from '../../../shared/records/list-records.ts';
import { restrict } from '../subjects/control-of.ts';
import { CUSTOMERS } from './mappings.ts';
import { openScene, runImport, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

const HEADER = 'number,first,last,email,phone,city,country,company\n';

test.each([true, false])(
  'part of DSR-04: a row about a restricted person is listed as refused with the reason, others are imported (dry run: %s)',
  async (dryRun) => {
    const place = dryRun ? 'd' : 'r';
    const known = async (number: string) =>
      (await createRecord(scene.workspace, contact, { name: 'x', externalId: `contact-${number}` }))
        .subject as SubjectId;
    await restrict(scene.workspace, await known(`${place}1`), 'claims');
    await known(`${place}2`);
    const main = `${HEADER}${place}1,Ines,Albrecht,,,,,Albrecht\n${place}2,Noor,Haddad,,,,,Haddad\n`;
    const job = await runImport(scene, { mapping: CUSTOMERS, files: { main }, dryRun });
    expect(job).toMatchObject({ state: 'done', progress: { created: 1, skipped: 2, refused: 1 } });
    const { items } = await reportedPage(scene.workspace, job.id, 'refused');
    expect(items).toEqual([
      { row: 1, type: 'customer', violations: [{ pointer: '', rule: 'restriction.claims' }] },
    ]);
    const { records } = await listRecords(scene.workspace, customer, { limit: 25, filter: {} }, [
      'companyName',
    ]);
    expect(records.map(({ values }) => values['companyName'])).toEqual(dryRun ? [] : ['Haddad']);
  },
);
