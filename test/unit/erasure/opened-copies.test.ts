import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handOver } from '../../../shared/files/hand-over.ts';
import { createObjects } from '../../../shared/files/s3-objects.ts';
import type { RecordId } from '../../../shared/kernel/ids.ts';
import { PRESENT, set } from '../../../shared/store/clauses.ts';
import type { Finding } from '../../../shared/sweep/findings.ts';
import { HANDOVER, Scene, VAULT, person } from './fixture.ts';

let scene: Scene;
let ines: RecordId;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.business('DE');
  ines = await scene.create('contact', { name: 'Ines Albrecht' });
});

const client = async () => scene.s3.client;
const objects = () =>
  createObjects({ buckets: { vault: VAULT, handover: HANDOVER }, client, fresh: client })(scene.tenant);

/** An opened copy behind an address; its key. */
async function opened(): Promise<string> {
  async function* bytes() {
    yield Buffer.from('Ines Albrecht was here');
  }
  const as = { name: 'albrecht.txt', mediaType: 'text/plain' };
  const about = [{ subject: person(ines), epoch: 1 }];
  const { url } = await handOver(scene.workspace(), objects(), bytes(), as, about);
  return new URL(url).pathname.split('/').slice(-2).join('/');
}
const there = async (key: string) => (await objects().head('handover', key)) !== undefined;
const notes = async () => (await scene.raw()).filter(({ sk }) => sk.startsWith('CPY#'));

test('part of DSR-03: an opened copy of a file is noted at its person, and an erasure takes it away within its life', async () => {
  const request = await scene.planned(person(ines));
  await scene.approve(request.id);
  const key = await opened();
  expect(await notes()).toMatchObject([{ objectKey: key }]);
  expect(await there(key)).toBe(true);
  expect((await scene.execute(request.id)).state).toBe('done');
  expect([await there(key), await notes()]).toEqual([false, []]);
});

test('a copy of somebody who is being erased is not made', async () => {
  const { tables, keys } = scene.workspace();
  const frozen = set({ state: 'erasing', epoch: 2 });
  await tables.write([{ update: frozen, at: keys.subject(person(ines)), if: PRESENT }]);
  await expect(opened()).rejects.toMatchObject({ code: 'subject.frozen' });
  expect(await notes()).toEqual([]);
});

test('part of DSR-03: the independent sweep finds an opened copy that an eraser left', async () => {
  const key = await opened();
  const other = await opened();
  const request = await scene.planned(person(ines));
  const leaving = {
    deleteAll: async (real: (one: string) => Promise<number>, one: string) => (one === key ? 0 : real(one)),
  };
  expect((await scene.erase(request.id, leaving)).state).toBe('partly-done');
  expect([await there(key), await there(other)]).toEqual([true, false]);
  const left = (await scene.raw()).find(({ sk }) => sk === 'SWP#2')?.['left'] as Finding[];
  expect(left).toMatchObject([{ store: 'object' }]);
});
