import { recordRead } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Rendered } from '../letters/render.ts';
import { load } from '../request/stored.ts';
import type { Workspace } from '../../store/workspace.ts';
import {
  EXCUSES,
  NOTICE_STATES,
  noticeBinding,
  noticeFrom,
  noticeKey,
  noticesOf,
  type Notice,
} from './notice.ts';
import { recipientsById } from '../../recipients/recipient.ts';

/** A notice as members see it: whom it is for and what became of it, without its text. */
function noticeBody(notice: Notice, name: string) {
  const { key: _key, content: _content, mail: _mail, excuse, ...shown } = notice;
  return {
    ...shown,
    name,
    says: NOTICE_STATES[notice.state].says,
    ...(excuse ? { excuse: { why: EXCUSES[excuse].why, reason: excuse } } : {}),
  };
}

/** A notice as members see it, with the recipient's name. */
export async function namedNotice(workspace: Workspace, notice: Notice) {
  const recipients = await recipientsById(workspace, [notice.recipient]);
  return noticeBody(notice, recipients.get(notice.recipient)?.name ?? '');
}

/** Everybody who was told, or is to be told, by name: what a person who asks for it learns (Art. 19, second sentence). */
export async function listNotices(workspace: Workspace, request: Id) {
  await load(workspace, request);
  const notices = await noticesOf(workspace, request);
  if (notices.length === 0) return [];
  const recipients = await recipientsById(workspace, [...new Set(notices.map(({ recipient }) => recipient))]);
  await recordRead(workspace, { action: 'recipient.read', request, fields: ['name'] });
  return notices.map((notice) => noticeBody(notice, recipients.get(notice.recipient)?.name ?? ''));
}

/** The text of a notice, for somebody who posts it or reads it out; `gone` once its key has ended. The read is logged. */
export async function readNotice(workspace: Workspace, request: Id, id: Id) {
  const { tables, vault } = workspace;
  const [item] = await tables.get([noticeKey(workspace, request, id)]);
  if (!item) throw new Problem('not-found');
  const notice = noticeFrom(item);
  const [key] = notice.content ? await vault.ownerKeys([notice.key]) : [];
  if (!key || !notice.content) throw new Problem('gone', { detail: 'The text of the notice was destroyed.' });
  await recordRead(workspace, { action: 'notice.read', target: id, request, fields: ['text'] });
  const recipient = (await recipientsById(workspace, [notice.recipient])).get(notice.recipient);
  const { subject, text } = vault.open(
    key,
    noticeBinding(request, id),
    notice.content,
  ) as unknown as Rendered;
  return {
    ...noticeBody(notice, recipient?.name ?? ''),
    ...(recipient ? { contact: recipient.contact } : {}),
    subject,
    text,
  };
}
