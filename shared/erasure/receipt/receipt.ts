import { createHash } from 'node:crypto';
import { eventWrite } from '../../audit/record-event.ts';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { DAY, HOUR, instant } from '../../kernel/time.ts';
import type { PlanItem, RequestItem } from '../../rights/request/model.ts';
import { sealTold, toldFor } from '../../rights/notices/told.ts';
import { receiptLinkWrites } from '../../rights/correspondence/receipt-link.ts';
import { parts, PARTS } from '../../rights/request/stored.ts';
import { ABSENT } from '../../store/clauses.ts';
import { allItems } from '../../store/pages.ts';
import type { EraserWorkspace, Item } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { BACKUP_DAYS } from '../marks.ts';
import { ERASURE_PARTS, type Run } from '../run-store.ts';

/** Signs up to 4,096 bytes with the receipt key (ECDSA_SHA_256 over the message itself); gives DER. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>;

/** What is signed, in RFC 8785 form: at most 1 KB. */
export interface ReceiptStatement {
  readonly v: 1;
  readonly receipt: string;
  readonly tenant: string;
  readonly request: string;
  /** SHA-256 over the receipt in RFC 8785 form, hexadecimal. */
  readonly sha256: string;
  readonly at: string;
}

/** A receipt as it is handed out: verifiable offline with the public key. */
export interface SignedReceipt {
  readonly receipt: Readonly<Record<string, Json>>;
  readonly statement: ReceiptStatement;
  /** Base64 of the DER signature. */
  readonly signature: string;
  readonly algorithm: 'ECDSA_SHA_256';
}

/** Point-in-time recovery of the key table: after this no copy of a key is left (threat bound). */
export const KEY_RECOVERY = 24 * HOUR;
/** Key ids that a receipt names; beyond that their number and digest stand for them. */
const NAMED_KEYS = 1_000;

/** SHA-256, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function grouped<T extends Record<string, string>>(rows: readonly T[]): (T & { readonly count: number })[] {
  const counted = new Map<string, T & { count: number }>();
  for (const row of rows) {
    const name = canonicalJson(row);
    const before = counted.get(name);
    counted.set(name, { ...row, count: (before?.count ?? 0) + 1 });
  }
  return [...counted.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** The controller's part: what was decided, by whom, on which ground. */
function decision(request: RequestItem, plan: readonly PlanItem[]): Json {
  const acted = plan.filter(({ gone }) => !gone);
  return {
    receivedAt: request.receivedAt,
    decidedBy: request.decidedBy ?? '',
    decidedAt: request.decidedAt ?? '',
    acts: grouped(acted.map(({ act, of, ground }) => ({ act, of, ground }))),
    kept: grouped(
      acted.flatMap(({ type, act, keep, held = [] }): Record<string, string>[] => [
        ...(act === 'keep' && keep
          ? [{ type, statute: keep.statute, country: keep.country, until: keep.until }]
          : []),
        ...held.map(({ hold, ground }) => ({ type, ground, hold })),
      ]),
    ),
    goneBefore: plan.length - acted.length,
  };
}

/** The processor's part: what was done, what an independent look found, and from when no copy can be read or exists. */
function technical(run: Run, keys: readonly string[], sweep: Item): Json {
  const destroyed = Date.parse(run.destroyedAt ?? '');
  const ids = [...keys].sort();
  return {
    startedAt: run.startedAt,
    keysDestroyed: {
      count: ids.length,
      ids: ids.slice(0, NAMED_KEYS),
      sha256: sha256(canonicalJson(ids)),
      lastAt: instant(destroyed),
    },
    sweeps: [run.counts[1], run.counts[2]] as unknown as Json,
    independentSweep: { at: sweep['at'] as string, looked: sweep['looked'] as Json, left: 0 },
    tombstonedAt: run.tombstonedAt ?? '',
    keyUnrecoverableFrom: instant(destroyed + KEY_RECOVERY),
    ciphertextGoneBy: instant(destroyed + BACKUP_DAYS * DAY),
  };
}

/** The parts of a request that a receipt is made of, read in full. */
async function partsOf(workspace: EraserWorkspace, request: Id, part: string): Promise<Item[]> {
  const { pk } = workspace.keys.request(request);
  return allItems(workspace.tables, { table: 'data', pk, skPrefix: `${part}#` });
}

/** Signs what a receipt says of itself and of what is in it: the parts beside `receipt` that make it verifiable. */
export async function signReceipt(
  receipt: Readonly<Record<string, Json>>,
  sign: Sign,
): Promise<Omit<SignedReceipt, 'receipt'>> {
  const said = (name: string) => receipt[name] as string;
  const statement: ReceiptStatement = {
    v: 1,
    receipt: said('receipt'),
    tenant: said('tenant'),
    request: said('request'),
    sha256: sha256(canonicalJson(receipt)),
    at: said('at'),
  };
  const signature = Buffer.from(await sign(Buffer.from(canonicalJson(statement)))).toString('base64');
  return { statement, signature, algorithm: 'ECDSA_SHA_256' };
}

/**
 * Makes, signs and stores the receipt, once: a repeated call finds the first one. `sweep` is the clean result of the
 * independent sweep. Holds no personal data: ids of principals and keys, grounds, statutes, counts and times; the names
 * of the recipients that were told are stored sealed.
 */
export async function makeReceipt(
  workspace: EraserWorkspace,
  request: RequestItem,
  run: Run,
  sweep: Item,
  { sign, publicUrl }: { readonly sign: Sign; readonly publicUrl: string },
): Promise<void> {
  const plan = (await parts(workspace, request.id, 'plan')) as unknown as PlanItem[];
  const keys = (await partsOf(workspace, request.id, ERASURE_PARTS.key)).map((item) => item['key'] as string);
  const at = instant(workspace.now());
  const stored = {
    v: 1,
    receipt: run.receipt,
    tenant: workspace.tenant,
    request: request.id,
    decision: decision(request, plan),
    technical: technical(run, keys, sweep),
    at,
  };
  const recipients = await toldFor(workspace, request.id);
  const receipt = { ...stored, recipients } as unknown as Record<string, Json>;
  const named = recipients.count > 0;
  const put = {
    id: run.receipt,
    receipt: named ? stored : receipt,
    ...(named ? { told: await sealTold(workspace, run.receipt, recipients) } : {}),
    ...(await signReceipt(receipt, sign)),
  };
  const link = await receiptLinkWrites(workspace, request, run.receipt, publicUrl);
  try {
    await workspace.tables.write([
      { put, at: workspace.keys.requestPart(request.id, PARTS.receipt, run.receipt), if: ABSENT },
      ...link,
      eventWrite(workspace, { action: 'erasure.sweep', target: request.id, request: request.id }),
      eventWrite(workspace, { action: 'erasure.receipt', target: request.id, request: request.id }),
    ]);
  } catch (error) {
    if (!isWriteRefusal(error, 0)) throw error;
  }
}
