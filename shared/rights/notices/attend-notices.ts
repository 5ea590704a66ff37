import { eventWrite } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import type { MailState } from '../../mail/outbox.ts';
import type { Rendered } from '../letters/render.ts';
import { historyWrite } from '../steps/store.ts';
import { PARTS } from '../request/stored.ts';
import { ABSENT, PRESENT, any, remove, set, updates } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { EraserWorkspace, Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { noticeMailWrites } from './compose-notices.ts';
import {
  NOTICE_STATES,
  RETRIES,
  noticeAfter,
  noticeBinding,
  noticeKey,
  noticesOf,
  unchanged,
  type Notice,
} from './notice.ts';
import { recipientsById } from '../../recipients/recipient.ts';

/** What attending to the notices of a request needs. */
export interface NoticeAttendance {
  readonly workspace: Workspace;
  /** The session that may delete keys; opened only when a key is to end. */
  readonly eraser: () => EraserWorkspace;
}

/** The change of a notice from the version that was read. */
export function noticeWrite(
  workspace: Workspace,
  request: Id,
  notice: Notice,
  change: Readonly<Partial<Notice>>,
  gone: readonly (keyof Notice)[] = [],
): Write {
  const setting = set({ ...change, version: notice.version + 1 });
  return {
    update: gone.length > 0 ? updates(setting, remove(...gone)) : setting,
    at: noticeKey(workspace, request, notice.id),
    if: unchanged(notice),
  };
}

/** An erasure of the person overtakes a notice: its text goes, and its key ends with the person's. */
export function overtakenWrite(workspace: Workspace, request: Id, notice: Notice, keyEndedAt: string): Write {
  const open = NOTICE_STATES[notice.state].open;
  const change = { keyEndedAt, ...(open ? { state: noticeAfter(notice, 'overtake') } : {}) };
  return noticeWrite(workspace, request, notice, change, ['content']);
}

/** The key of a notice ends, and its text with it; one that nobody confirmed says so, in the history and as an alert. */
async function end(workspace: EraserWorkspace, request: Id, notice: Notice): Promise<void> {
  const { keys, tables } = workspace;
  const keyEndedAt = instant(workspace.now());
  const open = NOTICE_STATES[notice.state].open;
  const change = { keyEndedAt, ...(open ? { state: noticeAfter(notice, 'expire') } : {}) };
  const alert: readonly Write[] = open
    ? [
        {
          put: { at: keyEndedAt, on: keyEndedAt.slice(0, 10) },
          at: keys.requestPart(request, PARTS.alert, `notice-${notice.id}`),
          if: any(ABSENT, PRESENT),
        },
        historyWrite(workspace, request, { alert: 'notice-unanswered', notice: notice.id }),
      ]
    : [];
  await tables.write([
    noticeWrite(workspace, request, notice, change, ['content']),
    { delete: true, at: keys.ownerKey(notice.key), if: any(ABSENT, PRESENT) },
    ...alert,
    eventWrite(workspace, { action: 'notice.end', target: notice.id, request }),
  ]);
}

async function sendAgain(workspace: Workspace, request: Id, notice: Notice): Promise<void> {
  const { vault, tables } = workspace;
  const recipient = (await recipientsById(workspace, [notice.recipient])).get(notice.recipient);
  const [key] = await vault.ownerKeys([notice.key]);
  if (!recipient || !key || !notice.content) return;
  if (recipient.contact.by === 'post') {
    await tables.write([
      noticeWrite(workspace, request, notice, { state: noticeAfter(notice, 'redirect'), by: 'post' }),
    ]);
    return;
  }
  const text = vault.open(key, noticeBinding(request, notice.id), notice.content) as unknown as Rendered;
  const mail = newTimeId(workspace.now(), workspace.random);
  await tables.write([
    noticeWrite(workspace, request, notice, { mail, mails: notice.mails + 1 }),
    ...noticeMailWrites(workspace, request, notice, { key, id: mail, to: recipient.contact.email, text }),
  ]);
}

/** Follows the mail of a notice: told when it went out, sent again when it did not. Gives when to look again. */
async function follow(workspace: Workspace, request: Id, notice: Notice): Promise<number | undefined> {
  const { keys, tables } = workspace;
  const now = workspace.now();
  const soon = now + RETRIES[0];
  const [trace] = await tables.get([keys.requestPart(request, PARTS.noticeMail, notice.mail ?? '')]);
  const state = trace?.['state'] as MailState | undefined;
  if (state === 'waiting' || state === 'claimed') return soon;
  if (state === 'sent') {
    const toldAt = trace?.['endedAt'] as string;
    await tables.write([
      noticeWrite(workspace, request, notice, { state: noticeAfter(notice, 'deliver'), toldAt }),
    ]);
    return undefined;
  }
  const delay = RETRIES[Math.min(notice.mails, RETRIES.length) - 1] ?? RETRIES[0];
  const again = Date.parse((trace?.['endedAt'] as string | undefined) ?? notice.composedAt) + delay;
  if (now < again) return again;
  await sendAgain(workspace, request, notice);
  return soon;
}

async function attendOne(
  { workspace, eraser }: NoticeAttendance,
  request: Id,
  notice: Notice,
): Promise<number | undefined> {
  if (notice.keyEndedAt) return undefined;
  const over = Date.parse(notice.keyUntil) <= workspace.now();
  try {
    if (over || !NOTICE_STATES[notice.state].open) await end(eraser(), request, notice);
    else if (notice.state === 'sending') return await follow(workspace, request, notice);
    return undefined;
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    // Somebody settled it at that moment; it is looked at again.
    return workspace.now() + RETRIES[0];
  }
}

/**
 * Does whatever is due for the notices of a request, judged by their states: follows mails and sends them again,
 * ends the keys of those that are settled or have lived their time. Doing it twice does nothing more.
 */
export async function attendNotices(attendance: NoticeAttendance, request: Id): Promise<void> {
  const { workspace } = attendance;
  const next: number[] = [];
  for (const notice of await noticesOf(workspace, request)) {
    const at = await attendOne(attendance, request, notice);
    if (at !== undefined) next.push(at);
  }
  if (next.length === 0) return;
  const due = { kind: 'notice', reference: request, at: Math.min(...next) } as const;
  await workspace.tables.write([dueWrite(workspace, due)]);
}
