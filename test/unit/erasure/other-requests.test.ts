import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../shared/kernel/ids.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import { HANDOVER, Scene, person, type Faults } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** Somebody who asked for access before: a closed request with its content, and a package that nobody fetched. */
async function askedBefore() {
  const workspace = await scene.business('DE');
  const ines = await scene.create('contact', { name: 'Ines Albrecht', email: 'ines@example.org' });
  const { request } = await openRequest(workspace, {
    type: 'access',
    channel: 'email',
    receivedAt: new Date(scene.bench.now()).toISOString(),
    identifiers: [{ kind: 'email', value: 'ines@example.org' }],
    wording: 'what do you hold about me?',
  });
  expect(request.subject).toBe(person(ines));
  const objectKey = `${scene.tenant}/${newId()}`;
  await scene.s3.client.send(new PutObjectCommand({ Bucket: HANDOVER, Key: objectKey, Body: 'a package' }));
  const at = workspace.keys.requestPart(request.id, 'PKG', newId());
  await workspace.tables.write([{ put: { objectKey }, at, if: ABSENT }]);
  await scene.move(request.id, 'find-nothing');
  const there = () =>
    scene.s3.client.send(new HeadObjectCommand({ Bucket: HANDOVER, Key: objectKey })).then(
      () => true,
      () => false,
    );
  return { ines, access: request, there };
}

test('part of DSR-03: packages of the person go, and the key of what a closed request said', async () => {
  const { ines, access, there } = await askedBefore();
  const erasure = await scene.planned(person(ines));
  expect(await there()).toBe(true);
  expect((await scene.erase(erasure.id)).state).toBe('done');
  expect(await there()).toBe(false);
  const after = await load(scene.workspace(), access.id);
  expect(after.content).toBeUndefined();
  expect(after.keyEndedAt).toBeDefined();
  expect((await scene.raw()).filter(({ pk }) => pk.endsWith(`#KEY#${access.key}`))).toEqual([]);
});

test('a package that the eraser leaves is found by the independent sweep', async () => {
  const { ines } = await askedBefore();
  const erasure = await scene.planned(person(ines));
  const leaving: Faults = { deleteAll: async () => 1 };
  expect((await scene.erase(erasure.id, leaving)).state).toBe('partly-done');
  const result = (await scene.raw()).find(({ sk }) => sk === 'SWP#2');
  expect(result?.['left']).toMatchObject([{ store: 'package' }]);
});
