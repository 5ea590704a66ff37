import { BACKUP_DAYS } from '../marks.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { DAY, instant } from '../../kernel/time.ts';
import { PARTS } from '../../rights/request/stored.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Binding, EraserWorkspace, OwnerKey, Workspace, Write } from '../../store/workspace.ts';
import { keeperOf, type KeptItem } from './kept-item.ts';
import { KEY_RECOVERY, signReceipt, type Sign } from '../receipt/receipt.ts';

/** Where a kept item came from; known to nobody before its key is there to open it. */
export interface Origin {
  readonly request: Id;
  /** Number of the receipt that says it is kept. */
  readonly receipt: Id;
}

function binding({ id, type }: Pick<KeptItem, 'id' | 'type'>): Binding {
  return { owner: id, type, id, section: 'origin', schema: 1 };
}

/** Seals where a kept item came from under its own key: nobody who sees the tables can match it with a request. */
export function sealOrigin(
  { vault }: Pick<Workspace, 'vault'>,
  key: OwnerKey,
  kept: Pick<KeptItem, 'id' | 'type'>,
  { request, receipt }: Origin,
): Uint8Array {
  return vault.seal(key, binding(kept), { request, receipt });
}

/**
 * The write of a supplementary receipt: what was kept has ended on its day or with its hold, and from when nobody can read a copy. It is
 * filed with the receipt that it supplements, and signed as that one is. None for an item whose key is gone.
 */
export async function supplementWrites(
  workspace: EraserWorkspace,
  kept: KeptItem,
  sign: Sign,
): Promise<Write[]> {
  const [key] = await workspace.vault.ownerKeys([kept.key]);
  if (!key || !kept.origin) return [];
  const { request, receipt: supplements } = workspace.vault.open(
    key,
    binding(kept),
    kept.origin,
  ) as unknown as Origin;
  const now = workspace.now();
  const id = newTimeId(now, workspace.random);
  const { type, ground } = kept;
  const ended = { type, ground, ...keeperOf(kept), keyDestroyedAt: instant(now) } as unknown as Json;
  const receipt = {
    v: 1,
    receipt: id,
    supplements,
    tenant: workspace.tenant,
    request,
    ended,
    keyUnrecoverableFrom: instant(now + KEY_RECOVERY),
    ciphertextGoneBy: instant(now + BACKUP_DAYS * DAY),
    at: instant(now),
  };
  const put = { id, receipt, ...(await signReceipt(receipt, sign)) };
  return [{ put, at: workspace.keys.requestPart(request, PARTS.supplement, id), if: ABSENT }];
}
