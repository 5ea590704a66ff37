import type { Id } from '../../kernel/ids.ts';
import { pagesOf } from '../../store/pages.ts';
import type { EraserWorkspace, Item, Write } from '../../store/workspace.ts';
import { ANYHOW } from '../plan/plan-store.ts';
import { PARTS, type PartName } from '../request/stored.ts';

/** What outlives the record: an erasure is proven by its receipt, which names nobody, and by its secret. */
const STAYS = ['receipt', 'receiptAccess', 'supplement'] as const satisfies readonly PartName[];
/** Parts that have an owner key of their own. */
const KEYED = ['mandate', 'notice'] as const satisfies readonly PartName[];

const isOf =
  (names: readonly PartName[]) =>
  ({ sk }: Item) =>
    names.some((name) => sk.startsWith(`${PARTS[name]}#`));
const stays = isOf(STAYS);
const isKeyed = isOf(KEYED);

/** Parts that are removed together: with their keys and marks within one transaction. */
const TOGETHER = 30;

function removal({ keys }: EraserWorkspace, item: Item): Write[] {
  const gone = (at: Write['at']): Write => ({ delete: true, at, if: ANYHOW });
  const exchange = item.sk.startsWith(`${PARTS.exchange}#`) && gone(keys.exchange(item['id'] as string));
  return [
    gone({ table: 'data', pk: item.pk, sk: item.sk }),
    ...(isKeyed(item) ? [gone(keys.ownerKey(item['key'] as Id))] : []),
    ...(exchange ? [exchange] : []),
  ];
}

/**
 * Takes away what is left of a request whose record has ended: bytes first, then every part with its key. Cut off
 * anywhere, it goes on where it was; repeated, it finds nothing.
 */
export async function removeRemains(
  workspace: EraserWorkspace,
  request: Id,
  deleteAll: (objectKey: string) => Promise<unknown>,
): Promise<void> {
  const { keys, tables } = workspace;
  const { pk } = keys.request(request);
  for await (const items of pagesOf(tables, { table: 'data', pk, limit: TOGETHER })) {
    const ended = items.filter((item) => !stays(item));
    for (const { objectKey } of ended) if (typeof objectKey === 'string') await deleteAll(objectKey);
    if (ended.length > 0) await tables.write(ended.flatMap((item) => removal(workspace, item)));
  }
}
