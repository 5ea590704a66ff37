import type { Id } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Office } from '../../office/office.ts';
import type { Workspace } from '../../store/workspace.ts';
import { linkFrom } from '../correspondence/link.ts';
import { amend } from '../steps/store.ts';
import { steadily, type Pace } from './steady.ts';
import { PARTS } from '../request/stored.ts';
import { noticeWrite } from '../notices/attend-notices.ts';
import {
  NOTICE_STEPS,
  noticeFrom,
  noticeKey,
  type NoticeAnswer,
  type NoticeState,
} from '../notices/notice.ts';
import { acknowledgeNotice } from '../notices/settle-notice.ts';

/** Who acts through the link of a notice: whoever at the recipient opens its mail. */
const RECIPIENT = { kind: 'system', id: 'recipient' } as const;

/** What the public way to notices is wired with. */
export interface NoticeDoor extends Pace {
  readonly office: Pick<Office, 'workspace'>;
}

/** States in which an answer is still news. */
const OPEN_TO_ANSWERS: readonly NoticeState[] = NOTICE_STEPS.acknowledge.from;

/** Notes why it cannot be done: whether that excuses anybody is for the officer to say. */
async function noteReason(workspace: Workspace, request: Id, id: Id, reason: NoticeAnswer): Promise<void> {
  const at = instant(workspace.now());
  await amend(workspace, request, 'notice.step', async () => {
    const [item] = await workspace.tables.get([noticeKey(workspace, request, id)]);
    const notice = item && noticeFrom(item);
    if (!notice || !OPEN_TO_ANSWERS.includes(notice.state) || notice.answer?.reason === reason) throw SETTLED;
    return {
      note: { notice: id, answer: reason },
      writes: [noticeWrite(workspace, request, notice, { answer: { reason, at } })],
    };
  }).catch((error: unknown) => {
    if (error !== SETTLED) throw error;
  });
}
const SETTLED = Symbol('nothing new');

async function answered({ office }: NoticeDoor, text: string, answer: NoticeAnswer): Promise<void> {
  const link = linkFrom(text);
  if (!link) return;
  const { tenant, request, digest } = link;
  const workspace = office.workspace(tenant, RECIPIENT);
  const [found] = await workspace.tables.get([workspace.keys.requestPart(request, PARTS.noticeLink, digest)]);
  if (!found) return;
  const notice = found['notice'] as Id;
  if (answer === 'done') await acknowledgeNotice(workspace, request, notice);
  else await noteReason(workspace, request, notice, answer);
}

/** Failures that whoever answers may learn of; any other one looks like an answer that arrived. */
const TOLD: ReadonlySet<string> = new Set(['internal', 'unavailable']);

/**
 * Takes the answer of a recipient to a notice, without a login. Unknown links, repeated answers and those to a notice
 * that is settled look like one that arrived, after the same time.
 */
export async function answerNotice(door: NoticeDoor, text: string, answer: NoticeAnswer): Promise<void> {
  await steadily(door, () =>
    answered(door, text, answer).catch((error: unknown) => {
      if (!isProblem(error) || TOLD.has(error.code)) throw error;
    }),
  );
}
