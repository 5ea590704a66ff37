import { recordReads } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { KEEPING_GROUNDS, type KeepingGround } from '../../rights/request/keepable.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isOver, waysTo } from './held.ts';
import { keeperOf, keptBinding, keptFrom, type Keeper } from './kept-item.ts';

/** A kept record as finance and the officer see it, with the law or the hold that keeps it. */
export type KeptRecord = Keeper & {
  readonly id: string;
  readonly type: string;
  /** Kept although erased, which is no restriction under Art. 18: nobody meets it but by its number. */
  readonly state: 'retained';
  readonly ground: string;
  readonly keptAt: string;
  readonly fields: Readonly<Record<string, Json>>;
};

/** Kept records that bear one number, which is given once per business and type; a hold names fewer records. */
const MOST = 100;

/**
 * Finds kept records by number, or by the hold that keeps them, the only ways to them, for the statute or the claim that
 * is named (RET-04). The event of the read is written before anything is handed out. What has reached its end is absent,
 * whenever it goes, and so is what is not the reader's: finance has vouchers to show, and no claims to answer.
 */
export async function lookUpKept(
  workspace: Workspace,
  number: string,
  grounds: readonly KeepingGround[] = ['legal-obligation', 'legal-claims'],
): Promise<KeptRecord[]> {
  const { tables, keys, vault } = workspace;
  const ways = await waysTo(workspace, number, { limit: MOST });
  const found = (await tables.get(ways.map((id) => keys.kept(id)))).flatMap((item) => keptFrom(item) ?? []);
  const readers = found.filter(({ ground, hold }) =>
    hold === undefined
      ? grounds.some((one) => KEEPING_GROUNDS[one] === ground)
      : grounds.includes('legal-claims'),
  );
  const over = await Promise.all(readers.map((item) => isOver(workspace, item)));
  const kept = readers.filter((_, position) => !over[position]);
  const opening = await vault.ownerKeys(kept.map(({ key }) => key));
  const shown = kept.flatMap((item, position): KeptRecord[] => {
    const key = opening[position];
    if (!key) return [];
    const { id, type, ground, keptAt, content } = item;
    const fields = vault.open(key, keptBinding(item), content) as Record<string, Json>;
    return [{ id, type, state: 'retained', ground, ...keeperOf(item), keptAt, fields }];
  });
  await recordReads(
    workspace,
    shown.map(({ id, type, fields }) => ({
      action: 'kept.read' as const,
      target: id,
      type,
      fields: Object.keys(fields),
    })),
  );
  return shown;
}
