import { recordReads } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { KEEPING_GROUNDS, type KeepingGround } from '../rights/plan/keepable.ts';
import type { Workspace } from '../store/workspace.ts';
import { endOf, keptBinding, keptFrom } from './kept-item.ts';

/** A kept record as finance and the officer see it, with the law that keeps it. */
export interface KeptRecord {
  readonly id: string;
  readonly type: string;
  /** Kept although erased, which is no restriction under Art. 18: nobody meets it but by its number. */
  readonly state: 'retained';
  readonly ground: string;
  readonly statute: string;
  readonly country: string;
  readonly until: string;
  readonly keptAt: string;
  readonly fields: Readonly<Record<string, Json>>;
}

/** Kept records that bear one number; a number is given once per business and type. */
const MOST = 25;

/**
 * Finds kept records by number, the only way to them, for the statute that is named (RET-04). The event of the read is
 * written before anything is handed out. What has reached its end is absent, whenever it goes, and so is a ground that
 * is not the reader's: finance has vouchers to show, and no claims to answer.
 */
export async function lookUpKept(
  workspace: Workspace,
  number: string,
  grounds: readonly KeepingGround[] = ['legal-obligation', 'legal-claims'],
): Promise<KeptRecord[]> {
  const { keys, tables, vault } = workspace;
  const token = await vault.lookupToken('number', number);
  if (!token) return [];
  const ways = await tables.query({ table: 'data', pk: keys.keptNumber(token, '' as Id).pk, limit: MOST });
  const items = await tables.get(ways.items.map(({ sk }) => keys.kept(sk as Id)));
  const kept = items
    .flatMap((item) => keptFrom(item) ?? [])
    .filter(({ until }) => workspace.now() < endOf(until))
    .filter(({ ground }) => grounds.some((one) => KEEPING_GROUNDS[one] === ground));
  const opening = await vault.ownerKeys(kept.map(({ key }) => key));
  const found = kept.flatMap((item, position): KeptRecord[] => {
    const key = opening[position];
    if (!key) return [];
    const { id, type, ground, statute, country, until, keptAt, content } = item;
    const fields = vault.open(key, keptBinding(item), content) as Record<string, Json>;
    return [{ id, type, state: 'retained', ground, statute, country, until, keptAt, fields }];
  });
  await recordReads(
    workspace,
    found.map(({ id, type, fields }) => ({
      action: 'kept.read' as const,
      target: id,
      type,
      fields: Object.keys(fields),
    })),
  );
  return found;
}
