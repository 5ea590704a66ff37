import { PURPOSES, type Purpose } from '../catalogue/vocabulary.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Language } from '../catalogue/languages.ts';
import { stateIs } from '../store/clauses.ts';
import type { Binding, Item, Workspace, Write } from '../store/workspace.ts';
import type { RecipientKind } from './kinds.ts';
import { transferUntil, type Transfer } from './transfers.ts';

/** How a recipient is told: a mail that goes by itself, or a letter that somebody posts. */
export type RecipientContact =
  { readonly by: 'email'; readonly email: string } | { readonly by: 'post'; readonly address: string };

/** What is sealed of a recipient, under the tenant's key. */
export interface RecipientEntry {
  readonly name: string;
  readonly contact: RecipientContact;
}

/** What is readable of a recipient: nothing that names it. */
export interface RecipientFacts {
  readonly id: Id;
  readonly kind: RecipientKind;
  /** ISO 3166-1 alpha-2: where the data are after the disclosure. */
  readonly country: string;
  readonly transfer?: Transfer;
  /** What data may be disclosed to it for. */
  readonly purposes: readonly Purpose[];
  readonly language: Language;
  /** `ended`: nothing more is disclosed to it; what it has got it is still told about (Art. 19). */
  readonly state: 'active' | 'ended';
  readonly version: number;
  readonly createdAt: string;
  readonly endedAt?: string;
}

/** A recipient as members see it. */
export type Recipient = RecipientFacts & RecipientEntry & { readonly transferUntil?: string };

/** What the entry of a recipient is bound to. */
function entryBinding(id: Id): Binding {
  return { owner: 'tenant', type: 'recipient', id, section: 'entry', schema: 1 };
}

/** Seals name and contact of a recipient. */
export async function sealEntry(
  { vault }: Workspace,
  id: Id,
  { name, contact }: RecipientEntry,
): Promise<Uint8Array> {
  return vault.seal(await vault.tenantKey(), entryBinding(id), { name, contact } as unknown as Json);
}

/** Opens stored recipients. */
export async function openRecipients({ vault }: Workspace, items: readonly Item[]): Promise<Recipient[]> {
  if (items.length === 0) return [];
  const key = await vault.tenantKey();
  return items.map((item) => {
    const { pk: _pk, sk: _sk, listPk: _list, listSk: _sort, entry, ...facts } = item;
    const recipient = facts as unknown as RecipientFacts;
    const until = transferUntil(recipient);
    return {
      ...recipient,
      ...(vault.open(key, entryBinding(recipient.id), entry as Uint8Array) as unknown as RecipientEntry),
      ...(until ? { transferUntil: until } : {}),
    };
  });
}

/** Recipients that are read together at most (limit of one read). */
const TOGETHER = 100;

/** Recipients by their ids, whatever their state; ids that nobody here has are left out. */
export async function recipientsById(
  workspace: Workspace,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, Recipient>> {
  const found: Item[] = [];
  for (let from = 0; from < ids.length; from += TOGETHER) {
    const keys = ids.slice(from, from + TOGETHER).map((id) => workspace.keys.recipient(id));
    found.push(...(await workspace.tables.get(keys)).filter((item) => item !== undefined));
  }
  return new Map((await openRecipients(workspace, found)).map((one) => [one.id, one]));
}

/** The check that a recipient is still active, for the transaction of a disclosure; once per recipient. */
export function recipientCheck({ keys }: Workspace, recipient: Id): Write {
  return { check: true, at: keys.recipient(recipient), if: stateIs('active') };
}

/** Refuses purposes beyond the closed list, which has no sale and no advertising for others (TEN-04). */
export function refusePurposes(purposes: readonly string[]): asserts purposes is readonly Purpose[] {
  const violations = purposes.flatMap((purpose, position) =>
    Object.hasOwn(PURPOSES, purpose) ? [] : [{ pointer: `/purposes/${position}`, rule: 'purpose' }],
  );
  if (violations.length > 0) throw new Problem('rule.violated', { violations });
}
