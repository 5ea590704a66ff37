import { createHash } from 'node:crypto';
import { newId, type Id } from '../../kernel/ids.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Language } from '../letters/content.ts';
import { PARTS, parts } from '../request/stored.ts';
import { PRESENT, all, versionIs } from '../../store/clauses.ts';
import type { Binding, Clause, Item, Workspace } from '../../store/workspace.ts';
import type { RecipientKind } from '../../recipients/kinds.ts';

/** What recipients are told about (Art. 19; Art. 18(3)), with the article that the notice names. */
export const NOTICE_SUBJECTS = {
  rectification: { article: '16' },
  erasure: { article: '17(1)' },
  restriction: { article: '18(1)' },
  lifting: { article: '18(3)' },
} as const;
/** What a notice is about. */
export type NoticeSubject = keyof typeof NOTICE_SUBJECTS;

/** States of a notice; `open` ones still want something, and the others let its key end. */
export const NOTICE_STATES = {
  sending: { open: true, says: 'On its way, or to be sent again' },
  'to-post': { open: true, says: 'Waits to be posted by somebody' },
  told: { open: true, says: 'The recipient has been told, and has not confirmed' },
  acknowledged: { open: false, says: 'The recipient has confirmed' },
  excused: {
    open: false,
    says: 'Telling is impossible or takes a disproportionate effort; the reason is recorded',
  },
  unanswered: { open: false, says: 'Nobody confirmed within thirty days' },
  overtaken: { open: false, says: 'The person was erased meanwhile; the recipient is told of that' },
} as const;
/** A state of a notice. */
export type NoticeState = keyof typeof NOTICE_STATES;

/** What moves a notice, from where to where; `unanswered` is no end to what a recipient can still confirm. */
export const NOTICE_STEPS = {
  deliver: { from: ['sending'], to: 'told' },
  redirect: { from: ['sending'], to: 'to-post' },
  post: { from: ['to-post'], to: 'told' },
  acknowledge: { from: ['sending', 'to-post', 'told', 'unanswered'], to: 'acknowledged' },
  excuse: { from: ['sending', 'to-post', 'told', 'unanswered'], to: 'excused' },
  overtake: { from: ['sending', 'to-post', 'told'], to: 'overtaken' },
  expire: { from: ['sending', 'to-post', 'told'], to: 'unanswered' },
} as const satisfies Record<string, { from: readonly NoticeState[]; to: NoticeState }>;
/** A step of a notice. */
export type NoticeStep = keyof typeof NOTICE_STEPS;

/**
 * Why a recipient need not be told (Art. 19), one row per reason. A processor is bound by instructions, which are never
 * too much effort. No words of the officer's own: they would outlive the person whom they are about.
 */
export const EXCUSES = {
  'recipient-no-longer-exists': { why: 'impossible', of: ['recipient', 'processor', 'joint-controller'] },
  'no-way-to-reach-it': { why: 'impossible', of: ['recipient', 'processor', 'joint-controller'] },
  'data-cannot-be-told-apart': { why: 'impossible', of: ['recipient', 'joint-controller'] },
  'was-made-public': { why: 'disproportionate', of: ['recipient', 'joint-controller'] },
  'too-many-recipients': { why: 'disproportionate', of: ['recipient', 'joint-controller'] },
  'age-of-the-disclosure': { why: 'disproportionate', of: ['recipient', 'joint-controller'] },
} as const satisfies Record<string, { why: 'impossible' | 'disproportionate'; of: readonly RecipientKind[] }>;
/** A reason for not telling a recipient. */
export type Excuse = keyof typeof EXCUSES;

/** What a recipient can answer: that it is done, or why it cannot be. No words of its own, which could name the person. */
export const ANSWERS = [
  'done',
  'data-cannot-be-told-apart',
  'was-made-public',
  'too-many-recipients',
  'age-of-the-disclosure',
] as const satisfies readonly ('done' | Excuse)[];
/** An answer of a recipient. */
export type NoticeAnswer = (typeof ANSWERS)[number];

/** How long a notice can be read, and sent again, at most: then its key ends, confirmed or not. */
export const NOTICE_LIFE = 30 * DAY;
/** After how long a mail that nobody took, or of which nobody knows, is sent again; the last one repeats. */
export const RETRIES = [10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY] as const;

/** A notice as it is stored: a part of its request; whom and what it names is sealed under a key of its own. */
export interface Notice {
  readonly id: Id;
  readonly recipient: Id;
  readonly kind: RecipientKind;
  readonly about: NoticeSubject;
  readonly state: NoticeState;
  readonly version: number;
  readonly by: 'email' | 'post';
  readonly language: Language;
  readonly composedAt: string;
  /** At the latest then its key ends. */
  readonly keyUntil: string;
  readonly key: Id;
  /** The text; gone with the key. */
  readonly content?: Uint8Array;
  /** The mail that carries it, and how many there were. */
  readonly mail?: Id;
  readonly mails: number;
  readonly toldAt?: string;
  readonly settledAt?: string;
  readonly settledBy?: string;
  readonly excuse?: Excuse;
  /** Why the recipient says that it cannot do as it was told. */
  readonly answer?: { readonly reason: NoticeAnswer; readonly at: string };
  readonly keyEndedAt?: string;
}

/** The id of a notice: one per request, recipient and subject, so that composing twice composes once. */
export function noticeId(request: Id, recipient: Id, about: NoticeSubject): Id {
  const digest = createHash('sha256')
    .update(JSON.stringify([request, recipient, about]))
    .digest();
  return newId((size) => digest.subarray(0, size));
}

/** What the text of a notice is bound to. */
export function noticeBinding(request: Id, id: Id): Binding {
  return { owner: request, type: 'notice', id, section: 'text', schema: 1 };
}

/** The key of a notice. */
export const noticeKey = ({ keys }: Pick<Workspace, 'keys'>, request: Id, id: Id) =>
  keys.requestPart(request, PARTS.notice, id);

/** Reads a notice. */
export function noticeFrom(item: Item): Notice {
  const { pk: _pk, sk: _sk, ...notice } = item;
  return notice as unknown as Notice;
}

/** The notices of a request, in the order of their ids. */
export async function noticesOf(workspace: Workspace, request: Id): Promise<Notice[]> {
  return (await parts(workspace, request, 'notice')).map(noticeFrom);
}

/** Where a step leads; `state.conflict` when there is none from here. */
export function noticeAfter({ state }: Pick<Notice, 'state'>, step: NoticeStep): NoticeState {
  const { from, to }: { from: readonly NoticeState[]; to: NoticeState } = NOTICE_STEPS[step];
  if (from.includes(state)) return to;
  throw new Problem('state.conflict', { detail: `The notice is in state ${state}.` });
}

/** The notice is as it was read. */
export const unchanged = ({ version }: Pick<Notice, 'version'>): Clause => all(PRESENT, versionIs(version));
