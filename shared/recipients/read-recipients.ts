import { recordRead } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import type { Workspace } from '../store/workspace.ts';
import { openRecipients, recipientsById, type Recipient } from './recipient.ts';

const fields = ['name', 'contact'];

/** Reads a recipient; it may be a natural person, hence the event. `not-found` for one of nobody or of another tenant. */
export async function readRecipient(workspace: Workspace, id: Id): Promise<Recipient> {
  const recipient = (await recipientsById(workspace, [id])).get(id);
  if (!recipient) throw new Problem('not-found');
  await recordRead(workspace, { action: 'recipient.read', target: id, fields });
  return recipient;
}

/** One page of recipients, newest first; the list may lag by seconds, a recipient by id never does. */
export async function listRecipients(
  workspace: Workspace,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly Recipient[]; readonly cursor?: string }> {
  const { keys, tables, vault } = workspace;
  const scope = `recipients|${workspace.actor.id}`;
  const after = cursor === undefined ? undefined : await vault.openCursor(scope, cursor);
  if (cursor !== undefined && after === undefined) throw new Problem('cursor.invalid');
  const page = await tables.query({
    table: 'data',
    index: 'list',
    pk: keys.list('recipient', 0),
    newestFirst: true,
    limit,
    ...(after === undefined ? {} : { after: after as Readonly<Record<string, unknown>> }),
  });
  if (page.items.length > 0) await recordRead(workspace, { action: 'recipient.read', fields });
  const items = await openRecipients(workspace, page.items);
  if (!page.next) return { items };
  return { items, cursor: await vault.sealCursor(scope, page.next as Json, workspace.now() + HOUR) };
}
