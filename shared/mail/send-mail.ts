import { MINUTE, instant } from '../kernel/time.ts';
import { PRESENT, equals, remove, set, stateIs, updates } from '../store/clauses.ts';
import { cancelDue } from '../store/due.ts';
import type { ItemKey } from '../store/grammar.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { Mail, MailState, OutboxItem } from './outbox.ts';
import { MAIL_PART, mailBinding } from './outbox.ts';

/** What became of handing a mail over: `later` and `refused` are certain that it was not taken. */
export type Delivery = 'sent' | 'later' | 'refused' | 'unknown';

/** A mail that was taken, under the id that the service gave it. */
export interface Taken {
  readonly messageId: string;
}

/** Hands one mail over, once, without trying again by itself. */
export type SendMail = (mail: Mail) => Promise<Delivery | Taken>;

/** After this long a claim is one of a sender that died; whether its mail went out nobody knows. */
export const CLAIM_LIFE = 10 * MINUTE;

/** Claims a mail; undefined when it is gone or somebody else's. */
async function claim(workspace: Workspace, at: ItemKey): Promise<OutboxItem | undefined> {
  const claimedAt = instant(workspace.now());
  try {
    await workspace.tables.write([
      { update: set({ state: 'claimed', claimedAt }), at, if: stateIs('waiting') },
    ]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    return undefined;
  }
  const [item] = await workspace.tables.get([at]);
  return item?.['claimedAt'] === claimedAt ? (item as unknown as OutboxItem) : undefined;
}

/** Ends a mail: the sealed text goes, the trace at the request stays, the due work is done. */
async function end(
  workspace: Workspace,
  at: ItemKey,
  { id, request, part = MAIL_PART, at: written }: OutboxItem,
  state: MailState,
  taken: Partial<Taken> = {},
): Promise<void> {
  await workspace.tables.write([
    { delete: true, at, if: stateIs('claimed') },
    {
      update: set({ state, endedAt: instant(workspace.now()), ...taken }),
      at: workspace.keys.requestPart(request, part, id),
      if: PRESENT,
    },
    cancelDue(workspace, { at: Date.parse(written), kind: 'outbox', reference: id }),
  ]);
}

/**
 * Sends a mail of the outbox at most once: claimed first, and a mail of which nobody knows whether it went out is
 * noted as `unknown` and never sent again. Returns false when it has to be tried later.
 */
export async function sendMail(workspace: Workspace, at: ItemKey, send: SendMail): Promise<boolean> {
  const item = await claim(workspace, at);
  if (!item) return endAbandoned(workspace, at);
  const [key] = await workspace.vault.ownerKeys([item.key]);
  if (!key) {
    await end(workspace, at, item, 'refused');
    return true;
  }
  const mail = workspace.vault.open(key, mailBinding(item.request, item.id), item.content);
  const delivery = await send(mail as unknown as Mail);
  if (typeof delivery !== 'string') {
    await end(workspace, at, item, 'sent', { messageId: delivery.messageId });
    return true;
  }
  if (delivery !== 'later') {
    await end(workspace, at, item, delivery);
    return true;
  }
  await workspace.tables.write([
    {
      update: updates(set({ state: 'waiting' }), remove('claimedAt')),
      at,
      if: equals('claimedAt', item.claimedAt),
    },
  ]);
  return false;
}

/** Ends the mail of a sender that died; true when nothing is left to be done. */
async function endAbandoned(workspace: Workspace, at: ItemKey): Promise<boolean> {
  const [found] = await workspace.tables.get([at]);
  if (!found) return true;
  const item = found as unknown as OutboxItem;
  const claimed = Date.parse(item.claimedAt ?? '');
  if (item.state !== 'claimed' || !(workspace.now() - claimed >= CLAIM_LIFE)) return false;
  try {
    await end(workspace, at, item, 'unknown');
  } catch (error) {
    // Its sender was slow, not dead.
    if (!isWriteRefusal(error)) throw error;
  }
  return true;
}
