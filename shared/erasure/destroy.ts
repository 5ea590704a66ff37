import { eventWrite } from '../audit/record-event.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { walk, type Phase } from '../rights/plan/phases.ts';
import { ANYHOW, writeAll } from '../rights/plan/plan-store.ts';
import { ABSENT, PRESENT, all, any, equals, lacks, remove, set, updates } from '../store/clauses.ts';
import type { EraserWorkspace, Item, Write } from '../store/workspace.ts';
import { controlOf } from './freeze.ts';
import { tombstoneWrite } from './marks.ts';
import { ERASURE_PARTS, runKey } from './run-store.ts';
import type { Scene } from './scene.ts';

/** Keys per transaction, with their traces and events. */
const TOGETHER = 25;

/** What is there or was never noted as ended ends now; the last real end moves the bounds that the receipt states. */
async function destroyKeys(scene: Scene, items: readonly Item[]): Promise<void> {
  const { workspace, request, person } = scene;
  const keyOf = (item: Item) => item['key'] as Id;
  const found = await workspace.tables.get(items.map((item) => workspace.keys.ownerKey(keyOf(item))));
  const open = items.filter((item, position) => item['destroyedAt'] === undefined || found[position]);
  for (let from = 0; from < open.length; from += TOGETHER) {
    const destroyedAt = instant(workspace.now());
    const writes = open.slice(from, from + TOGETHER).flatMap((item): Write[] => {
      const key = keyOf(item);
      const trace = workspace.keys.requestPart(request, ERASURE_PARTS.key, key);
      return [
        { delete: true, at: workspace.keys.ownerKey(key), if: ANYHOW },
        { update: set({ destroyedAt }), at: trace, if: ANYHOW },
        eventWrite(workspace, { action: 'erasure.destroyKey', subject: person, target: key, request }),
      ];
    });
    const noted: Write = { update: set({ destroyedAt }), at: runKey(workspace, request), if: PRESENT };
    await workspace.tables.write([...writes, noted]);
  }
}

/** Ends the person's key and those of the notes and files that were swept: from here on nobody reads what is left. */
export const DESTROY_PHASES: readonly Phase<Scene>[] = [
  {
    name: 'keys',
    turn: async (scene, cursor) => {
      const { workspace, request } = scene;
      const query = {
        table: 'data',
        pk: workspace.keys.request(request).pk,
        skPrefix: `${ERASURE_PARTS.key}#`,
      } as const;
      return walk(workspace, query, cursor, (items) => destroyKeys(scene, items));
    },
  },
];

/** What was a tombstone since the sweep counts its time from the end of the keys. */
async function bury({ workspace, request }: Scene, marks: readonly Item[]): Promise<void> {
  const writes = marks.flatMap(({ sk }): Write[] => {
    const token = sk.slice(ERASURE_PARTS.mark.length + 1);
    return [
      tombstoneWrite(workspace, token),
      { delete: true, at: workspace.keys.requestPart(request, ERASURE_PARTS.mark, token), if: ANYHOW },
    ];
  });
  await writeAll(workspace, writes);
}

/** The person's control item says erased for ever: the id is never given again, and leads to no key. */
async function erased(workspace: EraserWorkspace, request: Id, person: SubjectId): Promise<void> {
  const { item, state, epoch } = await controlOf(workspace, person);
  if (state === 'erased' && item['request'] === request && item['key'] === undefined) return;
  const at = instant(workspace.now());
  await workspace.tables.write([
    {
      update: updates(
        set({ state: 'erased', epoch: epoch + 1, erasedAt: at }),
        remove('key', 'restrictions', 'consents', 'holds'),
      ),
      at: workspace.keys.subject(person),
      if: all(equals('request', request), equals('epoch', epoch)),
    },
    {
      update: set({ tombstonedAt: at }),
      at: runKey(workspace, request),
      if: any(ABSENT, lacks('tombstonedAt'), equals('tombstonedAt', at)),
    },
    eventWrite(workspace, { action: 'erasure.tombstone', subject: person, target: person, request }),
  ]);
}

/** Identifiers become tombstones, then the person is erased. */
export const TOMBSTONE_PHASES: readonly Phase<Scene>[] = [
  {
    name: 'marks',
    turn: (scene, cursor) =>
      walk(
        scene.workspace,
        {
          table: 'data',
          pk: scene.workspace.keys.request(scene.request).pk,
          skPrefix: `${ERASURE_PARTS.mark}#`,
        },
        cursor,
        (marks) => bury(scene, marks),
      ),
  },
  {
    name: 'control',
    turn: async ({ workspace, request, person }) => {
      await erased(workspace, request, person);
      return undefined;
    },
  },
];
