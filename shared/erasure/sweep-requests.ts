import type { Id } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { overtakenWrite } from '../rights/notices/attend-notices.ts';
import { noticesOf } from '../rights/notices/notice.ts';
import { isClosed } from '../rights/request/life-cycle.ts';
import type { RequestItem } from '../rights/request/model.ts';
import { otherRequestsOf } from '../rights/request/of-person.ts';
import { PARTS } from '../rights/request/stored.ts';
import { remove, set, updates, versionIs } from '../store/clauses.ts';
import { commit } from './commit.ts';
import { keyToEnd } from './erase-record.ts';
import type { Scene } from './scene.ts';

const nothingMore = async () => undefined;

/** Packages of the person go, and what closed requests said: their content is the person's too. */
async function sweepRequest(scene: Scene, request: RequestItem): Promise<void> {
  const { workspace, objects } = scene;
  const { items } = await workspace.tables.query({
    table: 'data',
    pk: workspace.keys.request(request.id).pk,
    skPrefix: `${PARTS.package}#`,
  });
  for (const item of items) {
    const objectKey = item['objectKey'];
    const packages = typeof objectKey === 'string' ? await objects.deleteAll(objectKey) : 0;
    if (packages > 0) await commit(scene, [{ writes: [], counts: { packages }, again: nothingMore }]);
  }
  if (!isClosed(request) || request.keyEndedAt) return;
  const ended = set({ keyEndedAt: instant(workspace.now()), version: request.version + 1 });
  const update = request.content ? updates(ended, remove('content')) : ended;
  await commit(scene, [
    {
      writes: [
        { update, at: workspace.keys.request(request.id), if: versionIs(request.version) },
        keyToEnd(scene, request.key),
      ],
      counts: { requests: 1 },
      again: nothingMore,
    },
  ]);
}

/** Notices on behalf of other requests name the person, too: their keys end now, whatever the recipients say. */
async function sweepNotices(scene: Scene, request: Id): Promise<void> {
  const { workspace } = scene;
  const open = (await noticesOf(workspace, request)).filter(({ keyEndedAt }) => keyEndedAt === undefined);
  const keyEndedAt = instant(workspace.now());
  await commit(
    scene,
    open.map((notice) => ({
      writes: [overtakenWrite(workspace, request, notice, keyEndedAt), keyToEnd(scene, notice.key)],
      counts: { notices: 1 },
      again: nothingMore,
    })),
  );
}

/** What was asked and answered before: packages, notices to recipients, and what closed requests of the person said. */
export async function sweepRequests(scene: Scene): Promise<void> {
  for (const request of await otherRequestsOf(scene.workspace, scene.person, scene.request)) {
    await sweepRequest(scene, request);
    await sweepNotices(scene, request.id);
  }
}
