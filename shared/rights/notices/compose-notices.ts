import { eventWrite } from '../../audit/record-event.ts';
import { fieldTitleOf, titleOf } from '../../catalogue/titles.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { mailWrites } from '../../mail/outbox.ts';
import type { RequestItem } from '../request/model.ts';
import type { Rendered } from '../letters/render.ts';
import { historyWrite } from '../steps/store.ts';
import { PARTS } from '../request/stored.ts';
import { ABSENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { OwnerKey, Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { tenantSettings, type TenantSettings } from '../../tenants/settings.ts';
import {
  categoriesOf,
  disclosedTo,
  type Concerned,
  type DisclosedTo,
} from '../../recipients/disclosed-to.ts';
import { knownTo, line, type Before } from './known-to.ts';
import {
  NOTICE_LIFE,
  RETRIES,
  noticeBinding,
  noticeId,
  noticeKey,
  type Notice,
  type NoticeSubject,
} from './notice.ts';
import { noticeLink } from './notice-link.ts';
import { writeNotice } from './notice-letter.ts';

/** What recipients are to be told: about what, and about which records and fields (all unless named). */
export interface Telling extends Concerned {
  readonly about: NoticeSubject;
  /** For a rectification: values as they were, by which a recipient knows the person until it has read the notice. */
  readonly before?: Before;
  /** Where the public pages are; without it a notice is confirmed by other ways only. */
  readonly publicUrl?: string;
}

/** The writes of one mail of a notice: its trace is no letter to the person, and its text is sealed under the notice's key. */
export function noticeMailWrites(
  workspace: Workspace,
  request: RequestItem['id'],
  { id, about }: Pick<Notice, 'id' | 'about'>,
  mail: { readonly key: OwnerKey; readonly id: Notice['id']; readonly to: string; readonly text: Rendered },
): Write[] {
  const owner = { request, key: mail.key, part: PARTS.noticeMail, id: mail.id };
  const event = { action: 'notice.step', target: id, request } as const;
  return [
    ...mailWrites(workspace, owner, `notice-${about}`, { to: mail.to, ...mail.text }),
    eventWrite(workspace, event),
  ];
}

/** On whose behalf notices are composed, and about whom. */
interface Sender {
  readonly workspace: Workspace;
  readonly request: RequestItem;
  readonly person: SubjectId;
  readonly business: TenantSettings;
}

/** Writes the text of a notice: nothing but what this recipient knows anyway. */
async function textFor(
  { workspace, person, business: { name, country } }: Sender,
  id: Notice['id'],
  { recipient, records, first, last }: DisclosedTo,
  { about, fields = [], before }: Telling,
  url?: string,
): Promise<Rendered> {
  const corrected = about === 'rectification' ? fields : [];
  const known = await knownTo(workspace, person, records, {
    fields: corrected,
    ...(before ? { before } : {}),
  });
  return writeNotice(
    {
      business: line(name ?? workspace.tenant),
      established: country,
      number: id,
      about,
      kind: recipient.kind,
      ...known,
      received: categoriesOf(records).map(({ of, fields: names }) => ({
        what: titleOf(of, recipient.language),
        fields: names.map((name) => fieldTitleOf(of, name, recipient.language)),
      })),
      first: first.slice(0, 10),
      last: last.slice(0, 10),
      ...(url ? { url } : {}),
    },
    recipient.language,
  );
}

/** Composes one notice and hands it to the outbox, or to somebody who posts it, in one transaction. */
async function composeOne(sender: Sender, told: DisclosedTo, telling: Telling): Promise<void> {
  const { workspace, request, person } = sender;
  const { vault } = workspace;
  const { id: recipient, kind, contact, language } = told.recipient;
  const { about } = telling;
  const id = noticeId(request.id, recipient, about);
  const at = noticeKey(workspace, request.id, id);
  const [there] = await workspace.tables.get([at]);
  if (there) return;
  const { publicUrl } = telling;
  const link =
    contact.by === 'email' && publicUrl ? noticeLink(workspace, request.id, id, publicUrl) : undefined;
  const text = await textFor(sender, id, told, telling, link?.url);
  const { key, write } = await vault.newOwnerKey('notice');
  const now = workspace.now();
  const mail = contact.by === 'email' ? newTimeId(now, workspace.random) : undefined;
  const notice: Notice = {
    id,
    recipient,
    kind,
    about,
    state: mail ? 'sending' : 'to-post',
    version: 1,
    by: contact.by,
    language,
    composedAt: instant(now),
    keyUntil: instant(now + NOTICE_LIFE),
    key: key.id,
    content: vault.seal(key, noticeBinding(request.id, id), text as unknown as Json),
    mails: mail ? 1 : 0,
    ...(mail ? { mail } : {}),
  };
  const due = { kind: 'notice', reference: request.id } as const;
  const writes: Write[] = [
    { put: { ...notice }, at, if: ABSENT },
    write,
    ...(link ? [link.write] : []),
    ...(mail && contact.by === 'email'
      ? noticeMailWrites(workspace, request.id, notice, { key, id: mail, to: contact.email, text })
      : []),
    dueWrite(workspace, { ...due, at: now + RETRIES[0] }),
    dueWrite(workspace, { ...due, at: now + NOTICE_LIFE }),
    historyWrite(workspace, request.id, { notice: id, about, recipient, by: contact.by }),
    eventWrite(workspace, { action: 'notice.compose', subject: person, target: id, request: request.id }),
  ];
  try {
    await workspace.tables.write(writes);
  } catch (error) {
    // Another run of this turn was first.
    if (!isWriteRefusal(error, 0)) throw error;
  }
}

/**
 * Tells every recipient to whom data of the request's person were disclosed (Art. 19; Art. 17(2)): a notice each, an
 * instruction to a processor (Art. 28(3)). To be called while the person's key lives, since a notice names the person
 * as the recipient knows it; its text is sealed under a key of its own that outlives the person's by `NOTICE_LIFE` at
 * most. Repeated, also after a crash, it tells nobody twice. Gives how many recipients there are to be told.
 */
export async function composeNotices(
  workspace: Workspace,
  request: RequestItem,
  telling: Telling,
): Promise<number> {
  const { subject } = request;
  if (!subject) return 0;
  const all = await disclosedTo(workspace, subject, telling);
  if (all.length === 0) return 0;
  const sender: Sender = { workspace, request, person: subject, business: await tenantSettings(workspace) };
  for (const told of all) await composeOne(sender, told, telling);
  return all.length;
}
