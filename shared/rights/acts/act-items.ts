import type { Purpose } from '../../catalogue/vocabulary.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id, RecordId, SubjectId } from '../../kernel/ids.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import type { SubjectControl } from '../../subjects/control.ts';
import type { Ground } from '../../subjects/grounds.ts';
import type { RequestItem } from '../request/model.ts';
import type { RequestType } from '../rights.ts';
import { requestBinding } from '../request/sealed.ts';

/** One act of a plan that is carried out at once: ids, names and grounds; what is personal in it is sealed. */
export interface ActItem {
  readonly id: Id;
  readonly act: string;
  /** Article of the GDPR that it rests on. */
  readonly ground: string;
  /** Record that it changes, and its type. */
  readonly target?: RecordId;
  readonly type?: string;
  /** Names of the fields that it changes. */
  readonly fields?: readonly string[];
  /** How far a restriction reaches, and why it is one. */
  readonly restriction?: {
    readonly ground: Ground;
    readonly purposes: readonly Purpose[] | 'all';
    readonly records: readonly RecordId[] | 'all';
  };
  /** A consent that ends. */
  readonly consent?: Id;
  readonly version: number;
  /** New values or a statement, sealed under the request's key. */
  readonly content?: Uint8Array;
  readonly done?: string;
  /** Code of the problem that stopped it. */
  readonly failed?: string;
}

/** What an act does, before it has a place in a plan. */
export type Proposed = Omit<ActItem, 'id' | 'version' | 'content' | 'done' | 'failed'> & {
  readonly content?: Json;
};

/** What an act is planned and carried out with; read anew for every try. */
export interface ActScene {
  readonly workspace: Workspace;
  readonly request: RequestItem;
  readonly person: SubjectId;
  readonly control: SubjectControl;
}

/** An act: for which rights, what it would do, and the writes that do it. */
export interface Act<Wanted> {
  readonly of: readonly RequestType[];
  /** What recipients are told once it is done (Art. 19). */
  readonly tells?: 'rectification' | 'restriction';
  /** Refuses with a `Problem` what the law or the data do not allow; pointers are into `wanted`. */
  propose(scene: ActScene, wanted: Wanted): Promise<readonly Proposed[]>;
  /** The writes of one transaction; with nothing left to do, none. */
  writes(scene: ActScene, item: ActItem, content: Json | undefined): Promise<readonly Write[]>;
}

/** What the content of an act is bound to. */
export function actBinding(request: Id, act: Id) {
  return requestBinding(request, act, 'act');
}

/** Reads an act. */
export function actFrom(item: Item): ActItem {
  const { pk: _pk, sk: _sk, ...act } = item;
  return act as unknown as ActItem;
}
