import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { amend } from '../steps/store.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { noticeWrite } from './attend-notices.ts';
import {
  EXCUSES,
  noticeAfter,
  noticeFrom,
  noticeKey,
  type Excuse,
  type Notice,
  type NoticeStep,
} from './notice.ts';

async function settle(
  workspace: Workspace,
  request: Id,
  id: Id,
  step: NoticeStep,
  change: (notice: Notice, now: string) => Partial<Notice>,
): Promise<Notice> {
  let settled: Notice | undefined;
  await amend(workspace, request, 'notice.step', async () => {
    const [item] = await workspace.tables.get([noticeKey(workspace, request, id)]);
    if (!item) throw new Problem('not-found');
    const notice = noticeFrom(item);
    const now = instant(workspace.now());
    const changed = { state: noticeAfter(notice, step), ...change(notice, now) };
    settled = { ...notice, ...changed, version: notice.version + 1 };
    return {
      note: { notice: id, step, ...(changed.excuse ? { excuse: changed.excuse } : {}) },
      writes: [
        noticeWrite(workspace, request, notice, changed),
        // The key ends with the next tick, under the only session that may.
        dueWrite(workspace, { kind: 'notice', reference: request, at: workspace.now() }),
      ],
    };
  });
  if (!settled) throw new Problem('internal');
  return settled;
}

/** Notes that a notice was posted. */
export function noticePosted(workspace: Workspace, request: Id, id: Id): Promise<Notice> {
  return settle(workspace, request, id, 'post', (_, toldAt) => ({ toldAt }));
}

/** Notes that the recipient has confirmed, however it did; its text is destroyed. */
export function acknowledgeNotice(workspace: Workspace, request: Id, id: Id): Promise<Notice> {
  return settle(workspace, request, id, 'acknowledge', (_, settledAt) => ({
    settledAt,
    settledBy: workspace.actor.id,
  }));
}

/**
 * Records that telling a recipient is impossible or takes a disproportionate effort (Art. 19), and why; its text is
 * destroyed. `rule.violated` for a reason that does not hold for this kind of recipient.
 */
export function excuseNotice(workspace: Workspace, request: Id, id: Id, excuse: Excuse): Promise<Notice> {
  return settle(workspace, request, id, 'excuse', ({ kind }, settledAt) => {
    const of: readonly string[] = EXCUSES[excuse].of;
    if (!of.includes(kind))
      throw new Problem('rule.violated', { violations: [{ pointer: '/reason', rule: 'not-for-this-kind' }] });
    return { settledAt, settledBy: workspace.actor.id, excuse };
  });
}
