import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { load, parts } from '../rights/request-store.ts';
import type { Workspace } from '../store/workspace.ts';
import type { SignedReceipt } from './receipt.ts';

/** The receipt of an erasure; `not-found` until the independent sweep has found nothing. The read leaves its event. */
export async function readReceipt(workspace: Workspace, request: Id): Promise<SignedReceipt> {
  const { id, type } = await load(workspace, request);
  const [item] = await parts(workspace, id, 'receipt');
  if (!item) throw new Problem('not-found');
  const { receipt, statement, signature, algorithm } = item as unknown as SignedReceipt;
  await workspace.tables.write([
    eventWrite(workspace, { action: 'request.read', target: id, request: id, type }),
  ]);
  return { receipt, statement, signature, algorithm };
}
