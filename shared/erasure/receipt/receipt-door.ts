import { eventWrite } from '../../audit/record-event.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Now } from '../../kernel/time.ts';
import { linkFrom } from '../../rights/correspondence/link.ts';
import { opensReceipt } from '../../rights/correspondence/receipt-link.ts';
import { parts } from '../../rights/request/stored.ts';
import type { Office } from '../../office/office.ts';
import { signedReceipt } from './read-receipt.ts';
import type { SignedReceipt } from './receipt.ts';

/** What the public way to receipts is wired with. */
export interface ReceiptDoor {
  readonly office: Pick<Office, 'workspace'>;
  readonly now: Now;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** The public key that verifies receipts, as PEM. */
  readonly publicKey: () => Promise<string>;
}

/** A receipt with those that supplement it, and the key that verifies all of them offline. */
export interface FetchedReceipt {
  readonly receipt: SignedReceipt;
  readonly supplements: readonly SignedReceipt[];
  readonly publicKey: string;
}

/** Milliseconds that every answer takes at least: a link that leads somewhere is not told by its time. */
const STEADY = 600;

async function behind({ office, publicKey }: ReceiptDoor, text: string): Promise<FetchedReceipt> {
  const link = linkFrom(text);
  if (!link) throw new Problem('not-found');
  const { request, tenant } = link;
  const workspace = office.workspace(tenant, { kind: 'subject', id: request });
  if (!(await opensReceipt(workspace, link))) throw new Problem('not-found');
  const [item] = await parts(workspace, request, 'receipt');
  if (!item) throw new Problem('not-found');
  const later = await parts(workspace, request, 'supplement');
  const fetched = {
    receipt: await signedReceipt(workspace, item),
    supplements: await Promise.all(later.map((each) => signedReceipt(workspace, each))),
    publicKey: await publicKey(),
  };
  await workspace.tables.write([
    eventWrite(workspace, { action: 'request.read', target: request, request, type: 'erasure' }),
  ]);
  return fetched;
}

/**
 * Gives the receipt of an erasure, and what was filed with it since, to whoever has its secret: nobody else is left to
 * ask. Unknown, wrong and malformed links are one refusal, `not-found`, after the same time.
 */
export async function fetchReceipt(door: ReceiptDoor, text: string): Promise<FetchedReceipt> {
  const begun = door.now();
  try {
    return await behind(door, text);
  } finally {
    const rest = STEADY - (door.now() - begun);
    if (rest > 0) await door.sleep(rest);
  }
}
