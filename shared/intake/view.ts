import { recordRead } from '../audit/record-event.ts';
import { openFrames } from '../crypto/frames.ts';
import { handOver, type Address } from '../files/hand-over.ts';
import type { TenantObjects } from '../files/objects.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem, isProblem } from '../kernel/problems.ts';
import { DAY, instant } from '../kernel/time.ts';
import { all, equals, lacks, set } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { arrivalBinding, arrivalFrom, arrivalKey, loadArrival, openContent } from './arrival-store.ts';
import { ARRIVAL_STATES, FINDINGS, type ArrivalItem, type ArrivalState } from './model.ts';

/** A message as members see it in a list: nothing personal. */
export function arrivalBody(arrival: ArrivalItem) {
  const {
    key: _key,
    content: _content,
    marks: _marks,
    sender: _sender,
    originals,
    findings,
    ...shown
  } = arrival;
  return {
    ...shown,
    says: ARRIVAL_STATES[arrival.state],
    findings: findings.map((finding) => ({ finding, says: FINDINGS[finding] })),
    originals: originals.length,
  };
}

/** Reads a message with what the person wrote; the reading is logged, and the first one is noted. */
export async function readArrival(workspace: Workspace, id: Id) {
  const arrival = await loadArrival(workspace, id);
  // Between the end of the key and its note there is a moment in which the item says more than there is.
  const content = await openContent(workspace, arrival).catch((error: unknown) => {
    if (!isProblem(error, 'gone')) throw error;
    return undefined;
  });
  const fields = content ? Object.keys(content) : [];
  await recordRead(workspace, { action: 'arrival.read', target: id, fields });
  const seenAt = arrival.seenAt ?? instant(workspace.now());
  if (!arrival.seenAt) await noteSeen(workspace, id, seenAt);
  return { ...arrivalBody({ ...arrival, seenAt }), ...(content ? { content } : {}) };
}

async function noteSeen(workspace: Workspace, id: Id, seenAt: string): Promise<void> {
  const at = workspace.keys.arrival(id);
  try {
    await workspace.tables.write([
      { update: set({ seenAt }), at, if: all(equals('id', id), lacks('seenAt')) },
    ]);
  } catch (error) {
    // Somebody else has seen it at the same moment.
    if (!isWriteRefusal(error)) throw error;
  }
}

/** A page of messages, newest first; the list rests on an index and may lag by seconds. */
export async function listArrivals(
  workspace: Workspace,
  query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly state?: ArrivalState | undefined;
  },
) {
  const scope = `arrivals|${workspace.actor.id}|${query.state ?? ''}`;
  const after = query.cursor && (await workspace.vault.openCursor(scope, query.cursor));
  if (query.cursor && !after)
    throw new Problem('cursor.invalid', { detail: 'Start the list again without it.' });
  const page = await workspace.tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('arrival', 0),
    newestFirst: true,
    limit: query.limit,
    ...(query.state ? { filter: equals('state', query.state) } : {}),
    ...(after ? { after: after as Readonly<Record<string, unknown>> } : {}),
  });
  const items = page.items.map((item) => arrivalBody(arrivalFrom(item)));
  if (!page.next) return { items };
  const cursor = await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + DAY);
  return { items, cursor };
}

/** An address of a sealed original, good for five minutes; `not-found` when there is no such original. */
export async function fetchOriginal(
  workspace: Workspace,
  objects: TenantObjects,
  id: Id,
  position: number,
): Promise<Address> {
  const arrival = await loadArrival(workspace, id);
  const at = arrival.originals[position];
  const sealed = at === undefined ? undefined : await objects.read('vault', at);
  if (at === undefined || !sealed) throw new Problem('not-found');
  const key = await arrivalKey(workspace, arrival);
  await recordRead(workspace, { action: 'arrival.read', target: id, fields: ['original'] });
  const bytes = openFrames(workspace, key, arrivalBinding(id, at, 'original'), sealed);
  return handOver(workspace, objects, bytes, { name: `${id}.eml`, mediaType: 'message/rfc822' });
}
