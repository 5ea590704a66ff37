import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { endCopies } from '../../../shared/files/end-copies.ts';
import type { TenantObjects } from '../../../shared/files/objects.ts';
import { createObjects } from '../../../shared/files/s3-objects.ts';
import { completeFile, createFile } from '../../../shared/files/upload-file.ts';
import { fetchFile } from '../../../shared/files/use-file.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { MINUTE } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { planActs } from '../../../shared/rights/acts/plan-acts.ts';
import { reportChild } from '../../../shared/rights/children/report-child.ts';
import { approve } from '../../../shared/rights/decisions/decide.ts';
import { stopMarketing } from '../../../shared/rights/opening/stop-marketing.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Bench as ObjectBench } from '../../local/s3/setup.ts';
import { BUCKETS, post } from '../imports/scene.ts';
import { NAMED, openCase, type Case } from '../rights/case.ts';
import { firmBench } from '../rights/firm.ts';
import { openBuckets } from '../rights/identity/office.ts';

let bench: Bench;
let s3: ObjectBench;
let one: Case;
let objects: TenantObjects;
beforeAll(async () => {
  bench = await firmBench();
  s3 = await openBuckets();
});
afterAll(async () => {
  await bench.stop();
  await s3.remove();
});
const client = async () => s3.client;
const allObjects = createObjects({ buckets: BUCKETS, client, fresh: client });
beforeEach(async () => {
  one = await openCase(bench);
  objects = allObjects(one.firm.tenant);
});

/** A file about somebody, opened behind an address. */
async function opened(about: RecordId, more: object = {}): Promise<string> {
  const named = { about, name: 'Contract.pdf', mediaType: 'application/pdf', ...more };
  const { id, upload } = await createFile(one.officer, objects, named);
  await post(upload, 'what was signed');
  await completeFile(one.officer, objects, id);
  return (await fetchFile(one.officer, objects, id)).url;
}
const statusOf = async (url: string) => (await fetch(url)).status;

/** The next minute's tick, as far as copies of restricted people go. */
async function tick(): Promise<void> {
  for (const { kind, reference, at } of await one.firm.items('DUE#'))
    if (kind === 'copies' && Date.parse(String(at)) <= bench.now())
      await endCopies(one.officer, objects, reference as SubjectId);
}

const restrict = async () => {
  const request = await one.verified('restriction');
  await planActs(one.officer, request, [{ act: 'restrict', ground: 'unlawful' }]);
  await approve(one.officer, request, 0);
};
const child = () => reportChild(one.officer, one.person, { reason: 'parent' });
const marketing = async () => {
  const { request } = await one.firm.open({ type: 'objection', marketing: true, identifiers: NAMED });
  await stopMarketing(one.officer, request.id);
};

describe('part of DSR-04: an address that a file about somebody was opened behind', () => {
  test.each([
    ['a restriction', restrict],
    ['an objection that is being weighed', () => one.verified('objection')],
    ['the quarantine of a child', child],
  ] as const)('leads nowhere after %s, whether the file is about the person or names it', async (_, stop) => {
    const { id: noor } = await createRecord(one.officer, contact, { name: 'Noor Haddad' });
    const about = await opened(one.card);
    const naming = await opened(noor, { mentions: [one.card] });
    const others = await opened(noor);
    expect(await Promise.all([about, naming, others].map(statusOf))).toEqual([200, 200, 200]);
    await stop();
    await tick();
    expect(await Promise.all([about, naming, others].map(statusOf))).toEqual([404, 404, 200]);
  });

  test('leads on after an objection to marketing, which leaves files in use', async () => {
    const url = await opened(one.card);
    await marketing();
    await tick();
    expect(await statusOf(url)).toBe(200);
  });

  test('leads nowhere a minute later when the copy was being made while the restriction came', async () => {
    const url = await opened(one.card);
    const copy = new URL(url).pathname.split('/').slice(-2).join('/');
    await restrict();
    await tick();
    async function* late() {
      yield Buffer.from('what was signed');
    }
    await objects.write('handover', copy, late(), 'application/octet-stream');
    expect(await statusOf(url)).toBe(200);
    bench.advance(MINUTE);
    await tick();
    expect(await statusOf(url)).toBe(404);
    await tick();
  });
});
