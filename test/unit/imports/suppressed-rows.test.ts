import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { withdrawConsent } from '../../../shared/consent/withdraw.ts';
import { reportedPage } from '../../../shared/imports/reported-rows.ts';
import type { ImportJob } from '../../../shared/imports/import-job.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { lookUpRecords } from '../../../shared/records/look-up.ts';
import { personOf } from '../../../shared/records/references.ts';
import { controlOf } from '../subjects/control-of.ts';
import { Ended, interrupted, Interruption } from './interrupted.ts';
import { CUSTOMERS } from './mappings.ts';
import { begin, carryOut, openScene, runImport, type Scene } from './scene.ts';

const HEADER = 'number,first,last,email,phone,city,country,company\n';
const LISTED = (row: number) => ({ row, type: 'contact', purposes: ['marketing'] });

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  const { workspace } = scene;
  const { subject } = await createRecord(workspace, contact, {
    name: 'Ines Albrecht',
    email: 'ines@example.org',
    phone: '+49 30 901820',
  });
  const ines = subject as SubjectId;
  const givenAt = instant(scene.bench.now());
  const { id } = await giveConsent(workspace, ines, {
    purpose: 'marketing',
    way: 'form',
    givenAt,
    proof: 'Yes',
  });
  await withdrawConsent(workspace, ines, id);
});
afterAll(() => scene.stop());

const suppressed = async ({ id }: ImportJob) =>
  (await reportedPage(scene.workspace, id, 'suppressed')).items as unknown[];

async function groundsOf(externalId: string): Promise<string[]> {
  const wanted = { kind: 'externalId', value: externalId } as const;
  const { records } = await lookUpRecords(scene.workspace, contact, wanted, ['name']);
  const person = records[0] && personOf(records[0].item.id);
  const control = person && (await controlOf(scene.workspace, person));
  return (control?.restrictions ?? []).map(({ ground }) => ground);
}

test.each([true, false])(
  'part of RET-05: rows under a suppressed address are imported with the restriction and listed, without a value (dry run: %s)',
  async (dryRun) => {
    const n = (of: number) => `${dryRun ? 'd' : 'r'}${of}`;
    const main = `${HEADER}${n(1)},Ines,Albrecht,INES@example.org,,,,\n${n(2)},Noor,Haddad,noor@example.org,,,,\n${n(3)},I.,A.,,030 901820,,Germany,Albrecht\n`;
    const job = await runImport(scene, { mapping: CUSTOMERS, files: { main }, dryRun });
    expect(job).toMatchObject({ state: 'done', progress: { created: 4, refused: 0, suppressed: 2 } });
    const items = await suppressed(job);
    expect(items).toEqual([LISTED(1), LISTED(3)]);
    if (dryRun) return;
    expect(await groundsOf('contact-r1')).toEqual(['suppressed']);
    expect(await groundsOf('contact-r2')).toEqual([]);
    expect(await groundsOf('contact-r3')).toEqual(['suppressed']);
  },
);

test('an import that is cut off at any call still lists every such row once', async () => {
  for (const after of [false, true]) {
    for (let at = 1; ; at += 4) {
      const row = (n: number, email: string) => `${at}-${after}-${n},I.,A.,${email},,,,\n`;
      const main = `${HEADER}${row(1, 'ines@example.org')}${row(2, `n${at}${after}@example.org`)}${row(3, 'ines@example.org')}`;
      const job = await begin(scene, { mapping: CUSTOMERS, files: { main } });
      const cut = await carryOut(interrupted(scene, new Interruption(at, after)), job).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Ended) return true;
          throw error;
        },
      );
      const done = await carryOut(scene, job);
      expect({ at, after, ...done.progress }).toMatchObject({ created: 3, skipped: 0, suppressed: 2 });
      expect(await suppressed(done)).toEqual([LISTED(1), LISTED(3)]);
      if (!cut) break;
    }
  }
});
