import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import { lookUpKept } from '../../../shared/erasure/kept/look-up-kept.ts';
import { isSuppressed } from '../../../shared/erasure/marks.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { canonicalJson } from '../../../shared/kernel/canonical-json.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { parts } from '../../../shared/rights/steps/store.ts';
import type { RequestItem } from '../../../shared/rights/request/model.ts';
import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import { tokensOf } from '../../../shared/subjects/person-view.ts';
import { cast, type Cast } from './cast.ts';
import { Scene, VAULT, person } from './fixture.ts';

type Parts = Readonly<Record<string, Record<string, unknown>>>;

let scene: Scene;
let c: Cast;
let request: RequestItem;
let number: string;
const of = (type: string) => declarationOf(type) as RecordDeclaration;

beforeAll(async () => {
  scene = await Scene.open();
  await scene.business('DE');
  c = await cast(scene);
  number = String(
    (await readRecord(scene.workspace(), of('invoice'), c.issued, ['number'])).values['number'],
  );
  request = await scene.planned(person(c.ines));
});
afterAll(() => scene.close());

describe('the plan', () => {
  test('part of DSR-03: each item carries its act and ground, kept ones statute, country and end', async () => {
    const plan = await scene.plan(request.id);
    const acts = Object.fromEntries(plan.map((item) => [item.target, item.act]));
    expect(acts).toEqual({
      [c.ines]: 'erase',
      [c.order]: 'redact',
      [c.bareOrder]: 'anonymise',
      [c.issued]: 'keep',
      [c.draft]: 'erase',
      [c.ownNote]: 'erase',
      [c.sharedNote]: 'erase',
      [c.tomasNote]: 'redact',
      [c.company]: 'unlink',
      [c.namesake]: 'redact',
      [c.file.id]: 'erase',
    });
    expect(plan.every(({ ground }) => /^Art\. 17\([13]\)\([a-f]\)$/.test(ground))).toBe(true);
    const kept = plan.find(({ target }) => target === c.issued);
    expect(kept).toMatchObject({
      ground: 'Art. 17(3)(b)',
      keep: { statute: '§ 147(3) AO, § 14b UStG (vouchers)', country: 'DE', until: '2034-12-31' },
    });
    expect(kept?.keep?.fields).toContain('recipientName');
    expect(kept?.keep?.fields).not.toContain('recipientEmail');
  });

  test('texts that name several people and a company that bears the name wait for the officer', async () => {
    const waiting = (await scene.plan(request.id)).filter(({ needsReview }) => needsReview);
    expect(new Set(waiting.map(({ target }) => target))).toEqual(
      new Set([c.order, c.sharedNote, c.tomasNote, c.namesake]),
    );
  });

  test('planning again gives the same plan and nothing twice', async () => {
    const before = await scene.plan(request.id);
    await scene.move(request.id, 'prepare', { attempt: 2 });
    await scene.run({ request: request.id, step: 'plan', attempt: 2 }, {}, 2);
    const after = await scene.plan(request.id);
    expect(after.map(({ target, act }) => [target, act])).toEqual(
      before.map(({ target, act }) => [target, act]),
    );
    // A version that an officer has seen in the former plan matches nothing of the new one.
    const seen = before.map(({ version }) => version);
    expect(after.filter(({ version }) => version <= Math.max(...seen))).toEqual([]);
  });
});

