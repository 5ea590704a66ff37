import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { exportTurn, type Turning } from '../../../shared/exports/making/export-turn.ts';
import { findMaking } from '../../../shared/exports/making/making.ts';
import { deletePackage, findPackage } from '../../../shared/exports/making/package-store.ts';
import { completeFile, createFile } from '../../../shared/files/upload-file.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { FAILED_STEP, type WorkflowAnswer } from '../../../shared/kernel/workflow.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { step, load, parts } from '../../../shared/rights/steps/store.ts';
import { PRESENT } from '../../../shared/store/clauses.ts';
import { Ended, interrupted, Interruption } from '../imports/interrupted.ts';
import { openScene, post, type Scene } from '../imports/scene.ts';
import { again, fetched, requestFor } from './access.ts';
import { person } from './person.ts';
import { readZip } from './zip-reader.ts';

let scene: Scene;
/** Somebody of whom little is held, in which nothing comes back in another order. */
let ines: { readonly subject: SubjectId; readonly contact: RecordId };
let mark = 72_000_000;
const next = () => (mark += 1);

beforeAll(async () => {
  scene = await openScene();
  const made = await createRecord(scene.workspace, contact, {
    name: 'Ines Albrecht',
    email: 'ines@example.org',
  });
  ines = { subject: made.subject as SubjectId, contact: made.id };
  for (const name of ['contract.pdf', 'letter.txt', 'photo.png']) {
    const body = { about: ines.contact, name, mediaType: 'application/pdf' };
    const { id, upload } = await createFile(scene.workspace, scene.objects, body);
    await post(upload, Buffer.alloc(100_000, name));
    await completeFile(scene.workspace, scene.objects, id);
  }
});
afterAll(() => scene.stop());

/** The same, where every look into the tables takes some seconds, so that a minute is over soon. */
const slow = (seconds: number): Pick<Scene, 'workspace' | 'objects'> => ({
  objects: scene.objects,
  workspace: {
    ...scene.workspace,
    tables: {
      ...scene.workspace.tables,
      query: (query) => {
        scene.bench.advance(seconds * 1_000);
        return scene.workspace.tables.query(query);
      },
    },
  },
});

const turnOf = (given: Turning, request: Id, attempt = 1, of = 'collect') =>
  exportTurn(given, { tenant: scene.tenant, step: of, turn: 0, request, attempt });

/** Turns until the end, as the workflow does; how many it took. */
async function turns(given: Turning, request: Id, attempt = 1): Promise<number> {
  for (let count = 1; count < 50; count++)
    if ((await turnOf(given, request, attempt)).next === 'done') return count;
  throw new Error('no end');
}

/** A package whose time is always the same. */
async function made(
  request: Id,
  given: Turning,
  attempt = 1,
): Promise<{ readonly turns: number; readonly bytes: Uint8Array }> {
  const begun = scene.bench.now();
  const count = await turns(given, request, attempt);
  scene.bench.advance(begun - scene.bench.now());
  const { bytes } = await fetched(scene, request);
  return { turns: count, bytes };
}

/** How many objects lie sealed, other than the person's files. */
async function objectsOf(request: Id): Promise<number> {
  const items = await parts(scene.workspace, request, 'package');
  const keys = new Set(items.flatMap(({ objectKey }) => (typeof objectKey === 'string' ? [objectKey] : [])));
  const there = await Promise.all([...keys].map((key) => scene.objects.head('vault', key)));
  expect(there.filter((object) => object === undefined)).toEqual([]);
  return there.length;
}

