import { recordRead } from '../../../audit/record-event.ts';
import type { Json } from '../../../kernel/canonical-json.ts';
import type { Id } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { HOUR, day } from '../../../kernel/time.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { HOLD_REASONS, HOLD_STATES, holdFrom, loadHold, openHold, type HoldItem } from './hold.ts';

/** A hold as officers see it, without its note. */
export function holdBody(workspace: Pick<Workspace, 'now'>, hold: HoldItem) {
  const { key: _key, content: _content, people: _people, ...shown } = hold;
  const { final, says } = HOLD_STATES[hold.state];
  const { ground } = HOLD_REASONS[hold.reason];
  return { ...shown, says, ground, reviewDue: !final && hold.reviewOn <= day(workspace.now()) };
}

/** Reads a hold with its note and the reasons of its reviews, while they are there; the reading is logged. */
export async function readHold(workspace: Workspace, id: Id) {
  const hold = await loadHold(workspace, id);
  const said = await openHold(workspace, hold);
  await recordRead(workspace, { action: 'hold.read', target: id, subject: hold.person, fields: ['note'] });
  return { ...holdBody(workspace, hold), ...said?.content };
}

/** One page of holds, newest first; the list may lag up to two seconds. */
export async function listHolds(
  workspace: Workspace,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
) {
  const scope = `holds|${workspace.actor.id}`;
  const after = cursor && (await workspace.vault.openCursor(scope, cursor));
  if (cursor && !after) throw new Problem('cursor.invalid');
  const page = await workspace.tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('hold', 0),
    newestFirst: true,
    limit,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  return {
    items: page.items.map((item) => holdBody(workspace, holdFrom(item))),
    ...(next ? { cursor: next } : {}),
  };
}
