import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { newTimeId } from '../kernel/ids.ts';
import { day, instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import { dueShard, dueWrite } from '../store/due.ts';
import type { ItemKey } from '../store/grammar.ts';
import type { Binding, OwnerKey, Workspace, Write } from '../store/workspace.ts';
import type { MailName } from '../subjects/work.ts';

/** A mail as it is sealed until it is sent; a restriction stops none that is in the table of their uses. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Whose mail it is: the request that it belongs to and the key that it is sealed under. */
export interface MailOwner {
  readonly request: Id;
  readonly key: OwnerKey;
  /** Where the trace is kept, when not with the letters to the person. */
  readonly part?: string;
  /** Id of the mail, for a sender that looks after it; drawn unless given. */
  readonly id?: Id;
}

/** The part of a request that says what became of a letter to the person; it stays when the mail itself is gone. */
export const MAIL_PART = 'MAI';

/** What becomes of a mail. `unknown`: it was handed over and no answer came; it is never sent again. */
export type MailState = 'waiting' | 'claimed' | 'sent' | 'unknown' | 'refused' | 'by-post' | 'posted';

/** An outbox item. */
export interface OutboxItem {
  readonly id: Id;
  readonly state: 'waiting' | 'claimed';
  readonly request: Id;
  /** The part of the request that has the trace. */
  readonly part?: string;
  readonly template: string;
  readonly key: Id;
  readonly content: Uint8Array;
  readonly at: string;
  readonly claimedAt?: string;
}

/** What a mail is bound to. */
export function mailBinding(request: Id, id: Id): Binding {
  return { owner: request, type: 'mail', id, section: 'mail', schema: 1 };
}

/** The key of a mail from its id and the time it was written at (epoch milliseconds). */
export function outboxKey(workspace: Pick<Workspace, 'keys'>, id: Id, at: number): ItemKey {
  return workspace.keys.outbox(day(at), dueShard(id), id);
}

/**
 * The writes of a mail, for the transaction of what it tells of: the sealed mail, its trace at the request, and the
 * due work by which it is found should the stream not bring it. Keys hold opaque ids only.
 */
export function mailWrites(workspace: Workspace, owner: MailOwner, template: MailName, mail: Mail): Write[] {
  const { vault } = workspace;
  const at = workspace.now();
  const { request, key, part, id = newTimeId(at, workspace.random) } = owner;
  const item: OutboxItem = {
    id,
    state: 'waiting',
    request,
    ...(part === undefined ? {} : { part }),
    template,
    key: key.id,
    content: vault.seal(key, mailBinding(request, id), { ...mail }),
    at: instant(at),
  };
  return [
    { put: { ...item }, at: outboxKey(workspace, id, at), if: ABSENT },
    mailTrace(workspace, owner, id, { template, state: 'waiting', by: 'email', ...digested(template, mail) }),
    dueWrite(workspace, { at, kind: 'outbox', reference: id }),
  ];
}

/** The writes of a letter that somebody has to post: its text stays sealed at the request until the request's key ends. */
export function letterWrites(
  workspace: Workspace,
  owner: MailOwner,
  template: MailName,
  letter: Pick<Mail, 'subject' | 'text'>,
): Write[] {
  const id = newTimeId(workspace.now(), workspace.random);
  const { subject, text } = letter;
  const content = workspace.vault.seal(owner.key, mailBinding(owner.request, id), { subject, text });
  const by = { by: 'post', ...digested(template, letter) } as const;
  return [mailTrace(workspace, owner, id, { template, state: 'by-post', ...by, content })];
}

/** Mails with a code of few digits: whoever has the digest would soon have the code. */
const UNDIGESTED: ReadonlySet<MailName> = new Set<MailName>(['code', 'transfer-code']);

/** SHA-256 over subject and text in RFC 8785 form: it proves what was sent when the text itself is gone. */
export function textDigest({ subject, text }: Pick<Mail, 'subject' | 'text'>): string {
  return createHash('sha256').update(canonicalJson({ subject, text })).digest('hex');
}

function digested(template: MailName, mail: Pick<Mail, 'subject' | 'text'>): { readonly digest?: string } {
  return UNDIGESTED.has(template) ? {} : { digest: textDigest(mail) };
}

function mailTrace(
  workspace: Workspace,
  { request, part = MAIL_PART }: MailOwner,
  id: Id,
  said: {
    readonly template: string;
    readonly state: MailState;
    readonly by: 'email' | 'post';
    readonly digest?: string;
    readonly content?: Uint8Array;
  },
): Write {
  return {
    put: { id, at: instant(workspace.now()), ...said },
    at: workspace.keys.requestPart(request, part, id),
    if: ABSENT,
  };
}
