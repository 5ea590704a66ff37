import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { ABSENT, any, equals } from '../store/clauses.ts';
import { cancelDue } from '../store/due.ts';
import type { EraserWorkspace } from '../store/workspace.ts';
import { ANYHOW } from '../rights/plan/plan-store.ts';
import { endOf, keptFrom } from './kept-item.ts';

/**
 * Ends a kept item at the end of its statute: its key, the item and the way to it by number go in one transaction
 * (RET-04). Before the end nothing happens; an item that is gone stays gone.
 */
export async function endKept(workspace: EraserWorkspace, id: Id): Promise<'ended' | 'gone' | 'not-yet'> {
  const { keys, tables } = workspace;
  const [item] = await tables.get([keys.kept(id)]);
  const kept = keptFrom(item);
  if (!kept) return 'gone';
  const at = endOf(kept.until);
  if (workspace.now() < at) return 'not-yet';
  await tables.write([
    { delete: true, at: keys.kept(id), if: any(ABSENT, equals('key', kept.key)) },
    { delete: true, at: keys.ownerKey(kept.key), if: ANYHOW },
    ...(kept.number ? [{ delete: true as const, at: keys.keptNumber(kept.number, id), if: ANYHOW }] : []),
    cancelDue(workspace, { at, kind: 'kept', reference: id }),
    eventWrite(workspace, { action: 'kept.end', target: id, type: kept.type }),
  ]);
  return 'ended';
}
