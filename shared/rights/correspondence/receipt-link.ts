import type { Id } from '../../kernel/ids.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { newLink, type Link } from './link.ts';
import type { RequestItem } from '../request/model.ts';
import { openPart, sealPart } from '../request/sealed.ts';
import { PARTS, parts } from '../request/stored.ts';

/** A receipt as the letter names it: its number, and the address that leads to it for as long as it is kept. */
export interface ReceiptLink {
  readonly number: Id;
  readonly url: string;
}

/**
 * The writes that make a receipt retrievable by number and secret. The secret stays as its digest; its address waits
 * for the letter under the request's own key, which is destroyed when that letter was delivered.
 */
export async function receiptLinkWrites(
  workspace: Workspace,
  request: RequestItem,
  number: Id,
  publicUrl: string,
): Promise<Write[]> {
  const { text, digest } = newLink(workspace.tenant, request.id, workspace.random);
  const { keys } = workspace;
  const url = `${publicUrl}/public/pages/receipt/${text}`;
  const content = await sealPart(workspace, request, number, 'receipt-link', url);
  return [
    { put: { receipt: number }, at: keys.requestPart(request.id, PARTS.receiptAccess, digest), if: ABSENT },
    { put: { id: number, content }, at: keys.requestPart(request.id, PARTS.receiptLink, number), if: ABSENT },
  ];
}

/** The link that the letter carries; undefined when the request has no receipt. */
export async function receiptLink(
  workspace: Workspace,
  request: RequestItem,
): Promise<ReceiptLink | undefined> {
  const [item] = await parts(workspace, request.id, 'receiptLink');
  if (!item) return undefined;
  const number = item['id'] as Id;
  const url = await openPart(workspace, request, number, 'receipt-link', item['content'] as Uint8Array);
  return { number, url: url as string };
}

/** True when the secret of a link is that of a receipt. */
export async function opensReceipt({ keys, tables }: Workspace, { request, digest }: Link): Promise<boolean> {
  const [found] = await tables.get([keys.requestPart(request, PARTS.receiptAccess, digest)]);
  return found !== undefined;
}
