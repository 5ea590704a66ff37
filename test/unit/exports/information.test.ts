import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { issuePackageUrl } from '../../../shared/exports/making/package-store.ts';
import { createRecipient } from '../../../shared/recipients/create-recipient.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { openScene, type Scene } from '../imports/scene.ts';
import { requestFor, turn } from './access.ts';

let scene: Scene;

beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());

test('information is for anybody: what is held of people at all, why, for how long, who gets it; nothing of anybody', async () => {
  const { workspace, objects } = scene;
  await createRecord(workspace, contact, { name: 'Ines Albrecht', email: 'ines@example.org' });
  const request = await requestFor(workspace, undefined, 'information');
  await createRecipient(workspace, {
    kind: 'processor',
    name: 'Briefwerk GmbH',
    contact: { by: 'email', email: 'office@briefwerk.example' },
    country: 'US',
    transfer: { mechanism: 'scc-2' },
    purposes: ['invoicing'],
  });
  expect(await turn(scene, request)).toEqual({ next: 'done' });
  expect((await load(workspace, request)).state).toBe('review');
  const { url } = await issuePackageUrl(workspace, objects, await load(workspace, request));
  const entries = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()));
  expect(Object.keys(entries).sort()).toEqual(['index.html', 'information.json', 'manifest.json']);
  const all = Object.values(entries)
    .map((bytes) => strFromU8(bytes))
    .join('\n');
  for (const owed of ['Art. 6(1)(b)', 'Three years', 'BfDI', 'Art. 21', 'Art. 22', 'module 2', 'processor'])
    expect(all).toContain(owed);
  expect(JSON.parse(strFromU8(entries['information.json'] ?? new Uint8Array()))).toMatchObject({
    provision: { required: expect.arrayContaining([{ of: 'contact', fields: ['name'] }]) as unknown },
  });
  for (const secret of ['Ines', 'example.org', 'Briefwerk', workspace.actor.id])
    expect(all).not.toContain(secret);
});
