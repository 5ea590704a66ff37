import { eventWrite } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { parts } from '../../rights/request/stored.ts';
import { openTold } from '../../rights/notices/told.ts';
import type { Item, Workspace } from '../../store/workspace.ts';
import type { SignedReceipt } from './receipt.ts';

/** A stored receipt as it was signed: with the recipients that were told. */
export async function signedReceipt(workspace: Workspace, item: Item): Promise<SignedReceipt> {
  const { receipt, told, statement, signature, algorithm } = item as unknown as SignedReceipt & {
    readonly told?: Uint8Array;
  };
  const recipients = told && (await openTold(workspace, statement.receipt as Id, told));
  return { receipt: { ...receipt, ...(recipients ? { recipients } : {}) }, statement, signature, algorithm };
}

/**
 * The receipt of an erasure; `not-found` until the independent sweep has found nothing. It outlives the record of its
 * request. The read leaves its event.
 */
export async function readReceipt(workspace: Workspace, request: Id): Promise<SignedReceipt> {
  const [item] = await parts(workspace, request, 'receipt');
  if (!item) throw new Problem('not-found');
  const signed = await signedReceipt(workspace, item);
  await workspace.tables.write([
    eventWrite(workspace, { action: 'request.read', target: request, request, type: 'erasure' }),
  ]);
  return signed;
}
