import { setTimeout as pauseFor } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { newId } from '../../shared/kernel/ids.ts';
import { SECOND } from '../../shared/kernel/time.ts';
import { startStack } from '../journeys/fixture.ts';
import { approved, create, personWith, together, type Approved, type Known } from './erasures/approved.ts';
import { carriedOut } from './erasures/carried-out.ts';
import { tenantOffice } from './erasures/tenant-office.ts';
import { tell } from './figures.ts';

/** Records of the one person, and people who are erased at once. */
const RECORDS = Number(process.env['BENCH_HELD'] ?? 200);
const PEOPLE = Number(process.env['BENCH_ERASURES'] ?? 50);
const OTHERS = { files: 3, companies: 5, invoices: 2 } as const;

const stack = await startStack();
const { tenant, client } = await stack.onboard('DE');

/** A person whom many records are about, some of them kept by law, with files and companies of others. */
async function muchHeld(): Promise<{ readonly known: Known; readonly approved: Approved }> {
  const office = tenantOffice(stack, tenant);
  const workspace = office.as(office.officer);
  const known = await personWith(workspace, 'Ines Albrecht', RECORDS - 1 - OTHERS.files - OTHERS.invoices);
  const { card } = known;
  for (let file = 0; file < OTHERS.files; file++) {
    const objectKey = `${tenant}/${newId()}`;
    const put = new PutObjectCommand({ Bucket: office.vault, Key: objectKey, Body: `file ${file}` });
    await (await office.s3()).send(put);
    const body = { about: card, name: 'Albrecht.txt', mediaType: 'text/plain' };
    await create(workspace, 'file', body, { assigned: { status: 'sealed', size: 6, objectKey } });
  }
  for (let company = 0; company < OTHERS.companies; company++)
    await create(workspace, 'customer', { companyName: `Hafenkontor ${company}`, contactPerson: card });
  for (let invoice = 0; invoice < OTHERS.invoices; invoice++)
    await create(workspace, 'invoice', {
      billedTo: card,
      status: 'issued',
      issuedOn: '2026-11-05',
      lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
      total: 900,
      recipientName: 'Ines Albrecht',
    });
  return { known, approved: await approved(office, [known]) };
}

/** Reads by the API until it refuses; seconds since a moment of the stack's clock. */
async function refusedAfter(path: string, since: number): Promise<number> {
  while ((await client.get(path)).status === 200) await pauseFor(50);
  return (stack.cloud.clock.now() - since) / SECOND;
}

const one = await muchHeld();
const refusing = refusedAfter(`/v1/contacts/${one.known.card}`, one.approved.over);
const single = await carriedOut(stack, tenant, one.approved);
const held = `a person with ${RECORDS} records`;
tell({
  figure: `${held}: every key ended after the stop window`,
  measured: single.unreadable,
  unit: 's',
  budget: 60,
});
tell({
  figure: `${held}: refused to readers after the stop window`,
  measured: await refusing,
  unit: 's',
  budget: 60,
});
tell({
  figure: `${held}: erasures not done exactly once`,
  measured: single.open + single.odd,
  unit: 'requests',
  budget: 0,
});

const office = tenantOffice(stack, tenant);
const people: Known[] = [];
const names = Array.from({ length: PEOPLE }, (_, at) => `Person ${at}`);
await together(names, async (name) => people.push(await personWith(office.as(office.officer), name, 2)));
const many = await carriedOut(stack, tenant, await approved(office, people));
const at = `${PEOPLE} erasures of one tenant at once`;
tell({ figure: `${at}: not done`, measured: many.open, unit: 'requests', budget: 0 });
tell({
  figure: `${at}: begun, closed or receipted other than once`,
  measured: many.odd,
  unit: 'requests',
  budget: 0,
});
tell({ figure: `${at}: the last key after the stop windows`, measured: many.unreadable, unit: 's' });
tell({ figure: `${at}: done on this machine`, measured: many.seconds, unit: 's' });
await stack.stop();
process.exit(0);
