import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { file } from '../../../shared/catalogue/types/file.ts';
import { findPackage } from '../../../shared/exports/making/package-store.ts';
import { completeFile, createFile, FILE_SIZE } from '../../../shared/files/upload-file.ts';
import { removeCopy } from '../../../shared/files/hand-over.ts';
import { deleteFile, fetchFile } from '../../../shared/files/use-file.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { PRESENT } from '../../../shared/store/clauses.ts';
import { SOMEBODY } from '../../engine/bench.ts';
import { fetched, requestFor, turn } from '../exports/access.ts';
import { Ended, interrupted, Interruption } from '../imports/interrupted.ts';
import { openScene, post, type Scene } from '../imports/scene.ts';

let scene: Scene;
let about: RecordId;
let subject: SubjectId;
beforeAll(async () => {
  scene = await openScene();
  const made = await createRecord(scene.workspace, contact, { name: 'Ines Albrecht' });
  [about, subject] = [made.id, made.subject as SubjectId];
});
afterAll(() => scene.stop());

const CONTENT = Buffer.alloc(300_000, 'the plain text of a contract; ');
const sha256 = createHash('sha256').update(CONTENT).digest('hex');
const named = () => ({ about, name: 'Contract of Ines.pdf', mediaType: 'application/pdf' });
const keyOf = async (id: RecordId) =>
  String((await loadRecord(scene.workspace, file, id)).record.values['objectKey']);

async function uploaded(body: Record<string, unknown> = named()): Promise<RecordId> {
  const { id, upload } = await createFile(scene.workspace, scene.objects, body);
  expect(await post(upload, CONTENT)).toBeLessThan(300);
  return id;
}