describe('a package of several turns', () => {
  test('equals the one that is made in a single turn, byte for byte', async () => {
    const request = await requestFor(scene.workspace, ines.subject, 'portability');
    const single = await made(request, scene);
    await again(scene.workspace, request, 2);
    const several = await made(request, slow(20), 2);
    expect([single.turns, several.turns]).toEqual([1, expect.any(Number)]);
    expect(several.turns).toBeGreaterThan(2);
    expect(Buffer.from(several.bytes).equals(single.bytes)).toBe(true);
    const found = await findPackage(scene.workspace, request);
    expect(found?.holds.length).toBe(several.turns);
    expect(await objectsOf(request)).toBe(several.turns);
    await deletePackage(scene.workspace, scene.objects, request);
    expect(await parts(scene.workspace, request, 'package')).toEqual([]);
  });

  test('part of DSR-01: has every entry of an access package once, and reads the time at which it was begun', async () => {
    const request = await requestFor(scene.workspace, ines.subject);
    const begun = new Date(scene.bench.now()).toISOString();
    expect(await turns(slow(20), request)).toBeGreaterThan(2);
    const several = readZip(Buffer.from((await fetched(scene, request)).bytes));
    const data = JSON.parse(String(several.find(({ name }) => name === 'data.json')?.content)) as object;
    expect(data).toMatchObject({ madeAt: begun });
    const other = await requestFor(scene.workspace, ines.subject);
    await turns(scene, other);
    const single = readZip(Buffer.from((await fetched(scene, other)).bytes));
    expect(several.map(({ name }) => name)).toEqual(single.map(({ name }) => name));
    const same = [
      'csv/contact.csv',
      'withheld.json',
      ...single.map(({ name }) => name).filter((name) => name.startsWith('files/')),
    ];
    for (const name of same) {
      const of = (entries: typeof single) => entries.find((entry) => entry.name === name)?.content;
      expect(of(several)?.equals(of(single) ?? Buffer.alloc(0)), name).toBe(true);
    }
    expect(single.filter(({ name }) => name.startsWith('files/')).length).toBe(3);
  });

  test('goes on when two runs of a turn overtake each other; one of them counts', async () => {
    const request = await requestFor(scene.workspace, ines.subject, 'portability');
    await turnOf(slow(20), request);
    const both = await Promise.allSettled([turnOf(slow(20), request), turnOf(slow(20), request)]);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    await turns(scene, request);
    const names = readZip(Buffer.from((await fetched(scene, request)).bytes)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(await objectsOf(request)).toBe((await findPackage(scene.workspace, request))?.holds.length);
  });

  test('has headers of 64 bits from where an entry outgrows 32, and not before', async () => {
    const request = await requestFor(scene.workspace, ines.subject, 'portability');
    const given = { ...scene, limits: { bytes: 50_000, entries: 5 } };
    // The files have 100,000 bytes each.
    expect(await turnOf(given, request)).toEqual({ next: 'again' });
    expect(await findMaking(scene.workspace, await load(scene.workspace, request))).toMatchObject({
      wide: true,
      turns: [],
    });
    expect(await turnOf(given, request)).toEqual({ next: 'done' });
    const { bytes } = await fetched(scene, request);
    const entries = readZip(Buffer.from(bytes));
    expect(
      entries.filter(({ name }) => name.startsWith('files/')).map(({ content }) => content.length),
    ).toEqual([100_000, 100_000, 100_000]);
    expect(entries.every(({ wide }) => wide)).toBe(true);
  });

  test('of somebody who is being erased fails, and what was packed goes', async () => {
    const noor = await person(scene.workspace, next);
    const request = await requestFor(scene.workspace, noor.subject);
    expect(await turnOf(slow(20), request)).toEqual({ next: 'again' });
    expect(await objectsOf(request)).toBeGreaterThan(0);
    await scene.workspace.tables.write([
      {
        update: {
          expression: 'SET #state = :state ADD #epoch :one',
          names: { '#state': 'state', '#epoch': 'epoch' },
          values: { ':state': 'erasing', ':one': 1 },
        },
        at: scene.workspace.keys.subject(noor.subject),
        if: PRESENT,
      },
    ]);
    expect(await turnOf(scene, request)).toEqual({ next: 'failed' });
    expect((await load(scene.workspace, request)).state).toBe('failed');
    expect(await parts(scene.workspace, request, 'package')).toEqual([]);
  });

  test('that is given up leaves nothing; a package from before stays', async () => {
    const request = await requestFor(scene.workspace, ines.subject);
    await turns(scene, request);
    const before = await findPackage(scene.workspace, request);
    await again(scene.workspace, request, 2);
    expect(await turnOf(slow(20), request, 2)).toEqual({ next: 'again' });
    expect(await turnOf(scene, request, 2, FAILED_STEP)).toEqual({ next: 'failed' });
    expect(await findPackage(scene.workspace, request)).toEqual(before);
    expect(await objectsOf(request)).toBe(1);
    await again(scene.workspace, request, 3);
    expect(await turnOf(slow(20), request, 3)).toEqual({ next: 'again' });
    await step(scene.workspace, request, 'fail');
    expect(await turnOf(scene, request, 3)).toEqual({ next: 'done' });
    expect(await objectsOf(request)).toBe(1);
  });
});

describe('a package of several turns that is cut off', () => {
  let request: Id;
  let whole: Uint8Array;
  let calls = 0;
  beforeAll(async () => {
    request = await requestFor(scene.workspace, ines.subject, 'portability');
    whole = (await made(request, scene)).bytes;
    const counted = new Interruption(0, false);
    await again(scene.workspace, request, 2);
    await made(request, interrupted(slow(20), counted), 2);
    calls = counted.calls;
  });

  test.for([0, 1, 2, 3, 4])(
    'after %i fifths of its calls is the same, and nothing is left over',
    async (part) => {
      const attempt = 3 + part;
      await again(scene.workspace, request, attempt);
      const begun = scene.bench.now();
      const at = 1 + Math.floor((calls * part) / 5);
      const given = interrupted(slow(20), new Interruption(at, part % 2 === 1));
      let ended = 0;
      for (let answer: WorkflowAnswer['next'] = 'again'; answer === 'again';)
        answer = await turnOf(given, request, attempt).then(
          ({ next: then }) => then,
          (error: unknown) => {
            if (!(error instanceof Ended) && (error as Error).cause !== 'Ended') throw error;
            ended += 1;
            return 'again';
          },
        );
      expect(ended).toBe(1);
      scene.bench.advance(begun - scene.bench.now());
      const { bytes } = await fetched(scene, request);
      expect(Buffer.from(bytes).equals(whole)).toBe(true);
      const found = await findPackage(scene.workspace, request);
      // A turn whose answer was lost after the last one finds its work done and clears up.
      expect(await turnOf(scene, request, attempt)).toEqual({ next: 'done' });
      expect(await objectsOf(request)).toBe(found?.holds.length);
    },
  );
});