describe('the erasure', () => {
  beforeAll(async () => {
    await scene.review(request.id, { [c.sharedNote]: 'redact' });
    request = await scene.erase(request.id);
  });

  test('part of DSR-03: ends done, and no record, token, key or version of the person is left', async () => {
    expect(request.state).toBe('done');
    const raw = await scene.raw();
    const subject = person(c.ines);
    const mine = raw.filter(({ pk }) => pk.includes(subject) && !pk.includes('#TRL#'));
    expect(mine.map(({ sk, state, key }) => [sk, state, key])).toEqual([['CTL', 'erased', undefined]]);
    expect(await tokensOf(scene.workspace(), subject)).toEqual([]);
    expect(raw.filter(({ pk, sk }) => pk.includes('#TOK#') && sk === subject)).toEqual([]);
    const { Versions = [], DeleteMarkers = [] } = await scene.s3.client.send(
      new ListObjectVersionsCommand({ Bucket: VAULT, Prefix: c.file.objectKey }),
    );
    expect([...Versions, ...DeleteMarkers]).toEqual([]);
  });

  test('what readable bytes of both tables hold names the person nowhere', async () => {
    const readable = JSON.stringify(await scene.raw(), (_, value: unknown) =>
      value instanceof Uint8Array ? undefined : value,
    );
    for (const trace of ['Albrecht', 'ines.', 'Ines', '901820', 'ALB-1', 'Lange Reihe'])
      expect(readable).not.toContain(trace);
  });

  test('another process, with caches of its own, cannot read any record', async () => {
    for (const [type, id] of [
      ['contact', c.ines],
      ['order', c.order],
      ['note', c.ownNote],
      ['invoice', c.issued],
      ['file', c.file.id],
    ] as const)
      await expect(readRecord(scene.elsewhere(), of(type), id, [])).rejects.toMatchObject({
        code: 'not-found',
      });
  });

  test('the order survives in a copy that leads to nobody, its text without the name', async () => {
    const copies = (await scene.raw()).filter(
      (item) => item['type'] === 'order' && item.sk.startsWith('REC#'),
    );
    expect(copies).toHaveLength(2);
    const copy = copies.find((item) => JSON.stringify(item).includes('Tea'));
    expect(copy?.pk).toContain('#OBJ#');
    expect(copy?.['plain']).toEqual({
      orderedOn: '2026-11-03',
      status: 'open',
      currency: 'EUR',
      lines: [{ text: 'Tea, for Ms […]', quantity: 2, unitPrice: 450, discount: 0 }],
    });
    expect(copy?.['createdAt']).toMatch(/T00:00:00\.000Z$/);
    const ids = copy?.sk.slice(4) ?? '';
    const leading = (await scene.raw()).filter((item) => JSON.stringify(item).includes(ids.slice(1, 27)));
    expect(leading.map(({ sk }) => sk)).toEqual([copy?.sk]);
  });

  test('records of others keep what is theirs, without the person', async () => {
    const company = await readRecord(scene.elsewhere(), of('customer'), c.company, []);
    expect(company.values).toEqual({ companyName: 'Hafenkontor GmbH', status: 'active' });
    const namesake = await readRecord(scene.elsewhere(), of('customer'), c.namesake, []);
    expect(namesake.values['companyName']).toBe('[…] Consulting');
    const note = await readRecord(scene.elsewhere(), of('note'), c.tomasNote, []);
    expect(note.values).toMatchObject({ mentions: [], text: 'Tomás asks […] ([…], […]) first' });
    expect(JSON.stringify(await readRecord(scene.elsewhere(), of('contact'), c.tomas, []))).toContain(
      'Tomás Vidal',
    );
  });

  test('a note about both goes on with the other one', async () => {
    const notes = (await scene.raw()).filter(
      (item) => item['type'] === 'note' && item.sk.startsWith('REC#') && item['id'] !== c.tomasNote,
    );
    expect(notes).toHaveLength(1);
    const id = notes[0]?.['id'] as typeof c.ownNote;
    expect(person(id)).toBe(person(c.tomas));
    const { values } = await readRecord(scene.elsewhere(), of('note'), id, []);
    expect(values).toMatchObject({ about: c.tomas, mentions: [] });
    expect(values['text']).toMatch(/^\[…\] and Tomás Vidal met; call \[…\]/);
  });

  test('part of RET-04: the invoice is kept as the law needs it, found by number only', async () => {
    const found = await lookUpKept(scene.elsewhere(), number);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ type: 'invoice', country: 'DE', until: '2034-12-31' });
    expect(found[0]?.fields).toMatchObject({ number, recipientName: 'Ines Albrecht', total: 900 });
    expect(Object.keys(found[0]?.fields ?? {})).not.toContain('recipientEmail');
    expect(Object.keys(found[0]?.fields ?? {})).not.toContain('remark');
    expect(await lookUpKept(scene.elsewhere(), '2026-99999')).toEqual([]);
    const raw = await scene.raw();
    const leading = raw.filter((item) => JSON.stringify(item).includes(found[0]?.id ?? '-'));
    expect(new Set(leading.map(({ pk }) => pk.split('#')[2]))).toEqual(new Set(['KPT', 'KPN', 'DUE', 'AUD']));
  });

  test('part of BAK-03: an import of the same person is suppressed until the last backup is gone', async () => {
    const asked = (kind: string, value: string) => isSuppressed(scene.elsewhere(), [{ kind, value }]);
    expect(await asked('email', 'Ines.Albrecht@example.org')).toBe(true);
    expect(await asked('phone', '+49 (30) 901820')).toBe(true);
    expect(await asked('externalId', 'ALB-1')).toBe(true);
    expect(await asked('email', 'tomas.vidal@example.com')).toBe(false);
    expect(await asked('name', 'Ines Albrecht')).toBe(false);
  });

  test('the receipt verifies offline and holds grounds, keys, sweeps and bounds', async () => {
    const [stored] = await parts(scene.workspace(), request.id, 'receipt');
    expect(verifyReceipt(stored, scene.publicKey())).toEqual({ valid: true, reasons: [] });
    expect(Buffer.byteLength(canonicalJson(stored?.['statement']))).toBeLessThanOrEqual(1024);
    expect(canonicalJson(stored?.['receipt'])).not.toContain('Albrecht');
    const { decision = {}, technical = {} } = (stored?.['receipt'] ?? {}) as Parts;
    expect(decision['kept']).toEqual([
      {
        type: 'invoice',
        statute: '§ 147(3) AO, § 14b UStG (vouchers)',
        country: 'DE',
        until: '2034-12-31',
        count: 1,
      },
    ]);
    const acts = decision['acts'] as { act: string; count: number }[];
    expect(acts.reduce((sum, { count }) => sum + count, 0)).toBe(11);
    expect(technical['independentSweep']).toMatchObject({ left: 0 });
    const { lastAt, count } = technical['keysDestroyed'] as { lastAt: string; count: number };
    // The person's, those of two notes that named several people, and the file's.
    expect(count).toBe(4);
    expect(Date.parse(String(technical['keyUnrecoverableFrom'])) - Date.parse(lastAt)).toBe(DAY);
    expect(Date.parse(String(technical['ciphertextGoneBy'])) - Date.parse(lastAt)).toBe(35 * DAY);
    const [first, second] = technical['sweeps'] as Record<string, number>[];
    expect(first).toMatchObject({ records: 8, copies: 2, links: 3, kept: 1, tokens: 3, objects: 2 });
    expect(second).toEqual({});
  });

  test('the person cannot be written about again, and the same address makes a new person', async () => {
    await expect(scene.create('note', { about: c.ines, text: 'x' })).rejects.toMatchObject({
      code: 'reference.unknown',
    });
    const again = await scene.create('contact', {
      name: 'Ines Albrecht',
      email: 'ines.albrecht@example.org',
    });
    expect(person(again)).not.toBe(person(c.ines));
  });

  test('a tombstone counts until its end, whenever its item goes', async () => {
    scene.bench.advance(43 * DAY);
    expect(await isSuppressed(scene.elsewhere(), [{ kind: 'externalId', value: 'ALB-1' }])).toBe(false);
  });
});