describe('part of ENT-06: a file', () => {
  test('is sealed at rest, leaves no upload behind and comes back byte for byte as a download', async () => {
    const id = await uploaded();
    const { values, item } = await completeFile(scene.workspace, scene.objects, id);
    expect(values).toMatchObject({ status: 'sealed', size: CONTENT.length, sha256 });
    expect(item.version).toBe(2);
    const key = await keyOf(id);
    expect(await scene.objects.head('intake', key)).toBeUndefined();
    const disk = await scene.s3.disk();
    expect(disk.includes('the plain text of a contract')).toBe(false);
    const opened = await fetchFile(scene.workspace, scene.objects, id);
    expect(opened).toMatchObject({ mediaType: 'application/pdf', size: CONTENT.length, sha256 });
    const response = await fetch(opened.url);
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="Contract_of_Ines.pdf"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const copy = new URL(opened.url).pathname.split('/').at(-1) as Id;
    await removeCopy(scene.objects, scene.tenant, copy);
    expect((await fetch(opened.url)).status).toBe(404);
  });

  test('is sealed once, however often it is completed or cut off', async () => {
    for (let at = 1, cut = true; cut; at += 2) {
      const id = await uploaded();
      cut = await completeFile(...parts(new Interruption(at, at % 4 === 1)), id).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Ended || (error as Error).cause === 'Ended') return true;
          throw error;
        },
      );
      const done = await completeFile(scene.workspace, scene.objects, id);
      expect(done).toMatchObject({ item: { version: 2 }, values: { status: 'sealed', sha256 } });
      expect(await completeFile(scene.workspace, scene.objects, id)).toMatchObject({ item: { version: 2 } });
    }
  });

  test('cannot be completed before it is posted, nor fetched before it is sealed', async () => {
    const { id, upload } = await createFile(scene.workspace, scene.objects, named());
    await expect(completeFile(scene.workspace, scene.objects, id)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(fetchFile(scene.workspace, scene.objects, id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await post({ ...upload, fields: { ...upload.fields, key: 'elsewhere/x' } }, 'x')).toBe(403);
    expect(await post(upload, '')).toBe(400);
    expect(FILE_SIZE).toBe(104_857_600);
  });

  test('goes with its bytes at the version that was read, and at no other', async () => {
    const id = await uploaded();
    await completeFile(scene.workspace, scene.objects, id);
    const key = await keyOf(id);
    await expect(deleteFile(scene.workspace, scene.objects, id, 1)).rejects.toMatchObject({
      code: 'precondition.failed',
    });
    await deleteFile(scene.workspace, scene.objects, id, 2);
    expect(await scene.objects.head('vault', key)).toBeUndefined();
    await expect(fetchFile(scene.workspace, scene.objects, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('of another tenant does not exist, and its object is out of reach', async () => {
    const id = await uploaded();
    await completeFile(scene.workspace, scene.objects, id);
    const stranger = scene.bench.office.workspace(await scene.bench.tenant(), SOMEBODY);
    await expect(fetchFile(stranger, scene.objects, id)).rejects.toMatchObject({ code: 'not-found' });
    const key = `${stranger.tenant}/${id.slice(-26)}`;
    await expect(scene.objects.head('vault', key)).rejects.toMatchObject({ code: 'internal' });
  });

  test('that was moved under another record does not open', async () => {
    const somebody = await createRecord(scene.workspace, contact, { name: 'Noor Haddad' });
    const theirs = { ...named(), about: somebody.id };
    const [one, other] = [await uploaded(theirs), await uploaded(theirs)];
    for (const id of [one, other]) await completeFile(scene.workspace, scene.objects, id);
    const source = await scene.objects.read('vault', await keyOf(one));
    if (source) await scene.objects.write('vault', await keyOf(other), source, 'application/octet-stream');
    await expect(fetchFile(scene.workspace, scene.objects, other)).rejects.toMatchObject({
      code: 'internal',
    });
  });

  test('is in the access package of its person; a file that names others only after review', async () => {
    const noor = await createRecord(scene.workspace, contact, { name: 'Noor Haddad' });
    const shared = await uploaded({ ...named(), about: noor.id, mentions: [about], name: '../../evil.txt' });
    await completeFile(scene.workspace, scene.objects, shared);
    const request = await requestFor(scene.workspace, subject);
    await turn(scene, request);
    const { entries } = await fetched(scene, request);
    const files = Object.entries(entries).filter(([name]) => name.startsWith('files/'));
    expect(files.length).toBeGreaterThan(1);
    for (const [name, bytes] of files) {
      expect(name).toMatch(/^files\/S[0-9A-Z]{52}-Contract_of_Ines\.pdf$/);
      expect(Buffer.from(bytes).equals(CONTENT)).toBe(true);
    }
    expect((await findPackage(scene.workspace, request))?.counts).toMatchObject({
      files: files.length,
      undecided: 1,
    });
  });

  test('about a person who is being erased is refused; opened copies are noted at everybody named', async () => {
    const { id: theirs, subject: frozen } = await createRecord(scene.workspace, contact, {
      name: 'Tomás Vidal',
    });
    const id = await uploaded({ ...named(), about: theirs });
    const naming = await uploaded({ ...named(), mentions: [theirs] });
    await completeFile(scene.workspace, scene.objects, naming);
    await fetchFile(scene.workspace, scene.objects, naming);
    for (const person of [subject, frozen as SubjectId]) {
      const { pk } = scene.workspace.keys.subject(person);
      const { items } = await scene.workspace.tables.query({ table: 'data', pk, skPrefix: 'CPY#' });
      expect(items.map(({ objectKey }) => String(objectKey).startsWith(`${scene.tenant}/`))).toContain(true);
    }
    await scene.workspace.tables.write([
      {
        update: {
          expression: 'SET #state = :state',
          names: { '#state': 'state' },
          values: { ':state': 'erasing' },
        },
        at: scene.workspace.keys.subject(frozen as SubjectId),
        if: PRESENT,
      },
    ]);
    await expect(completeFile(scene.workspace, scene.objects, id)).rejects.toMatchObject({
      code: 'subject.frozen',
    });
    await expect(fetchFile(scene.workspace, scene.objects, naming)).rejects.toMatchObject({
      code: 'subject.frozen',
    });
  });
});

function parts(interruption: Interruption) {
  const { workspace, objects } = interrupted(scene, interruption);
  return [workspace, objects] as const;
}
