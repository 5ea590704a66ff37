import { recordRead } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { newTimeId, type Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT, set, stateIs } from '../../store/clauses.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';
import { requestBinding, sealPart } from '../request/sealed.ts';
import { PARTS, load, parts } from '../request/stored.ts';

/** What officers keep with a request: remarks, what has to be done elsewhere, what is awaited. */
export type DeskPart = 'note' | 'task' | 'waiting';

/** Something that officers keep with a request; its words are sealed under the request's key and end with it. */
export interface DeskItem {
  readonly id: Id;
  readonly at: string;
  readonly by: string;
  readonly state: 'open' | 'done' | 'dropped';
  readonly endedAt?: string;
  readonly endedBy?: string;
  readonly [attribute: string]: unknown;
}

/** Items of one part that a request can have: all of them are read when it closes. */
const MOST = 200;

/** Keeps something with an open request; `state.conflict` once it is closed. */
export async function addDeskItem(
  workspace: Workspace,
  request: Id,
  part: DeskPart,
  attributes: Readonly<Record<string, string>>,
  words: Json,
  alongside: readonly Write[] = [],
): Promise<{ readonly id: Id; readonly request: RequestItem }> {
  const id = newTimeId(workspace.now(), workspace.random);
  const changed = await amend(workspace, request, 'request.note', async (found) => {
    if (isClosed(found)) throw new Problem('state.conflict', { detail: 'The request is closed.' });
    if ((await parts(workspace, request, part)).length >= MOST) throw new Problem('conflict');
    const content = await sealPart(workspace, found, id, part, words);
    const { id: by } = workspace.actor;
    const put = { id, at: instant(workspace.now()), by, state: 'open', ...attributes, content };
    return {
      note: { [part]: id, ...attributes },
      writes: [{ put, at: workspace.keys.requestPart(request, PARTS[part], id), if: ABSENT }, ...alongside],
    };
  });
  return { id, request: changed };
}

/** Ends something that is open; `not-found` and, when it ended before, `state.conflict`. */
export async function endDeskItem(
  workspace: Workspace,
  request: Id,
  part: DeskPart,
  id: Id,
  state: 'done' | 'dropped',
  alongside: readonly Write[] = [],
): Promise<RequestItem> {
  const at = workspace.keys.requestPart(request, PARTS[part], id);
  return amend(workspace, request, 'request.note', async () => {
    const [item] = await workspace.tables.get([at]);
    if (!item) throw new Problem('not-found');
    if (item['state'] !== 'open') throw new Problem('state.conflict');
    const ended = { state, endedAt: instant(workspace.now()), endedBy: workspace.actor.id };
    return {
      note: { [part]: id, state },
      writes: [{ update: set(ended), at, if: stateIs('open') }, ...alongside],
    };
  });
}

/** What is kept with a request, oldest first, with its words while the request's key lives; the read is logged. */
export async function listDeskItems(workspace: Workspace, request: Id, part: DeskPart): Promise<DeskItem[]> {
  const found = await load(workspace, request);
  const items = await parts(workspace, request, part);
  const [key] = await workspace.vault.ownerKeys([found.key]);
  if (key && items.length > 0)
    await recordRead(workspace, { action: 'request.read', target: request, request, fields: [part] });
  return items.map((item: Item) => {
    const { pk: _pk, sk: _sk, content, ...shown } = item;
    const binding = requestBinding(request, String(shown['id']), part);
    const words = key && content instanceof Uint8Array ? workspace.vault.open(key, binding, content) : {};
    return { ...shown, ...(words as object) } as unknown as DeskItem;
  });
}
