import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { completeFile, createFile } from '../../../shared/files/upload-file.ts';
import { deleteFile, fetchFile } from '../../../shared/files/use-file.ts';
import type { RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { openScene, post, type Scene } from '../imports/scene.ts';
import { restrict } from '../subjects/control-of.ts';

interface Person {
  readonly id: RecordId;
  readonly subject: SubjectId;
}

let scene: Scene;
let ines: Person;
let noor: Person;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.stop());
beforeEach(async () => {
  ines = (await createRecord(scene.workspace, contact, { name: 'Ines Albrecht' })) as Person;
  noor = (await createRecord(scene.workspace, contact, { name: 'Noor Haddad' })) as Person;
});

const RESTRICTED = { code: 'subject.restricted', members: { reason: 'restriction.unlawful' } };
const named = (more: object = {}) => ({
  about: ines.id,
  name: 'Contract.pdf',
  mediaType: 'application/pdf',
  ...more,
});

async function uploaded(body: object = named()): Promise<RecordId> {
  const { id, upload } = await createFile(scene.workspace, scene.objects, body);
  expect(await post(upload, 'what was signed')).toBeLessThan(300);
  return id;
}

async function sealed(body: object = named()): Promise<RecordId> {
  const id = await uploaded(body);
  await completeFile(scene.workspace, scene.objects, id);
  return id;
}

describe('part of DSR-04: a file of a restricted person', () => {
  test('is neither taken, sealed, fetched nor deleted; who serves the person’s rights fetches it', async () => {
    const { workspace, objects } = scene;
    const [waiting, there] = [await uploaded(), await sealed()];
    await restrict(workspace, ines.subject, 'unlawful');
    for (const attempt of [
      () => createFile(workspace, objects, named()),
      () => completeFile(workspace, objects, waiting),
      () => fetchFile(workspace, objects, there),
      () => deleteFile(workspace, objects, there, 2),
    ])
      await expect(attempt()).rejects.toMatchObject(RESTRICTED);
    const { url } = await fetchFile(workspace, objects, there, { use: 'rights' });
    expect(await (await fetch(url)).text()).toBe('what was signed');
    const claims = { use: 'view', exception: 'legal-claims' } as const;
    expect((await fetchFile(workspace, objects, there, claims)).url).toContain('http');
  });

  test('is one that only names the person, too', async () => {
    const { workspace, objects } = scene;
    const naming = await sealed(named({ about: noor.id, mentions: [ines.id] }));
    const other = await sealed(named({ about: noor.id }));
    await restrict(workspace, ines.subject, 'unlawful');
    await expect(fetchFile(workspace, objects, naming)).rejects.toMatchObject(RESTRICTED);
    expect((await fetchFile(workspace, objects, other)).size).toBe(15);
  });

  test.each(['unlawful', 'marketing'] as const)(
    'that is being opened when the restriction (%s) comes is decided by the restriction',
    async (ground) => {
      const { workspace, objects } = scene;
      const id = await sealed();
      let once = true;
      const racing: Workspace = {
        ...workspace,
        tables: {
          ...workspace.tables,
          write: async (writes, operation) => {
            if (once && writes.some(({ at }) => at.sk.startsWith('CPY#'))) {
              once = false;
              await restrict(workspace, ines.subject, ground);
            }
            await workspace.tables.write(writes, operation);
          },
        },
      };
      const opened = fetchFile(racing, objects, id);
      if (ground === 'unlawful') await expect(opened).rejects.toMatchObject(RESTRICTED);
      else expect((await opened).size).toBe(15);
      expect(once).toBe(false);
    },
  );
});
