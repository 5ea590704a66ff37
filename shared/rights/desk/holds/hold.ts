import type { Id, RecordId, SubjectId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import type { Binding, Item, OwnerKey, Workspace } from '../../../store/workspace.ts';

/** Why data are held although somebody may want them erased: what it is, and the ground of Art. 17(3). */
export const HOLD_REASONS = {
  claim: { says: 'Legal claims are raised, exercised or defended', ground: 'Art. 17(3)(e)' },
  'authority-order': { says: 'A court or an authority has ordered it', ground: 'Art. 17(3)(b)' },
  'statutory-investigation': {
    says: 'An investigation that the law demands is going on',
    ground: 'Art. 17(3)(b)',
  },
} as const;
/** A reason of a hold. */
export type HoldReason = keyof typeof HOLD_REASONS;

/** States of a hold. */
export const HOLD_STATES = {
  requested: { final: false, says: 'Asked for; a second person has to approve' },
  placed: { final: false, says: 'In force' },
  'release-requested': { final: false, says: 'In force; a second person has to approve the release' },
  declined: { final: true, says: 'Was not approved' },
  released: { final: true, says: 'Released' },
} as const;
/** A state of a hold. */
export type HoldState = keyof typeof HOLD_STATES;

/** What moves a hold, from where to where; `second`: somebody else than who asked for it. */
export const HOLD_STEPS = {
  approve: { from: 'requested', to: 'placed', second: true },
  decline: { from: 'requested', to: 'declined', second: false },
  'request-release': { from: 'placed', to: 'release-requested', second: false },
  'approve-release': { from: 'release-requested', to: 'released', second: true },
  keep: { from: 'release-requested', to: 'placed', second: false },
} as const satisfies Record<string, { from: HoldState; to: HoldState; second: boolean }>;
/** A step of a hold. */
export type HoldStep = keyof typeof HOLD_STEPS;

/** A hold as it is stored. */
export interface HoldItem {
  readonly id: Id;
  readonly state: HoldState;
  readonly version: number;
  readonly reason: HoldReason;
  readonly person: SubjectId;
  readonly records: readonly RecordId[] | 'all';
  /** Everybody whom the records are about: on the control item of each of them the hold stands. */
  readonly people: readonly SubjectId[];
  /** A stored file is among the records. */
  readonly file?: true;
  readonly createdAt: string;
  /** Day on which somebody has to look whether it is needed still (YYYY-MM-DD). */
  readonly reviewOn: string;
  /** When the officers were reminded of the review last. */
  readonly remindedAt?: string;
  /** Who asked for what waits for a second person. */
  readonly askedBy: string;
  readonly placedBy?: string;
  readonly placedAt?: string;
  readonly endedBy?: string;
  readonly endedAt?: string;
  /** Key of the note; it ends with the hold. */
  readonly key: Id;
  readonly content?: Uint8Array;
}

/** What is sealed of a hold. */
export interface HoldContent {
  readonly note: string;
  /** Why it was kept, each time that its review was set anew. */
  readonly reviews?: readonly { readonly at: string; readonly by: string; readonly reason: string }[];
}

/** What the note of a hold is bound to. */
export function holdBinding(id: Id): Binding {
  return { owner: id, type: 'hold', id, section: 'note', schema: 1 };
}

/** Reads a stored hold. */
export function holdFrom(item: Item): HoldItem {
  const { pk: _pk, sk: _sk, listPk: _list, listSk: _place, ...hold } = item;
  return hold as unknown as HoldItem;
}

/** Loads a hold; `not-found` when there is none here. */
export async function loadHold(workspace: Workspace, id: Id): Promise<HoldItem> {
  const [item] = await workspace.tables.get([workspace.keys.hold(id)]);
  if (!item) throw new Problem('not-found');
  return holdFrom(item);
}

/** Opens what is sealed of a hold; undefined once its key has ended. */
export async function openHold(
  workspace: Workspace,
  { id, key: owner, content }: HoldItem,
): Promise<{ readonly key: OwnerKey; readonly content: HoldContent } | undefined> {
  const [key] = content ? await workspace.vault.ownerKeys([owner]) : [];
  if (!key || !content) return undefined;
  const opened: unknown = workspace.vault.open(key, holdBinding(id), content);
  return { key, content: opened as HoldContent };
}
