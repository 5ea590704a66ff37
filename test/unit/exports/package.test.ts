import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import { note } from '../../../shared/catalogue/types/note.ts';
import { held } from '../../../shared/exports/held.ts';
import {
  attendPackage,
  deletePackage,
  findPackage,
  issuePackageUrl,
} from '../../../shared/exports/making/package-store.ts';
import { FILES_LIMIT, isTooLarge } from '../../../shared/exports/making/package-bytes.ts';
import { packageSummary, reviewText } from '../../../shared/exports/review.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { SOMEBODY } from '../../engine/bench.ts';
import { Ended, interrupted, Interruption } from '../imports/interrupted.ts';
import { openScene, type Scene } from '../imports/scene.ts';
import { disclosed, entered, MAILER } from '../recipients/circle.ts';
import { again, fetched, requestFor, turn } from './access.ts';
import { person } from './person.ts';

let scene: Scene;
let mark = 70_000_000;
const next = () => (mark += 1);

beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

describe('an access package', () => {
  test('part of DSR-01: has every field of every record type, and nothing of other people and other tenants', async () => {
    const ines = await person(scene.workspace, next);
    const noor = await person(scene.workspace, next);
    const tenant = await scene.bench.tenant();
    const elsewhere = await person(scene.bench.office.workspace(tenant, SOMEBODY), next);
    const request = await requestFor(scene.workspace, ines.subject);
    expect(await turn(scene, request)).toEqual({ next: 'done' });
    expect((await load(scene.workspace, request)).state).toBe('review');
    const { entries, text } = await fetched(scene, request);
    const everything = Object.keys(entries).map(text).join('\n');
    const missing = (name: string) =>
      Object.entries(ines.marks).filter(([, value]) => !text(name).includes(value));
    expect(missing('data.json')).toEqual([]);
    expect(missing('index.html')).toEqual([]);
    for (const other of [noor, elsewhere]) {
      expect(Object.entries(other.marks).filter(([, value]) => everything.includes(value))).toEqual([]);
      expect(everything).not.toContain(other.subject);
    }
    expect(everything).not.toContain(scene.workspace.actor.id);
  });

  test('part of DSR-01: has the information of Art. 15(1)(a) to (h) and (2), and the log without staff', async () => {
    const ines = await person(scene.workspace, next);
    const request = await requestFor(scene.workspace, ines.subject);
    await turn(scene, request);
    const { text } = await fetched(scene, request);
    const data = JSON.parse(text('data.json')) as {
      information: Record<string, unknown>;
      log: { action: string }[];
      records: unknown[];
    };
    expect(Object.keys(data.information).sort()).toEqual([
      'automatedDecisions',
      'categories',
      'complaint',
      'controller',
      'keptByLaw',
      'periods',
      'purposes',
      'recipients',
      'rights',
      'source',
      'transfers',
    ]);
    expect(JSON.stringify(data.information)).toContain('BfDI');
    expect(data.log.map(({ action }) => action)).toContain('record.create');
    expect(Object.keys(data.log[0] ?? {}).sort()).toEqual([
      'action',
      'at',
      'fields',
      'means',
      'operation',
      'purpose',
      'type',
    ]);
    expect(data.records.length).toBeGreaterThan(4);
  });

  test('part of AUD-03: names everybody who got data about the person, in the data and on the page, and nobody else', async () => {
    const ines = await person(scene.workspace, next);
    const noor = await person(scene.workspace, next);
    const purposes = ['customer-care'];
    const shipper = await entered(scene.workspace, { name: 'Spedition <Vogt>', purposes });
    const mailer = await entered(scene.workspace, {
      ...MAILER,
      country: 'GB',
      transfer: { mechanism: 'adequacy' },
    });
    const other = await entered(scene.workspace, { name: 'Kanzlei Kern', purposes });
    await disclosed(scene.workspace, ines.subject, shipper, ines.contact, ['name']);
    scene.bench.advance(1000);
    await disclosed(scene.workspace, ines.subject, mailer, ines.contact, ['email']);
    await disclosed(scene.workspace, noor.subject, other, noor.contact, ['email']);
    const request = await requestFor(scene.workspace, ines.subject);
    await turn(scene, request);
    const { text } = await fetched(scene, request);
    const { information: said } = JSON.parse(text('data.json')) as {
      information: { recipients: { list: { name: string }[] }; transfers: { list: object[] } };
    };
    expect(said.recipients.list.map(({ name }) => name)).toEqual(['Spedition <Vogt>', 'Briefwerk GmbH']);
    expect(said.transfers.list).toMatchObject([{ to: 'Briefwerk GmbH', country: 'GB' }]);
    expect(text('index.html')).toContain('<h3>Spedition &lt;Vogt&gt;</h3>');
    expect(text('index.html')).toMatch(/Briefwerk GmbH \(GB\): Adequacy decision[^<]*Art\. 45/);
    expect(text('data.json') + text('index.html')).not.toContain('Kern');
  });

  test('lists the SHA-256 of every entry, and the package says its own', async () => {
    const ines = await person(scene.workspace, next);
    const request = await requestFor(scene.workspace, ines.subject);
    await turn(scene, request);
    const { bytes, entries, text } = await fetched(scene, request);
    const sha = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    const manifest = JSON.parse(text('manifest.json')) as {
      entries: { name: string; bytes: number; sha256: string }[];
    };
    expect(manifest.entries.map(({ name }) => name).sort()).toEqual(
      Object.keys(entries)
        .filter((name) => name !== 'manifest.json')
        .sort(),
    );
    for (const { name, sha256 } of manifest.entries)
      expect(sha(entries[name] ?? new Uint8Array())).toBe(sha256);
    const found = await packageSummary(scene.workspace, request);
    expect(found).toMatchObject({ size: bytes.length, sha256: sha(bytes), counts: { undecided: 0 } });
    expect(text('index.html')).toMatch(/default-src 'none'/);
    expect(text('index.html')).not.toMatch(/<script|src=|href=/);
  });

  test('part of ENT-06: a note is in the package of each person that it names, after review', async () => {
    const [ines, noor] = [await person(scene.workspace, next), await person(scene.workspace, next)];
    const body = { about: ines.contact, mentions: [noor.contact], text: 'Ines met Noor in Berlin <b>&</b>' };
    const { id } = await createRecord(scene.workspace, note, body);
    for (const { subject, contact: theirs } of [ines, noor]) {
      const request = await requestFor(scene.workspace, subject);
      await turn(scene, request);
      const before = await fetched(scene, request);
      expect(before.text('data.json')).not.toContain('met Noor');
      expect(JSON.parse(before.text('withheld.json'))).toMatchObject({
        withheld: expect.arrayContaining([
          {
            record: subject === ines.subject ? id : id.slice(-26),
            type: 'note',
            field: 'text',
            why: 'names-others',
          },
        ]) as unknown,
      });
      const summary = await packageSummary(scene.workspace, request);
      expect(summary).toMatchObject({ counts: { undecided: 1 }, review: [{ record: id, type: 'note' }] });
      const review = await reviewText(scene.workspace, request, id, 'include');
      expect(review).toEqual([{ record: id, type: 'note', decision: 'include' }]);
      await expect(reviewText(scene.workspace, request, theirs, 'include')).rejects.toMatchObject({
        code: 'not-found',
      });
      await again(scene.workspace, request, 2);
      await turn(scene, request, 2);
      const after = await fetched(scene, request);
      expect(after.text('data.json')).toContain('met Noor');
      expect(after.text('index.html')).toContain('&lt;b&gt;&amp;&lt;/b&gt;');
      const other = subject === ines.subject ? noor : ines;
      expect(after.text('data.json')).not.toContain(other.subject);
    }
  });

  test('says of a business that names the person only that it does', async () => {
    const ines = await person(scene.workspace, next);
    const firm = { companyName: 'Secret Möbelhaus', contactPerson: ines.contact };
    const { id } = await createRecord(scene.workspace, customer, firm);
    const request = await requestFor(scene.workspace, ines.subject);
    await turn(scene, request);
    const { text } = await fetched(scene, request);
    expect(text('data.json')).not.toContain('Secret');
    expect(JSON.parse(text('data.json'))).toMatchObject({
      recordsThatNameYou: [{ type: 'customer', id, fields: { contactPerson: ines.contact } }],
    });
    expect(text('withheld.json')).toContain('"companyName","why":"not-about-you"');
  });

  test('law: what is shown and what is withheld is everything held', async () => {
    const [ines, noor] = [await person(scene.workspace, next), await person(scene.workspace, next)];
    await createRecord(scene.workspace, note, { about: noor.contact, mentions: [ines.contact], text: 'x' });
    await createRecord(scene.workspace, customer, { companyName: 'Albrecht', contactPerson: ines.contact });
    const request = await requestFor(scene.workspace, ines.subject);
    for await (const one of held({ workspace: scene.workspace, subject: ines.subject, request })) {
      if ('unreadable' in one) throw new Error('nothing was destroyed');
      const there = Object.keys(one.record.values).sort();
      const told = [
        ...new Set([...Object.keys(one.shown), ...one.withheld.map(({ field }) => field)]),
      ].sort();
      expect(told).toEqual(there);
      const both = Object.keys(one.shown).filter((name) => one.withheld.some(({ field }) => field === name));
      expect(both.filter((name) => !['mentions'].includes(name))).toEqual([]);
    }
  });

  test('part of DSR-05: CSVs are read back by a foreign parser and run nothing in a spreadsheet', async () => {
    const name = '=HYPERLINK("https://example.com","x"), "quoted"';
    const { subject } = await createRecord(scene.workspace, contact, {
      name,
      jobTitle: '@SUM(A1)',
      phone: '+49 30 1',
    });
    const request = await requestFor(scene.workspace, subject);
    await turn(scene, request);
    const { text } = await fetched(scene, request);
    const [row] = parse(text('csv/contact.csv'), { columns: true });
    expect(row).toMatchObject({ name: `'${name}`, jobTitle: "'@SUM(A1)", phone: "'+49 30 1" });
    expect(text('csv/contact.csv')).toMatch(/^(?:"(?:[^"]|"")*"(?:,|\r\n))+$/);
  });

  test('is made anew when its making is cut off anywhere; what the request points at is whole', async () => {
    const ines = await person(scene.workspace, next);
    for (let at = 1, cut = true; cut; at += 4) {
      const request = await requestFor(scene.workspace, ines.subject);
      cut = await turn(interrupted(scene, new Interruption(at, at % 8 === 1)), request).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Ended || (error as Error).cause === 'Ended') return true;
          throw error;
        },
      );
      await turn(scene, request);
      expect((await load(scene.workspace, request)).state).toBe('review');
      const { entries } = await fetched(scene, request);
      expect(Object.keys(entries)).toContain('manifest.json');
    }
  });

  test('that could not be handed over is known before it is written', () => {
    expect(isTooLarge({ fileBytes: FILES_LIMIT })).toBe(false);
    expect(isTooLarge({ fileBytes: FILES_LIMIT + 1 })).toBe(true);
  });

  test('is sealed at rest; its opened copy goes after ten minutes, itself after fourteen days', async () => {
    const ines = await person(scene.workspace, next);
    const request = await requestFor(scene.workspace, ines.subject);
    await turn(scene, request);
    const { objectKey } = (await findPackage(scene.workspace, request)) ?? { objectKey: '' };
    expect(await scene.objects.head('handover', objectKey)).toBeUndefined();
    await fetched(scene, request);
    expect(await scene.objects.head('handover', objectKey)).toBeDefined();
    expect(await attendPackage(scene.workspace, scene.objects, request)).toBe(false);
    expect(await scene.objects.head('handover', objectKey)).toBeDefined();
    scene.bench.advance(10 * 60_000);
    expect(await attendPackage(scene.workspace, scene.objects, request)).toBe(false);
    expect(await scene.objects.head('handover', objectKey)).toBeUndefined();
    await fetched(scene, request);
    scene.bench.advance(14 * 86_400_000);
    expect(await attendPackage(scene.workspace, scene.objects, request)).toBe(true);
    for (const bucket of ['vault', 'handover'] as const)
      expect(await scene.objects.head(bucket, objectKey)).toBeUndefined();
    const found = await load(scene.workspace, request);
    await expect(issuePackageUrl(scene.workspace, scene.objects, found)).rejects.toMatchObject({
      code: 'gone',
    });
    await deletePackage(scene.workspace, scene.objects, request);
  });
});
