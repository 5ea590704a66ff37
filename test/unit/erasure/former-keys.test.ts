import { afterAll, beforeAll, expect, test } from 'vitest';
import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import type { RecordDeclaration } from '../../../shared/catalogue/declaration.ts';
import type { RecordId } from '../../../shared/kernel/ids.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { deleteRecord } from '../../../shared/records/delete-record.ts';
import { Scene, person } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
  await scene.business('DE');
});
afterAll(() => scene.close());

test('part of DSR-03: keys of texts that were deleted or sealed anew before the request end with the person', async () => {
  const note = declarationOf('note') as RecordDeclaration;
  const ines = await scene.create('contact', { name: 'Ines Albrecht' });
  const tomas = await scene.create('contact', { name: 'Tomás Vidal' });
  const text = { about: ines, mentions: [tomas], text: 'Ines and Tomás' };
  const [deleted, changed] = [await scene.create('note', text), await scene.create('note', text)];
  const keyOf = async (id: RecordId) => {
    const [item] = await scene.workspace().tables.get([scene.workspace().keys.record(id)]);
    return item?.['key'] as string;
  };
  const former = [await keyOf(deleted), await keyOf(changed)];
  await deleteRecord(scene.workspace(), note, deleted, 1);
  await changeRecord(scene.workspace(), note, changed, 1, { mentions: [] }, () => true);
  const alive = async () => {
    const raw = await scene.raw();
    return former.filter((key) => raw.some(({ pk }) => pk.endsWith(`#KEY#${key}`)));
  };
  expect(await alive()).toEqual(former);
  const request = await scene.planned(person(ines));
  expect((await scene.erase(request.id)).state).toBe('done');
  expect(await alive()).toEqual([]);
});
