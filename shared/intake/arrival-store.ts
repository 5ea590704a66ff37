import { eventWrite } from '../audit/record-event.ts';
import type { Action } from '../audit/vocabulary.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { all, remove, set, stateIs, updates, versionIs } from '../store/clauses.ts';
import type { Binding, Item, OwnerKey, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { ArrivalContent, ArrivalItem } from './model.ts';

/** Reads an item as an arrival. */
export function arrivalFrom(item: Item): ArrivalItem {
  const { pk: _pk, sk: _sk, listPk: _list, listSk: _sort, ...arrival } = item;
  return arrival as unknown as ArrivalItem;
}

/** Loads an arrival, consistently; `not-found` when there is none here. */
export async function loadArrival(workspace: Workspace, id: Id): Promise<ArrivalItem> {
  const [item] = await workspace.tables.get([workspace.keys.arrival(id)]);
  if (!item) throw new Problem('not-found');
  return arrivalFrom(item);
}

/** What a sealed part of an arrival is bound to. */
export function arrivalBinding(arrival: Id, id: string, section: 'content' | 'original'): Binding {
  return { owner: arrival, type: 'arrival', id, section, schema: 1 };
}

/** The key of an arrival; `gone` once it was destroyed with its last request. */
export async function arrivalKey(workspace: Workspace, { key }: Pick<ArrivalItem, 'key'>): Promise<OwnerKey> {
  const [found] = await workspace.vault.ownerKeys([key]);
  if (!found) throw new Problem('gone', { detail: 'The message was destroyed after its requests closed.' });
  return found;
}

/** Seals a content; undefined members are left out. */
export function sealContent(
  workspace: Workspace,
  key: OwnerKey,
  arrival: Id,
  part: string,
  content: ArrivalContent,
): Uint8Array {
  const value = JSON.parse(JSON.stringify(content)) as Json;
  return workspace.vault.seal(key, arrivalBinding(arrival, part, 'content'), value);
}

/** Opens the content of an arrival; `gone` once its key was destroyed. */
export async function openContent(workspace: Workspace, arrival: ArrivalItem): Promise<ArrivalContent> {
  const key = await arrivalKey(workspace, arrival);
  if (!arrival.content) throw new Problem('gone');
  const binding = arrivalBinding(arrival.id, arrival.id, 'content');
  return workspace.vault.open(key, binding, arrival.content) as unknown as ArrivalContent;
}

/** What a change of an arrival consists of; one transaction with its event. */
export interface ArrivalChange {
  readonly set: Partial<Omit<ArrivalItem, 'id' | 'version'>>;
  readonly remove?: readonly (keyof ArrivalItem)[];
  readonly writes?: readonly Write[];
  readonly action: Action;
}

/** Changes an arrival from the version that was read; `state.conflict` when it has moved meanwhile. */
export async function changeArrival(
  workspace: Workspace,
  arrival: ArrivalItem,
  { set: setting, remove: gone = [], writes = [], action }: ArrivalChange,
): Promise<ArrivalItem> {
  const change = set({ ...setting, version: arrival.version + 1 });
  const update = gone.length > 0 ? updates(change, remove(...gone)) : change;
  try {
    await workspace.tables.write([
      {
        update,
        at: workspace.keys.arrival(arrival.id),
        if: all(stateIs(arrival.state), versionIs(arrival.version)),
      },
      eventWrite(workspace, { action, target: arrival.id }),
      ...writes,
    ]);
  } catch (error) {
    if (isWriteRefusal(error, 0)) throw new Problem('state.conflict', { detail: 'Read the message again.' });
    throw error;
  }
  const left = Object.entries({ ...arrival, ...setting }).filter(([name]) => !gone.includes(name as never));
  return { ...(Object.fromEntries(left) as unknown as ArrivalItem), version: arrival.version + 1 };
}
